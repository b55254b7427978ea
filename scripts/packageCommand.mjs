import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * The script of a command that a package brings, to be run with Node itself: a file of node_modules/.bin is none on Windows.
 * @param {string} name of the package
 * @param {string} [command] where it is not the package's own name
 */
export function packageCommand(name, command = name) {
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}
