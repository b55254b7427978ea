import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DATA, ROOT } from './reproduce/digits.mjs';
import { page } from './reproduce/page.mjs';
import { accuracyPlot, layersPlot } from './reproduce/plots.mjs';
import { REFERENCE } from './reproduce/reference.mjs';

/**
 * `npm run reproduce`: trains the reference networks on the shipped digits, measures them with the built command line, and
 * writes docs/reproduction.md with its pictures. Networks that were trained before, with the same options, are kept in
 * .cache/reproduce, so that a run that was broken off goes on.
 *   --seeds N [2]  --depths 1,2,...  --epochs N [12]  --batch N [64]  --only-page: train nothing, write from what is there
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2' },
    depths: { type: 'string', default: REFERENCE.depths.join(',') },
    epochs: { type: 'string', default: '12' },
    batch: { type: 'string', default: '64' },
    'only-page': { type: 'boolean', default: false },
  },
});
const [seeds, epochs, batchSize] = [options.seeds, options.epochs, options.batch].map(Number);
const cache = join(ROOT, '.cache', 'reproduce', `w${REFERENCE.width}-e${epochs}-b${batchSize}`);
const data = join(DATA, 't10k-images-idx3-ubyte.gz');

const networks = [];
for (const depth of options.depths.split(',').map(Number)) {
  for (let seed = 1; seed <= seeds; seed++) {
    const folder = join(cache, `d${depth}-s${seed}`);
    if (!existsSync(folder)) {
      if (options['only-page']) continue;
      const { train } = await import('./reproduce/train.mjs');
      const started = performance.now();
      rmSync(`${folder}.part`, { recursive: true, force: true });
      await train({ depth, width: REFERENCE.width, seed, epochs, batchSize, folder: `${folder}.part` });
      renameSync(`${folder}.part`, folder);
      console.log(
        `depth ${depth}, seed ${seed}: ${((performance.now() - started) / 1000).toFixed(0)} s of training`,
      );
    }
    networks.push({
      depth,
      seed,
      report: measured('analyze', folder),
      whatIf: depth < 2 ? null : measured('what-if', folder),
    });
  }
}

const images = join(ROOT, 'docs', 'images');
writeFileSync(join(images, 'reproduction-accuracy.svg'), accuracyPlot(networks));
writeFileSync(join(images, 'reproduction-layers.svg'), layersPlot(networks));
writeFileSync(join(ROOT, 'docs', 'reproduction.md'), page(networks, { seeds, epochs, batchSize }));
console.log('docs/reproduction.md');

/** What the command line says of a network, asked once. */
function measured(command, folder) {
  const file = `${folder}.${command}.json`;
  if (!existsSync(file)) {
    const args = [command, folder, '--data', data, '--scale', '0..1', '--json', file, '--quiet'];
    const { status } = spawnSync(process.execPath, [join(ROOT, 'dist', 'cli.js'), ...args], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`entroscope ${args.join(' ')} ended with ${status}`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
