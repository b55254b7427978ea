import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './cli.js';

const VERSION = '4.22.0';
/** The TensorFlow whose headers and libraries the binding is known to build against. */
const TENSORFLOW = 'tensorflow-cpu==2.21.0';
const FOLDER = join(ROOT, '.cache', 'tfjs-node');

/**
 * A project folder with a real, working @tensorflow/tfjs-node in it, as a user's would have: the repository's own where
 * it is installed, else one that was built before. With CI or ENTROSCOPE_TEST_TFJS_NODE set it is built where python3
 * and g++ are there, against the TensorFlow of Python's wheel (1.3 GB unpacked), for places where tfjs-node's own
 * download is refused.
 */
export function projectWithTfjsNode(): { readonly folder: string } | { readonly skip: string } {
  if (works(ROOT)) return { folder: ROOT };
  if (works(FOLDER)) return { folder: FOLDER };
  if (process.env['CI'] === undefined && process.env['ENTROSCOPE_TEST_TFJS_NODE'] === undefined) {
    return {
      skip: 'no @tensorflow/tfjs-node is installed; ENTROSCOPE_TEST_TFJS_NODE=1 builds one (python3, g++, 1.3 GB)',
    };
  }
  try {
    build();
  } catch (error) {
    return {
      skip: `tfjs-node could not be built: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
    };
  }
  return works(FOLDER) ? { folder: FOLDER } : { skip: 'tfjs-node was built but does not load' };
}

function works(folder: string): boolean {
  if (!existsSync(join(folder, 'node_modules', '@tensorflow', 'tfjs-node'))) return false;
  const code = `const util = require('util');
util.isNullOrUndefined ??= (v) => v == null;
util.isArray ??= Array.isArray;
const tf = require('@tensorflow/tfjs-node');
process.exit(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] === 11 ? 0 : 1);`;
  try {
    execFileSync(process.execPath, ['-e', code], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    });
    return true;
  } catch {
    return false;
  }
}

function build(): void {
  console.info(`building tfjs-node in ${FOLDER} (once; about a minute)`);
  mkdirSync(FOLDER, { recursive: true });
  const run = (command: string, args: readonly string[], cwd = FOLDER): string =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const python = join(FOLDER, 'venv', 'bin', 'python');
  run('g++', ['--version']);
  if (!existsSync(python)) run('python3', ['-m', 'venv', 'venv']);
  run(python, ['-m', 'pip', 'install', '--quiet', TENSORFLOW]);
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@tensorflow/tfjs-node@${VERSION}`]);
  const find = "import importlib.util as u; print(u.find_spec('tensorflow').submodule_search_locations[0])";
  const tensorflow = run(python, ['-c', find]).trim();
  const headers = [join(dirname(dirname(process.execPath)), 'include', 'node'), '/usr/include/node'].find(
    (path) => existsSync(join(path, 'node_api.h')),
  );
  if (headers === undefined) throw new Error('node_api.h is not beside this Node');
  const folder = join(FOLDER, 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true });
  run(
    'g++',
    [
      ...[
        '-std=c++17',
        '-O2',
        '-fPIC',
        '-shared',
        '-DNAPI_VERSION=8',
        '-DNODE_GYP_MODULE_NAME=tfjs_binding',
        '-DBUILDING_NODE_EXTENSION',
      ],
      ...[
        `-I${headers}`,
        '-I..',
        `-I${join(tensorflow, 'include')}`,
        'binding/tfjs_backend.cc',
        'binding/tfjs_binding.cc',
      ],
      ...[
        '-o',
        'lib/napi-v8/tfjs_binding.node',
        `-L${tensorflow}`,
        '-l:libtensorflow_cc.so.2',
        '-l:libtensorflow_framework.so.2',
        `-Wl,-rpath,${tensorflow}`,
      ],
    ],
    folder,
  );
}
