import type { Locator } from 'playwright-core';
import { PATIENCE_MS } from './patience.js';

/** Does it again until `target` is gone. @throws Error where the deed cannot be done while the target stays */
export async function untilHidden(target: Locator, deed: () => Promise<void>): Promise<void> {
  for (let end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    const failure = await deed().then(
      () => null,
      (error: unknown) => error,
    );
    const hidden = await target.waitFor({ state: 'hidden', timeout: 1000 }).then(
      () => true,
      () => false,
    );
    if (hidden) return;
    if (failure !== null) throw new Error(`it stays: ${target.toString()}`, { cause: failure });
  }
  throw new Error(`it stays: ${target.toString()}`);
}
