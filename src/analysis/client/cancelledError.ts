/** The caller's signal was aborted. Not a failure: commands end quietly on it. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('cancelled');
  }
}
