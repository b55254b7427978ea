/** How long anything may take that the scenarios wait for, ms: two cores may be busy with other scenarios. */
export const PATIENCE_MS = 45_000;
