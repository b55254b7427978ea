import { runVitest } from './runVitest.mjs';

/** Opens COUNT models (3,000) that were damaged at random: see test/soak/damagedModels.ts. */
const { status } = await runVitest({
  files: ['test/soak/damagedModels.ts'],
  environment: { ENTROSCOPE_DAMAGED_MODELS: process.argv[2] ?? '3000' },
});
process.exitCode = status ?? 1;
