import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CancelledError } from '../analysis/client/cancelledError.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, option, phrase, type Phrase } from '../vocabulary/phrase.js';
import { notOrdinary } from '../files/fileKind.js';
import { fileProblem, isFileError, writeFailure } from '../files/fileProblem.js';
import { removeLeftovers } from '../files/temporaryName.js';
import { commit, discard, stage, stagedFile, type StagedFile } from '../files/writeWhole.js';
import type { ReportFormat } from '../outputs/renderReportFile.js';
import { interruptible } from './interruptible.js';
import { UsageError } from './usageError.js';
import { writeStdout } from './writeStdout.js';

const STDOUT = '-';
/** Names of the same by which the system reaches it; opened anew it would be cut off, where it is a file. */
const STDOUT_PATHS: ReadonlySet<string> = new Set(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);
/** A device all the same, and a way to say that nobody wants the file. */
const NOWHERE = '/dev/null';

/** Where an option wants something written. */
export interface OutputTarget {
  /** Its name: the option that names the file. */
  readonly format: ReportFormat;
  /** As given: a path, or "-" for standard output. */
  readonly path: string;
}

export interface Output {
  readonly target: OutputTarget;
  readonly text: string;
}

/** Does an option name standard output? */
export function isStdout(path: string | undefined): boolean {
  return path === STDOUT || (path !== undefined && STDOUT_PATHS.has(path));
}

/**
 * Refuses, before any work is done, what could not be written afterwards.
 * @param folder what relative paths are relative to
 * @param inputs absolute paths that the run reads, and that no output may replace
 * @throws UsageError when two outputs are one, ExpectedError output-failed for the rest
 */
export async function checkTargets(
  targets: readonly OutputTarget[],
  folder: string,
  inputs: readonly string[],
): Promise<void> {
  const seen = new Map<string, OutputTarget>();
  for (const target of targets) {
    const path = isStdout(target.path) ? STDOUT : resolve(folder, target.path);
    const other = seen.get(path);
    if (other !== undefined) {
      const what = path === STDOUT ? 'standard output' : target.path;
      throw new UsageError(`--${other.format} and --${target.format} both write to ${what}`);
    }
    seen.set(path, target);
    if (path !== STDOUT) await checkTarget(target, path, inputs);
  }
}

/**
 * Writes all outputs or none: to temporary names beside the targets, which are renamed when all are complete. What killed
 * writers of ours left in the same folders is removed. Standard output comes last.
 * @throws ExpectedError output-failed, CancelledError when a signal comes
 */
export async function writeOutputs(outputs: readonly Output[], folder: string): Promise<void> {
  await interruptible((signal) => writeFiles(outputs, folder, signal));
  for (const { target, text } of outputs) if (isStdout(target.path)) await writeStdout(text);
}

/** As writeOutputs, of the files alone. @throws CancelledError when the signal is aborted before the renaming */
export async function writeFiles(
  outputs: readonly Output[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const staged: StagedFile[] = [];
  for (const { target, text } of outputs) {
    if (isStdout(target.path)) continue;
    try {
      const path = await realTarget(resolve(folder, target.path));
      if (path === NOWHERE) continue;
      await refuseSpecialTarget(target, path);
      await removeLeftovers(dirname(path));
      const place = stagedFile(path);
      staged.push(place);
      await stage(place, text, signal);
    } catch (error) {
      await Promise.all(staged.map(discard));
      if (signal.aborted) throw new CancelledError();
      throw writeFailure(error, target.path);
    }
  }
  if (signal.aborted) {
    await Promise.all(staged.map(discard));
    throw new CancelledError();
  }
  await commitAll(staged);
}

async function commitAll(staged: readonly StagedFile[]): Promise<void> {
  for (const place of staged) {
    try {
      await commit(place);
    } catch (error) {
      await Promise.all(staged.map(discard));
      throw writeFailure(error, place.path);
    }
  }
}

async function checkTarget(target: OutputTarget, path: string, inputs: readonly string[]): Promise<void> {
  const fail = (cause: string): ExpectedError =>
    new ExpectedError('output-failed', phrase`${subjectOf(target)}: ${cause}`);
  /** @returns null where nothing is there */
  const look = (place: string): Promise<Awaited<ReturnType<typeof stat>> | null> =>
    stat(place).catch((error: unknown) => {
      if (!isFileError(error)) throw error;
      if (error.code === 'ENOENT') return null;
      const { cause, remedy } = fileProblem(error.code, 'written');
      throw fail(`${cause} (${error.code}): ${remedy}`);
    });
  const parent = await look(dirname(path));
  if (parent?.isDirectory() !== true) {
    throw fail(`the folder ${dirname(target.path)} does not exist: make it first`);
  }
  const real = await realTarget(path);
  if (real === NOWHERE) return;
  await look(real);
  await refuseSpecialTarget(target, real);
  for (const input of inputs) {
    if (real === (await realTarget(input))) throw fail('it is a file that this run reads: name another one');
  }
  const writable = await access(dirname(real), constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) throw fail(`the folder ${dirname(target.path)} may not be written to: name another one`);
}

/** What lies at a target, where something does, must be a file: a pipe or a device may never take what is written. */
async function refuseSpecialTarget(target: OutputTarget, path: string): Promise<void> {
  const stats = await stat(path).catch(() => null);
  const special = stats === null ? null : notOrdinary(stats);
  if (special === null) return;
  const remedy = stats?.isDirectory() === true ? 'name a file' : 'name a file, or - for standard output';
  throw new ExpectedError('output-failed', phrase`${subjectOf(target)}: it is ${special.cause}: ${remedy}`);
}

function subjectOf(target: OutputTarget): Phrase {
  return phrase`${option(target.format)} ${file(target.path)}`;
}

/** Where a link leads, so that the link stays and what it names is replaced. */
async function realTarget(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
