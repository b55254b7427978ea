import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { analyzeArgs, inFolder, leftovers, startCommand, until } from './runs.mjs';
import { firstLine } from './stages.mjs';

/** Somebody else, where the tests run as root. */
const NOBODY = 65534;
const ASLEEP_MS = 4000;
const HOUR = 3_600_000;

/** Disk, rights, clock and sleep. */
export function surroundingFaults({ model, data }) {
  const args = (more = []) => analyzeArgs({ model, data }, ...more);
  return [fullDisk(), ...rights(), clockBack(), ...asleep()];

  function fullDisk() {
    return {
      fault: 'disk full (tmpfs of 16 KB)',
      expected: 'status 1, names the file, nothing left',
      run: () =>
        inFolder(async (folder) => {
          const disk = join(folder, 'disk');
          mkdirSync(disk);
          try {
            execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' });
          } catch {
            return { skipped: 'a file system cannot be mounted here' };
          }
          try {
            writeFileSync(join(disk, 'full'), Buffer.alloc(12_288));
            const end = await startCommand(args(['--json', join(disk, 'report.json')])).ended;
            const left = readdirSync(disk).filter((name) => name !== 'full');
            return {
              seen: `status ${end.status}, ${firstLine(end.text)}${left.length === 0 ? '' : `, left: ${left.join(', ')}`}`,
              ok: isTold(end, 'report.json') && left.length === 0,
            };
          } finally {
            execFileSync('umount', [disk]);
          }
        }),
    };
  }

  function rights() {
    return [
      ['model without right to read', (folder) => chmodSync(join(folder, 'model.json'), 0o600), 'model.json'],
      [
        'weights without right to read',
        (folder) => chmodSync(join(folder, 'weights.bin'), 0o600),
        'weights.bin',
      ],
      ['data without right to read', (folder) => chmodSync(join(folder, 'x.csv'), 0o600), 'x.csv'],
      ['output in a folder without right to write', () => undefined, 'report.json'],
    ].map(([fault, prepare, named]) => ({
      fault,
      expected: `status 1, names ${named} as another user`,
      run: () =>
        inFolder(async (folder) => {
          if (process.getuid?.() !== 0) return { skipped: 'only root can run as another user' };
          chmodSync(folder, 0o755);
          cpSync(dirname(model), folder, { recursive: true });
          writeFileSync(join(folder, 'x.csv'), 'a,b,c,d,label\n1,2,3,4,cat\n4,3,2,1,dog\n');
          prepare(folder);
          const command = [
            'analyze',
            join(folder, 'model.json'),
            '--data',
            join(folder, 'x.csv'),
            '--backend',
            'cpu',
          ];
          const output = named === 'report.json' ? ['--json', join(folder, named)] : [];
          const end = await startCommand([...command, ...output], {
            uid: NOBODY,
            gid: NOBODY,
          }).ended;
          if (/Cannot find module|ERR_MODULE_NOT_FOUND|EACCES.*dist/.test(end.text))
            return { skipped: 'another user cannot reach this checkout' };
          return { seen: `status ${end.status}, ${firstLine(end.text)}`, ok: isTold(end, named) };
        }),
    }));
  }

  function clockBack() {
    return {
      fault: 'clock set back an hour in the run (Date of the command; no libfaketime here)',
      expected: 'status 0, a time of 0 s or more',
      run: () =>
        inFolder(async (out) => {
          const file = join(out, 'report.json');
          const end = await startCommand(args(['--json', file]), {
            fault: { stage: 'run', target: 'none', clock: -HOUR },
          }).ended;
          if (!existsSync(file)) return { seen: `status ${end.status}, ${firstLine(end.text)}`, ok: false };
          const times = Object.entries(JSON.parse(readFileSync(file, 'utf8')).runtime).filter(
            ([name, value]) => /ms|second|time/i.test(name) && typeof value === 'number',
          );
          return {
            seen: `status ${end.status}, ${times.map(([name, value]) => `${name} ${Math.round(value)}`).join(', ')}`,
            ok: end.reached && end.status === 0 && times.every(([, value]) => value >= 0 && value < HOUR),
          };
        }),
    };
  }

  function asleep() {
    return ['child', 'self'].map((target) => ({
      fault: `${target === 'child' ? 'child' : 'command'} asleep for ${ASLEEP_MS / 1000} s in the run (SIGSTOP, SIGCONT)`,
      expected: 'status 0, report, no process (there is no heartbeat)',
      run: () =>
        inFolder(async (out) => {
          const { command, ended, said } = startCommand(args(['--json', join(out, 'report.json')]), {
            fault: { stage: 'run', target, signal: 'SIGSTOP' },
          });
          const stopped = await until(() => /@fault run/.test(said()), 30_000);
          await new Promise((resolve) => setTimeout(resolve, ASLEEP_MS));
          const child = Number(/@fault run (\d+)/.exec(said())?.[1] ?? 0);
          if (stopped) process.kill(target === 'child' ? child : command.pid, 'SIGCONT');
          const end = await ended;
          const left = (await leftovers(out, end)).filter((name) => name !== 'report.json');
          return {
            seen: `status ${end.status}, ${end.ms} ms after it fell asleep${left.length === 0 ? '' : `, left: ${left.join(', ')}`}`,
            ok: stopped && end.status === 0 && existsSync(join(out, 'report.json')) && left.length === 0,
          };
        }),
    }));
  }
}

/** An expected failure, which names the file and is no fault of Entroscope's. */
function isTold({ status, text }, name) {
  return status === 1 && text.includes(name) && !/unexpected error/.test(text);
}
