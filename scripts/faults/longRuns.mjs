import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inFolder, startCommand, until } from './runs.mjs';
import { firstLine } from './stages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const MB = 2 ** 20;
/** Memory that a process may hold more after many runs: what V8 leaves unused. */
const MORE_RSS = 48 * MB;
const MORE_HEAP = 4 * MB;
/** The last run's own may not be gone yet. */
const MORE_HANDLES = 2;

/** What grows only slowly. */
export function longFaults({ model, quick }) {
  return [runsInARow(quick ? 10 : 200), rewritesUnderWatch(quick ? 30 : 500)];

  function runsInARow(count) {
    return {
      fault: `${count} runs in a row of one client`,
      expected: 'memory and handles do not grow',
      run: async () => {
        const script = join(root, '.cache', 'faults', 'clientRuns.mjs');
        await build({
          absWorkingDir: root, entryPoints: ['scripts/faults/clientRuns.mjs'], outfile: script, bundle: true,
          platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
        }); // prettier-ignore
        const { stdout } = await promisify(execFile)(process.execPath, [
          '--expose-gc',
          script,
          join(root, 'dist', 'child.js'),
          model,
          String(count),
        ]);
        const { before, after } = JSON.parse(stdout);
        const more = (name) => after[name] - before[name];
        return {
          seen: `rss +${Math.round(more('rss') / MB)} MB, heap +${(more('heapUsed') / MB).toFixed(1)} MB, handles +${more('handles')}, open files +${more('files')}`,
          ok:
            more('rss') < MORE_RSS &&
            more('heapUsed') < MORE_HEAP &&
            more('handles') <= MORE_HANDLES &&
            more('files') <= MORE_HANDLES,
        };
      },
    };
  }

  function rewritesUnderWatch(count) {
    return {
      fault: `${count} rewrites under watch`,
      expected: 'the newest state is reported, fewer runs than rewrites, ends with SIGINT',
      run: () =>
        inFolder(async (folder) => {
          cpSync(dirname(model), folder, { recursive: true });
          const weights = join(folder, 'weights.bin');
          const bytes = readFileSync(weights);
          const report = join(folder, 'report.json');
          const args = [
            'watch',
            join(folder, 'model.json'),
            '--data',
            'synthetic',
            '--samples',
            '100',
            '--backend',
            'cpu',
            '--json',
            report,
          ];
          const { command, ended, said } = startCommand(args);
          const runs = () => said().split('waiting for').length - 1;
          if (!(await until(() => runs() > 0, 30_000)))
            return { seen: `no first run: ${firstLine(said())}`, ok: false };
          const before = rssOf(command.pid);
          const text = readFileSync(join(folder, 'model.json'));
          for (let turn = 0; turn < count; turn++) {
            bytes.writeFloatLE(turn / 10, 0);
            writeFileSync(weights, bytes);
            writeFileSync(join(folder, 'model.json'), text);
            await new Promise((resolve) => setTimeout(resolve, 15));
          }
          const begun = runs();
          const isSeen = await until(() => runs() > begun, 30_000);
          // Runs that began in the middle may be followed by one of the newest state.
          await until(() => false, 3000);
          const grown = rssOf(command.pid) - before;
          const number = runs();
          command.kill('SIGINT');
          const end = await ended;
          return {
            seen: `${number} runs, ${isSeen ? 'newest reported' : 'no run after the last'}, rss +${Math.round(grown / MB)} MB, status ${end.status}`,
            ok: isSeen && existsSync(report) && number <= count && grown < MORE_RSS && end.status === 130,
          };
        }),
    };
  }
}

function rssOf(pid) {
  try {
    return 1024 * Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
