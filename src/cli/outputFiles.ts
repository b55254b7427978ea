import { constants } from 'node:fs';
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CancelledError } from '../analysis/client/cancelledError.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, option, phrase } from '../vocabulary/phrase.js';
import type { ReportFormat } from '../outputs/renderReportFile.js';
import { UsageError } from './usageError.js';
import { writeStdout } from './writeStdout.js';

export const STDOUT = '-';

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
    const path = target.path === STDOUT ? STDOUT : resolve(folder, target.path);
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
 * Writes all outputs or none: to temporary names beside the targets, which are renamed when all are complete. Devices
 * and pipes are written to directly.
 * @throws ExpectedError output-failed, CancelledError when the signal is aborted before the renaming
 */
export async function writeOutputs(
  outputs: readonly Output[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const staged: { readonly temporary: string; readonly path: string }[] = [];
  const direct: (() => Promise<void>)[] = [];
  try {
    for (const { target, text } of outputs) {
      if (target.path === STDOUT) {
        direct.push(() => writeStdout(text));
        continue;
      }
      const path = await realTarget(resolve(folder, target.path));
      if (await isSpecial(path)) {
        direct.push(() => writeFile(path, text));
        continue;
      }
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
      staged.push({ temporary, path });
      await writeFile(temporary, text, { signal });
    }
    if (signal.aborted) throw new CancelledError();
    for (const { temporary, path } of staged) await rename(temporary, path);
    for (const write of direct) await write();
  } catch (error) {
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
    if (signal.aborted) throw new CancelledError();
    throw new ExpectedError(
      'output-failed',
      `the outputs could not be written (${messageOf(error)}): check the space and the rights of their folders`,
      { cause: error },
    );
  }
}

async function checkTarget(target: OutputTarget, path: string, inputs: readonly string[]): Promise<void> {
  const fail = (cause: string): ExpectedError =>
    new ExpectedError('output-failed', phrase`${option(target.format)} ${file(target.path)}: ${cause}`);
  const parent = await stat(dirname(path)).catch(() => null);
  if (parent?.isDirectory() !== true) {
    throw fail(`the folder ${dirname(target.path)} does not exist: make it first`);
  }
  const real = await realTarget(path);
  const existing = await stat(real).catch(() => null);
  if (existing?.isDirectory() === true) throw fail('it is a folder: name a file');
  for (const input of inputs) {
    if (real === (await realTarget(input))) throw fail('it is a file that this run reads: name another one');
  }
  if (existing !== null && !existing.isFile()) return;
  const writable = await access(dirname(real), constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) throw fail(`the folder ${dirname(target.path)} may not be written to: name another one`);
}

/** Where a link leads, so that the link stays and what it names is replaced. */
async function realTarget(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function isSpecial(path: string): Promise<boolean> {
  const existing = await stat(path).catch(() => null);
  return existing !== null && !existing.isFile();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
