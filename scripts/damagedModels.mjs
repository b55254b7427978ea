import { startVitest } from 'vitest/node';

/** Opens COUNT models (3,000) that were damaged at random: see test/soak/damagedModels.ts. */
process.env.ENTROSCOPE_DAMAGED_MODELS = process.argv[2] ?? '3000';
const vitest = await startVitest('test', [], { watch: false, include: ['test/soak/damagedModels.ts'] });
await vitest.close();
