import cliProgress from 'cli-progress';
import { assertNever } from '../vocabulary/assertNever.js';
import type { Progress } from '../protocol/childMessages.js';
import { cleanText } from '../vocabulary/cleanText.js';
import { count } from '../vocabulary/formatNumber.js';

const LINE_INTERVAL_MS = 1000;

/** Shows how far a run is, on standard error; must be stopped before anything else is printed. */
export interface ProgressDisplay {
  show(progress: Progress): void;
  /** A line that stays. */
  log(level: 'info' | 'warning', text: string): void;
  stop(): void;
}

/** A bar on a terminal, lines of at most one a second elsewhere, nothing when quiet. */
export function progressDisplay(options: { readonly quiet: boolean }): ProgressDisplay {
  if (options.quiet) return { show: () => undefined, log: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? barDisplay() : lineDisplay();
}

function barDisplay(): ProgressDisplay {
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage}%  {done} of {all} samples  {rate}  {left}',
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      // Signals are the main program's, which stops this display.
      gracefulExit: false,
      barsize: 24,
      fps: 10,
    },
    cliProgress.Presets.shades_classic,
  );
  let state: 'idle' | 'stage' | 'bar' = 'idle';
  const clear = (): void => {
    if (state === 'bar') bar.stop();
    if (state === 'stage') process.stderr.write('\r\u001b[K');
    state = 'idle';
  };
  return {
    show(progress) {
      if (progress.stage !== 'running') {
        clear();
        process.stderr.write(`\r\u001b[K${stageText(progress).slice(0, (process.stderr.columns || 80) - 1)}`);
        state = 'stage';
        return;
      }
      const payload = {
        done: count(progress.done),
        all: count(progress.total),
        rate: rateText(progress),
        left: leftText(progress),
      };
      if (state !== 'bar') {
        clear();
        bar.start(progress.total, progress.done, payload);
        state = 'bar';
      } else bar.update(progress.done, payload);
    },
    log(level, text) {
      clear();
      writeLog(level, text);
    },
    stop: clear,
  };
}

function lineDisplay(): ProgressDisplay {
  let lastStage: Progress['stage'] | null = null;
  let lastLine = '';
  let lastTime = -Infinity;
  return {
    show(progress) {
      const now = performance.now();
      const finished = progress.stage === 'running' && progress.done >= progress.total;
      if (progress.stage === lastStage && now - lastTime < LINE_INTERVAL_MS && !finished) return;
      const line = stageText(progress);
      if (line === lastLine) return;
      lastStage = progress.stage;
      lastTime = now;
      lastLine = line;
      process.stderr.write(`${line}\n`);
    },
    log: writeLog,
    stop: () => undefined,
  };
}

function writeLog(level: 'info' | 'warning', text: string): void {
  // What the child's libraries print is of interest to whoever looks for a fault.
  if (level === 'info' && process.env['ENTROSCOPE_DEBUG'] !== '1') return;
  process.stderr.write(`${level === 'warning' ? 'warning: ' : ''}${cleanText(text)}\n`);
}

function stageText(progress: Progress): string {
  switch (progress.stage) {
    case 'loading':
    case 'reading':
    case 'measuring':
      return cleanText(`${progress.stage} ${progress.detail}`);
    case 'running': {
      const share = progress.total === 0 ? 100 : Math.floor((100 * progress.done) / progress.total);
      return `running ${count(progress.done)} of ${count(progress.total)} samples (${share}%), ${rateText(progress)}, ${leftText(progress)}`;
    }
    default:
      return assertNever(progress);
  }
}

type Running = Extract<Progress, { stage: 'running' }>;

function rateText({ samplesPerSecond }: Running): string {
  const digits = samplesPerSecond < 10 ? 1 : 0;
  return `${count(Number(samplesPerSecond.toFixed(digits)))} samples/s`;
}

function leftText({ done, total, samplesPerSecond }: Running): string {
  if (samplesPerSecond <= 0) return '';
  const seconds = Math.ceil((total - done) / samplesPerSecond);
  if (seconds < 60) return `${seconds} s left`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s left`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
