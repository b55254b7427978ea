/**
 * Did code recurse deeper than the stack goes? A program that is nested so deep is data of ours, so whoever recurses over
 * it answers with what is known up to there.
 */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
