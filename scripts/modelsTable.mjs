import { runVitest } from './runVitest.mjs';

/** Runs every layer and op on every backend and writes the tables of docs/models.md, and that of Keras' classes. */
const { status } = await runVitest({
  args: ['test/tensorflow/modelsTable.test.ts', 'test/tensorflow/kerasClasses.test.ts'],
  environment: { ENTROSCOPE_WRITE_TABLES: '1' },
});
process.exitCode = status ?? 1;
