import { importSource } from './importSource.mjs';

/**
 * Prints how often the 95 % intervals hold the truth, by simulation (test/engine/coverageSimulation.ts), and how far the
 * plain and the corrected estimates are from it.
 *
 *   node scripts/coverageTable.mjs [REPETITIONS]
 */
const { simulate } = await importSource('test/engine/coverageSimulation.ts');
const repetitions = Number(process.argv[2] ?? 1000);
const KINDS = ['balanced', 'sparse', 'saturated', 'output', 'dependent'];

console.log(`10 classes, ${repetitions} repetitions; class entropy / gap.\n`);
console.log('| neurons | samples a class | coverage | error as counted, bit | error corrected, bit |');
console.log('|---|---|---|---|---|');
for (const kind of KINDS) {
  for (const perClass of [20, 30, 100, 300, 1000]) {
    const { coverage, plugin, corrected } = simulate(kind, perClass, repetitions);
    const both = (pair, digits) => `${pair.class.toFixed(digits)} / ${pair.gap.toFixed(digits)}`;
    console.log(
      `| ${kind} | ${perClass} | ${both(coverage, 3)} | ${both(plugin, 4)} | ${both(corrected, 4)} |`,
    );
  }
}
