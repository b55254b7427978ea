import { createVSIX } from '@vscode/vsce';

/** Packages a folder, the first argument, into the file that the second names: a process of its own for package.mjs. */
const [cwd, packagePath] = process.argv.slice(2);
await createVSIX({
  cwd,
  packagePath,
  dependencies: false,
  allowMissingRepository: true,
  // Links of the README stay relative: they need no repository's address, and nothing is looked up.
  rewriteRelativeLinks: false,
});
