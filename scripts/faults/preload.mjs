import fs from 'node:fs';
import { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded into the real command line before its own code (NODE_OPTIONS=--import): at a stage of its run it does the fault
 * that FAULT names, as JSON: { stage, target: "self" | "child" | "none", signal, clock }. Its child has none of it. The stages are
 * the messages that the child sends, and the renaming of the first output file.
 */
const fault = JSON.parse(process.env['FAULT'] ?? '{}');
let done = false;

/** Said once on standard error, with the time, so that the table can tell how long the end took. */
function reach(stage, child) {
  if (done || stage !== fault.stage) return;
  done = true;
  const pid = fault.target === 'child' ? child?.pid : fault.target === 'self' ? process.pid : undefined;
  fs.writeSync(2, `@fault ${stage} ${child?.pid ?? 0} ${Date.now()}\n`);
  if (fault.clock !== undefined) {
    const now = Date.now.bind(Date);
    Date.now = () => now() + fault.clock;
  }
  if (pid !== undefined) process.kill(pid, fault.signal);
}

const STAGES = { loading: 'load', reading: 'look', running: 'run', measuring: 'assemble' };
const emit = ChildProcess.prototype.emit;
ChildProcess.prototype.emit = function (name, ...rest) {
  if (name === 'message') {
    const [message] = rest;
    const stage = message?.t === 'progress' ? STAGES[message.progress.stage] : message?.t;
    if (stage !== undefined) reach(stage, this);
  }
  return emit.call(this, name, ...rest);
};

const rename = fs.promises.rename;
fs.promises.rename = async (...paths) => {
  reach('write', null);
  // A signal's listeners run in a turn of their own.
  if (fault.stage === 'write') await new Promise((resolve) => setTimeout(resolve, 300));
  return rename(...paths);
};
syncBuiltinESMExports();
