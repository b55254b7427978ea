import Mocha from 'mocha';
import { writeFile } from 'node:fs/promises';

/** One test of the suite, as the results file tells it. */
export interface InHostResult {
  readonly title: string;
  /** null: passed. */
  readonly error: string | null;
}

/**
 * What VS Code calls in its extension host. The results go to the file that ENTROSCOPE_IN_HOST_RESULTS names: a host
 * that crashed leaves none, while its exit status is 0.
 */
export async function run(): Promise<void> {
  const file = process.env['ENTROSCOPE_IN_HOST_RESULTS'];
  if (file === undefined) throw new Error('ENTROSCOPE_IN_HOST_RESULTS names no file');
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'dot', color: false });
  // Gives the imported `describe` and `it` this suite to work on.
  mocha.suite.emit('pre-require', {}, '', mocha);
  await import('./activation.js');
  const results: InHostResult[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on('pass', (test) => results.push({ title: test.fullTitle(), error: null }))
      .on('fail', (test, error: unknown) => {
        results.push({
          title: test.fullTitle(),
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      });
  });
  await writeFile(file, JSON.stringify(results));
  const failures = results.filter(({ error }) => error !== null).length;
  if (failures > 0) throw new Error(`${failures} tests failed in the extension host`);
}
