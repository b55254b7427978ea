/**
 * "2025-01-02 03:04" where the reader is, who compares it with a clock beside; text that is no time stays as it is.
 * @param createdAt ISO time
 */
export function timeText(createdAt: string): string {
  const date = new Date(createdAt);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/u.test(createdAt) || Number.isNaN(date.getTime())) return createdAt;
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What a run is called: by the person who named it, else by its time. */
export function runName({
  name,
  createdAt,
}: {
  readonly name?: string | undefined;
  readonly createdAt: string;
}): string {
  return name ?? timeText(createdAt);
}
