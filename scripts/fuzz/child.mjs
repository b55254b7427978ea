import { setImmediate } from 'node:timers';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { ExpectedError } from '../../src/vocabulary/expectedError.ts';
import { READERS } from './readers.mjs';

/**
 * The process that reads cases, one after the other, each from files in a folder of its own; it answers each with what
 * came of it. Whoever started it ends it where a case takes too much.
 */
let late = null;
process.on('uncaughtException', (error) => {
  late = error;
});
process.on('unhandledRejection', (error) => {
  late = error;
});
// Libraries that warn are nobody's to read.
for (const name of ['log', 'warn', 'error', 'info', 'debug']) console[name] = () => undefined;

process.on('message', (task) => {
  void run(task).then((outcome) => process.send(outcome));
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });

async function run({ kind, data, files }) {
  const folder = mkdtempSync(join(tmpdir(), 'entroscope-fuzz-'));
  const written = files.map(({ path }) => path).sort();
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  late = null;
  const open = openFiles();
  const used = process.cpuUsage();
  let outcome = { answer: 'accepted' };
  try {
    await READERS[kind](join(folder, data), folder, written);
  } catch (error) {
    outcome = judged(error, folder, written);
  }
  const { user, system } = process.cpuUsage(used);
  // What goes on after the answer shows in the next turns.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  if (late !== null) outcome = { problem: `after the answer: ${late?.stack ?? late}` };
  const left = allFiles(folder).filter((path) => !written.includes(path));
  if (left.length > 0) outcome = { problem: `left behind: ${left.join(', ')}` };
  if (openFiles() > open) outcome = { problem: 'a file is left open' };
  rmSync(folder, { recursive: true, force: true });
  return { ...outcome, cpuMs: (user + system) / 1000 };
}

/** An answer is an expected error with a code that names the file, or one of the files. */
function judged(error, folder, files) {
  if (!(error instanceof ExpectedError))
    return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const names = [folder, ...files.flatMap((path) => [path, basename(path)])];
  // Pictures and shards are named without their ending by some, folders by their name.
  if (!names.some((name) => error.message.includes(name)))
    return { problem: `the message names no file: ${error.code}: ${error.message}` };
  return { answer: error.code };
}

function allFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

/** Number of open files; 0 where the system does not tell. */
function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
