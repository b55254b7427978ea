import { startChecks } from './checks.mjs';

/** `npm run lint`: lint, format and types, without the tests. */
for (const check of startChecks()) {
  const { passed, text } = await check;
  process.stdout.write(text);
  if (!passed) process.exitCode = 1;
}
