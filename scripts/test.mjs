import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChecks } from './checks.mjs';
import { runVitest } from './runVitest.mjs';

/**
 * `npm test`: runs vitest and, beside it, lint, format check and types; says what was skipped and why, and as its last line
 * `N passed, N failed, N skipped`, where each of the three counts as a test. Arguments are passed on to vitest, which
 * then runs alone. A run without a single executed test fails: it would otherwise pass for ever.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const results = join(root, '.cache', 'test-results.json');
const skippedFile = join(root, '.cache', 'skipped-tests.json');
const args = process.argv.slice(2);

mkdirSync(join(root, '.cache'), { recursive: true });
for (const file of [results, skippedFile]) rmSync(file, { force: true });

const checks = args.length === 0 ? startChecks() : [];
const { status, signal } = await runVitest({
  args: [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    `--reporter=${join(root, 'scripts', 'skippedReporter.mjs')}`,
    ...args,
  ],
  environment: { ENTROSCOPE_SKIPPED_TESTS: skippedFile },
});

const counts = summarise();
for (const line of skippedLines()) console.log(line);
for (const problem of counts.problems) console.log(problem);
for (const check of checks) {
  const { passed, text } = await check;
  counts[passed ? 'passed' : 'failed'] += 1;
  process.stdout.write(text);
}
if (status !== 0 || counts.failed > 0 || counts.problems.length > 0) process.exitCode = 1;
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);

/** Counts of tests; a file that could not even be collected counts as one failed test. */
function summarise() {
  if (!existsSync(results)) {
    return { passed: 0, failed: 1, skipped: 0, problems: ['vitest ended without results: see above'] };
  }
  const report = JSON.parse(readFileSync(results, 'utf8'));
  const uncollected = report.testResults.filter(
    ({ status: ending, assertionResults }) =>
      ending === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + uncollected;
  const problems = passed + failed === 0 ? ['no test was executed'] : [];
  if (failed === 0 && status !== 0) {
    problems.push(`vitest ended with ${signal ?? `status ${status}`} although no test failed: see above`);
  }
  return { passed, failed, skipped: report.numPendingTests + report.numTodoTests, problems };
}

/** One line a suite of which every skipped test has the same reason. */
function skippedLines() {
  if (!existsSync(skippedFile)) return [];
  const lines = new Map();
  for (const { file, names, reason } of JSON.parse(readFileSync(skippedFile, 'utf8'))) {
    const suite = names.length > 1 ? names.slice(0, -1).join(' > ') : names[0];
    const line = `skipped: ${file} > ${suite}${reason === null ? '' : `: ${reason}`}`;
    lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  return [...lines].map(([line, tests]) => `${line} (${tests} ${tests === 1 ? 'test' : 'tests'})`);
}
