/** What stands for the path of data where seeded noise is asked for; also the name of that kind of data. */
export const SYNTHETIC = 'synthetic' as const;
