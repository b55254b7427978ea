import * as vscode from 'vscode';
import type { PageProgress } from '../../protocol/pageState.js';

/**
 * Shows a run's progress, with a way to cancel it, while it runs.
 * @param onCancel the user pressed Cancel
 * @param run gets a function that shows how far the run is
 */
export function withRunNotification<Result>(
  { title, onCancel }: { readonly title: string; readonly onCancel: () => void },
  run: (show: (progress: PageProgress) => void) => Promise<Result>,
): Thenable<Result> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (notification, token) => {
      const cancelled = token.onCancellationRequested(onCancel);
      let shownShare = 0;
      try {
        return await run(({ text, done, total }) => {
          const share = total === null ? 0 : (100 * done) / total;
          notification.report({ message: text, increment: Math.max(0, share - shownShare) });
          shownShare = Math.max(shownShare, share);
        });
      } finally {
        cancelled.dispose();
      }
    },
  );
}
