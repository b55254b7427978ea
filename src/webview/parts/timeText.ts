/** "2025-01-02 03:04 UTC": the same for every reader of a report that travels. */
export function timeText(createdAt: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/u.test(createdAt)
    ? `${createdAt.slice(0, 16).replace('T', ' ')} UTC`
    : createdAt;
}
