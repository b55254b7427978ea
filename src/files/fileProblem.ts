import { ExpectedError, type ErrorCode } from '../vocabulary/expectedError.js';
import { file, phrase, type Phrase, type PhrasePart } from '../vocabulary/phrase.js';

/** What somebody wants with a file, so that a failure can be said in their words. */
export interface FileUse {
  readonly code: ErrorCode;
  /** What the file is to them, as a sentence begins: "the labels' file PATH"; the path alone by default. */
  readonly subject?: Phrase;
  /** What to do where it does not exist: an imperative. */
  readonly absent?: string;
}

/** Why the system refused, and what to do. */
export interface FileProblem {
  readonly cause: string;
  /** An imperative. */
  readonly remedy: string;
}

type Doing = 'read' | 'written';

const RIGHTS: Readonly<Record<Doing, FileProblem>> = {
  read: {
    cause: 'no permission',
    remedy: 'let this user read it and enter the folders above it',
  },
  written: {
    cause: 'no permission',
    remedy: 'let this user write to its folder, or name another one',
  },
};
const CROWDED: FileProblem = {
  cause: 'too many files are open',
  remedy: 'end some programs or raise the limit (ulimit -n), and run again',
};
const BUSY: FileProblem = {
  cause: 'something else is using it',
  remedy: 'wait until it is free, and run again',
};
const NETWORK: FileProblem = {
  cause: 'its network disk does not answer',
  remedy: 'check the connection, or copy it to this machine',
};
const NO_CONTENT: FileProblem = {
  cause: 'the system gives no content for it',
  remedy: 'name an ordinary file',
};
const FULL_REMEDY = 'free some space, or name another place';

const PROBLEMS: Readonly<Record<string, FileProblem>> = {
  ENOENT: { cause: 'it is not there', remedy: 'correct the path, or run again when it is there' },
  ENOTDIR: { cause: 'a part of its path is no folder', remedy: 'correct the path' },
  EISDIR: { cause: 'it is a folder', remedy: 'name a file' },
  ENAMETOOLONG: { cause: 'its name or path is too long', remedy: 'name a shorter one' },
  ELOOP: { cause: 'its links lead in a circle', remedy: 'mend the links, or name the file itself' },
  EROFS: { cause: 'the disk is read-only', remedy: 'name a place that may be written to' },
  ENOSPC: { cause: 'the disk is full', remedy: FULL_REMEDY },
  EDQUOT: { cause: "this user's share of the disk is full", remedy: FULL_REMEDY },
  EFBIG: { cause: 'the disk takes no file that large', remedy: 'name another place' },
  EMFILE: CROWDED,
  ENFILE: CROWDED,
  EBUSY: BUSY,
  ETXTBSY: BUSY,
  EAGAIN: BUSY,
  EIO: { cause: 'the disk or the system failed', remedy: 'check the disk, or use a copy elsewhere' },
  EINVAL: NO_CONTENT,
  ENXIO: NO_CONTENT,
  ENODEV: NO_CONTENT,
  ENODATA: NO_CONTENT,
  EOPNOTSUPP: NO_CONTENT,
  ENOTSUP: NO_CONTENT,
  ESTALE: NETWORK,
  ETIMEDOUT: NETWORK,
  EHOSTDOWN: NETWORK,
  ENOTCONN: NETWORK,
  EREMOTEIO: NETWORK,
};

/** An error of the system that a call on files gave: such a thing is nobody's bug. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E(?!RR_)[A-Z0-9]+$/u.test(error.code)
  );
}

/** What an error of the system means. */
export function fileProblem(code: string, doing: Doing): FileProblem {
  if (code === 'EACCES' || code === 'EPERM') return RIGHTS[doing];
  return PROBLEMS[code] ?? { cause: 'the system refused', remedy: 'check it, and run again' };
}

/**
 * The failure that an error of the system is for whoever reads a file; any other error as it is.
 * @param path absolute, or as given
 */
export function readFailure(error: unknown, path: string, use: FileUse): unknown {
  if (!isFileError(error)) return error;
  const subject = use.subject ?? [file(path)];
  if (error.code === 'ENOENT') {
    const remedy = path.includes('\ufffd')
      ? 'its name holds bytes that are no UTF-8, by which nothing can be opened: rename it'
      : (use.absent ?? 'correct the path, or run again when it is there');
    return new ExpectedError(use.code, phrase`${subject} does not exist: ${remedy}`, { cause: error });
  }
  return new ExpectedError(use.code, [...subject, ...sentence(error.code, 'read')], { cause: error });
}

/** The failure that an error of the system is for whoever writes a file; any other error as it is. */
export function writeFailure(
  error: unknown,
  path: string,
  subject: PhrasePart | Phrase = file(path),
): unknown {
  if (!isFileError(error)) return error;
  return new ExpectedError('output-failed', phrase`${subject}${sentence(error.code, 'written')}`, {
    cause: error,
  });
}

/**
 * What an error of the system says where nobody on the way knew what the file was to them: the words name the file where
 * the error does. null for every other error.
 */
export function unforeseenFailure(error: unknown): ExpectedError | null {
  if (!isFileError(error)) return null;
  const doing: Doing = /^(?:write|rename|mkdir|copyfile|unlink|ftruncate|fsync)$/u.test(error.syscall ?? '')
    ? 'written'
    : 'read';
  const subject = error.path === undefined ? 'a file' : file(error.path);
  return new ExpectedError('file-failed', phrase`${subject}${sentence(error.code, doing)}`, { cause: error });
}

function sentence(code: string, doing: Doing): Phrase {
  const { cause, remedy } = fileProblem(code, doing);
  return [` cannot be ${doing} (${code}, ${cause}): ${remedy}`];
}
