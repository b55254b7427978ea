declare const ENTROSCOPE_VERSION: string;

/** Who made a report; the version is put in by the build. */
export const TOOL = { name: 'entroscope', version: ENTROSCOPE_VERSION } as const;
