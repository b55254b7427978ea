/** Rank, probe and baseline are of so many samples at most. By itself: the threads of linear algebra need nothing else. */
export const MOST_SCIENCE_SAMPLES = 2048;
