import type { PageProgress } from '../../protocol/pageState.js';
import { withNotification } from '../say.js';

/**
 * Shows a run's progress, with a way to cancel it, while it runs.
 * @param onCancel the user pressed Cancel
 * @param run gets a function that shows how far the run is
 */
export function withRunNotification<Result>(
  { title, onCancel }: { readonly title: string; readonly onCancel: () => void },
  run: (show: (progress: PageProgress) => void) => Promise<Result>,
): Thenable<Result> {
  return withNotification({ title, onCancel }, async (report) => {
    let shownShare = 0;
    return run(({ text, done, total }) => {
      const share = total === null ? 0 : (100 * done) / total;
      report(text, Math.max(0, share - shownShare));
      shownShare = Math.max(shownShare, share);
    });
  });
}
