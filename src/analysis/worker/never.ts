/** For reads that nothing interrupts: a cancelled child is ended as a whole. */
export const NEVER = new AbortController().signal;
