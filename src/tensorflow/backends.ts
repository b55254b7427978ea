import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import util from 'node:util';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { option, phrase } from '../vocabulary/phrase.js';
import { mendPrelu } from './mendPrelu.js';
import { messageOf } from './translateError.js';

export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

export interface BackendOptions {
  readonly backend: 'auto' | BackendName;
  /** Folder from which the user's own tfjs-node is looked for; null: it may not be loaded. */
  readonly tensorflowFrom: string | null;
  /** Folder from which Entroscope's own tfjs-node is looked for, where it is installed. */
  readonly ownTensorflow: string;
  /** Folder of the .wasm files. */
  readonly wasmDir: string;
}

export interface StartedBackend {
  readonly backend: BackendName;
  readonly backendVersion: string;
  /** Why it is not the one asked for, or not the fastest; null where it is. */
  readonly fallbackReason: string | null;
}

/**
 * Starts the backend that was asked for; "auto" is tensorflow where it may be loaded and works, else wasm, else cpu.
 * Each is proven by a computation, since a missing binary otherwise shows only later, or never.
 * @param againstWasm why the model may not run on wasm, so that cpu takes its place; null where it may
 * @throws ExpectedError backend-unavailable where the one asked for by name does not work
 */
export async function startBackend(
  options: BackendOptions,
  againstWasm: string | null = null,
): Promise<StartedBackend> {
  tf.enableProdMode();
  switch (options.backend) {
    case 'tensorflow': {
      const failure = await startTensorflow(options);
      if (failure === null) return started('tensorflow', null);
      throw new ExpectedError(
        'backend-unavailable',
        phrase`the tensorflow backend does not work (${failure.reason}): npm install @tensorflow/tfjs-node in the current folder, or use ${option('backend', 'wasm')}`,
      );
    }
    case 'wasm': {
      if (againstWasm !== null) return startCpu(againstWasm);
      const failure = await startWasm(options.wasmDir);
      if (failure === null) return started('wasm', null);
      throw new ExpectedError(
        'backend-unavailable',
        phrase`the wasm backend does not start (${failure}): install Entroscope again, or use ${option('backend', 'cpu')}`,
      );
    }
    case 'cpu':
      return startCpu(null);
    case 'auto': {
      const native = await startTensorflow(options);
      if (native === null) return started('tensorflow', null);
      // One that is not there is no news; one that is broken is.
      const reason = native.installed ? `tfjs-node does not work (${native.reason})` : null;
      return startWithout(options.wasmDir, againstWasm, reason);
    }
  }
}

/** The next backend for a model that the one it was started on cannot run: wasm after tensorflow, cpu after wasm. */
export async function startNext(
  failed: BackendName,
  reason: string,
  wasmDir: string,
  againstWasm: string | null,
): Promise<StartedBackend> {
  return failed === 'tensorflow' ? startWithout(wasmDir, againstWasm, reason) : startCpu(reason);
}

/** wasm where it may run the model and starts, else cpu. */
async function startWithout(
  wasmDir: string,
  againstWasm: string | null,
  reason: string | null,
): Promise<StartedBackend> {
  const failure = againstWasm ?? (await startWasm(wasmDir));
  if (failure === null) return started('wasm', reason);
  const why = againstWasm ?? `wasm did not start (${failure})`;
  return startCpu(reason === null ? why : `${reason}; ${why}`);
}

/** The slow backend that has every kernel. */
export async function startCpu(reason: string | null): Promise<StartedBackend> {
  await tf.setBackend('cpu');
  await tf.ready();
  return started('cpu', reason);
}

function started(backend: BackendName, fallbackReason: string | null): StartedBackend {
  const backendVersion =
    backend === 'wasm' ? version_wasm : backend === 'cpu' ? tf.version_core : nativeVersion;
  return { backend, backendVersion, fallbackReason };
}

async function startWasm(wasmDir: string): Promise<string | null> {
  if (!existsSync(join(wasmDir, 'tfjs-backend-wasm.wasm'))) return `no tfjs-backend-wasm.wasm in ${wasmDir}`;
  setWasmPaths(wasmDir + sep);
  mendPrelu();
  try {
    if (!(await tf.setBackend('wasm'))) return 'it could not be initialized';
    await tf.ready();
    return proof('wasm');
  } catch (error) {
    return messageOf(error);
  }
}

let nativeVersion = '';

/** Loads a tfjs-node; two copies of tfjs-core share one engine through globals, so its backend is ours, too. */
async function startTensorflow({
  tensorflowFrom,
  ownTensorflow,
}: BackendOptions): Promise<{ readonly installed: boolean; readonly reason: string } | null> {
  polyfillForTfjsNode();
  let failure = { installed: false, reason: '@tensorflow/tfjs-node is not installed' };
  for (const folder of tensorflowFrom === null ? [ownTensorflow] : [tensorflowFrom, ownTensorflow]) {
    const load = createRequire(join(folder, 'package.json'));
    let entry: string;
    try {
      entry = load.resolve('@tensorflow/tfjs-node');
    } catch {
      continue;
    }
    try {
      const loaded: unknown = load(entry);
      if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend could not be set');
      const wrong = proof('tensorflow');
      if (wrong !== null) throw new Error(wrong);
      nativeVersion = versionOf(loaded);
      return null;
    } catch (error) {
      failure = { installed: true, reason: `${folder}: ${messageOf(error)}` };
    }
  }
  return failure;
}

/** tfjs-node 4.22 calls two functions that Node 23 removed (tfjs issues 8425, 8609, 8746). */
function polyfillForTfjsNode(): void {
  const legacy: { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean } =
    util;
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
}

function versionOf(loaded: unknown): string {
  if (typeof loaded !== 'object' || loaded === null || !('version' in loaded)) return 'unknown';
  const { version } = loaded;
  if (typeof version !== 'object' || version === null || !('tfjs-node' in version)) return 'unknown';
  return String(version['tfjs-node']);
}

/** A small matrix product: [1 2; 3 4] times itself. */
function proof(backend: BackendName): string | null {
  if (tf.getBackend() !== backend) return `${tf.getBackend()} runs in its place`;
  const product = tf.tidy(() => {
    const matrix = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    return tf.matMul(matrix, matrix).dataSync();
  });
  return Array.from(product).join() === '7,10,15,22' ? null : 'it computes wrong numbers';
}
