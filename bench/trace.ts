/** A task of the page's main thread; milliseconds. */
export interface Task {
  readonly from: number;
  readonly duration: number;
}

export interface MainThread {
  readonly tasks: readonly Task[];
  /** When the page first painted content, on the tasks' clock; 0 where it did not in this trace. */
  readonly firstPaint: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** Reads a Chromium trace (JSON): the tasks of the renderer's main thread that worked most. */
export function mainThreadTasks(trace: Buffer): MainThread {
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const mains = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  const byThread = new Map<string, Task[]>(mains.map((thread) => [thread, []]));
  for (const { name, pid, tid, ts, dur } of traceEvents) {
    if (!/^(ThreadControllerImpl::)?RunTask$/u.test(name) || dur === undefined) continue;
    byThread.get(`${pid} ${tid}`)?.push({ from: ts / 1000, duration: dur / 1000 });
  }
  const busy = (tasks: readonly Task[]): number => tasks.reduce((sum, { duration }) => sum + duration, 0);
  const tasks = [...byThread.values()].sort((one, other) => busy(other) - busy(one))[0] ?? [];
  const painted = traceEvents
    .filter(({ name }) => name === 'firstContentfulPaint')
    .map(({ ts }) => ts / 1000);
  return { tasks, firstPaint: painted.length === 0 ? 0 : Math.max(...painted) };
}

export function longestTask(tasks: readonly Task[]): number {
  return Math.max(0, ...tasks.map(({ duration }) => duration));
}
