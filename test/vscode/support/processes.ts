import { readdir, readFile } from 'node:fs/promises';

/** A process as /proc shows it; Linux only, as code-server's route is. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its arguments, joined by spaces. */
  readonly command: string;
}

/** All processes below `root`, zombies left out. */
export async function descendants(root: number): Promise<readonly RunningProcess[]> {
  const all = await running();
  const found: RunningProcess[] = [];
  const parents = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const process of all) {
      if (!parents.has(process.parent) || parents.has(process.pid)) continue;
      parents.add(process.pid);
      found.push(process);
      grown = true;
    }
  }
  return found;
}

async function running(): Promise<readonly RunningProcess[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid));
  const read = await Promise.all(pids.map(describe));
  return read.filter((process) => process !== null);
}

async function describe(pid: number): Promise<RunningProcess | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // pid (name, which may hold anything) state parent ...
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || parent === undefined) return null;
    return { pid, parent: Number(parent), command: command.split('\0').join(' ').trim() };
  } catch {
    // It ended meanwhile.
    return null;
  }
}
