import * as converter from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { refuseSpecial } from '../files/fileKind.js';
import { readFailure } from '../files/fileProblem.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';

/** What a setup module is given: TensorFlow.js as `import * as tf from '@tensorflow/tfjs'` gives it. */
const namespace = { ...core, ...tfLayers, ...converter };

/**
 * Runs a module of the user's that registers custom layers, activations or ops. It is given the TensorFlow.js that loads
 * the models: classes that another copy registers would not be found.
 * @param path absolute; running it is the caller's decision
 * @throws ExpectedError setup-failed
 */
export async function runSetup(path: string): Promise<void> {
  const failed = (cause: string, error?: unknown): ExpectedError =>
    new ExpectedError('setup-failed', phrase`the setup module ${file(path)} ${cause}`, { cause: error });
  const use = {
    code: 'setup-failed',
    subject: phrase`the setup module ${file(path)}`,
    absent: 'correct the path',
  } as const;
  const stats = await stat(path).catch((error: unknown) => {
    throw readFailure(error, path, use);
  });
  refuseSpecial(stats, path, use);
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(path).href);
  } catch (error) {
    throw failed(`cannot be loaded (${messageOf(error)}): mend it, or write it as a .mjs file`, error);
  }
  const register = functionOf(loaded);
  if (register === null)
    throw failed('exports no function: export default (tf) => { tf.serialization.registerClass(...) }');
  try {
    await register(namespace);
  } catch (error) {
    throw failed(`failed (${messageOf(error)}): mend it`, error);
  }
}

type Register = (tf: typeof namespace) => unknown;

/** The default export, or `register`; of a CommonJS module what module.exports is or holds. */
function functionOf(loaded: unknown): Register | null {
  if (typeof loaded !== 'object' || loaded === null) return null;
  const { default: main, register } = loaded as Readonly<Record<string, unknown>>;
  const inner = typeof main === 'object' && main !== null ? functionOf(main) : null;
  for (const exported of [main, register]) if (typeof exported === 'function') return exported as Register;
  return inner;
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? text).slice(0, 300);
}
