import { assertNever } from '../../vocabulary/assertNever.js';
import type { Progress } from '../../protocol/childMessages.js';
import type { PageProgress } from '../../protocol/pageState.js';

/** A child's progress in words. */
export function progressOf(progress: Progress): PageProgress {
  switch (progress.stage) {
    case 'loading':
      return { text: `Loading ${progress.detail}`, done: 0, total: null };
    case 'reading':
      return { text: `Reading ${progress.detail}`, done: 0, total: null };
    case 'running': {
      const { done, total, samplesPerSecond } = progress;
      const speed =
        samplesPerSecond > 0 ? `, ${Math.round(samplesPerSecond).toLocaleString('en')} a second` : '';
      return {
        text: `${done.toLocaleString('en')} of ${total.toLocaleString('en')} samples${speed}`,
        done,
        total,
      };
    }
    case 'measuring':
      return {
        text: progress.detail === 'the layers' ? 'Computing entropies' : `Measuring ${progress.detail}`,
        done: 1,
        total: 1,
      };
    default:
      return assertNever(progress);
  }
}
