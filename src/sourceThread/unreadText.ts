import type { Unread } from './sourceReader.js';
import { assertNever } from '../vocabulary/assertNever.js';

/** The log's line about a file whose code was not read to its end. */
export function unreadText(file: string, unread: Unread): string {
  switch (unread.kind) {
    case 'exceeded': {
      const { timeMs, memoryMb } = unread.limits;
      const most = unread.limit === 'time' ? `${timeMs} ms` : `${memoryMb} MB`;
      return `${file}: its layers are not looked for until it is changed, since that took more than ${most}`;
    }
    case 'failed':
      return `${file}: its layers are not looked for until it is changed, through a fault of Entroscope: ${unread.detail}`;
    default:
      return assertNever(unread);
  }
}
