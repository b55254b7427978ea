import { runVitest } from './runVitest.mjs';

/**
 * Compares every layer of the models that scripts/keras/applications.py saved with Keras, and prints the table of
 * docs/models.md, with the time of an analysis beside Keras' predict.
 *
 *   node scripts/applications.mjs FOLDER
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node scripts/applications.mjs FOLDER (as scripts/keras/applications.py filled it)');
  process.exitCode = 2;
} else {
  const { status } = await runVitest({
    args: ['--testTimeout=900000', '--maxWorkers=1'],
    files: ['bench/applications.ts'],
    environment: { ENTROSCOPE_APPLICATIONS: folder },
  });
  process.exitCode = status ?? 1;
}
