/**
 * The rooms of the house (docs/architecture.md): which rooms each may import, and where it runs. A key is a folder of src;
 * a folder inside a room may be a row of its own, with other walls than the room around it. A room that is named in
 * `imports` is meant with all folders inside it, and what is not named is refused.
 *
 * `runs`: `anywhere` has neither DOM nor Node, `page` the DOM, `host` Node: the projects tsconfig.anywhere.json,
 * tsconfig.page.json and tsconfig.host.json hold the same folders, and a test compares them with this table.
 *
 * @typedef {{ readonly imports: readonly string[], readonly runs: 'anywhere' | 'page' | 'host' }} Room
 * @type {Readonly<Record<string, Room>>}
 */
export const ROOMS = {
  vocabulary: { imports: [], runs: 'anywhere' },
  engine: { imports: ['vocabulary'], runs: 'anywhere' },
  protocol: { imports: ['report', 'vocabulary'], runs: 'anywhere' },
  files: { imports: ['vocabulary'], runs: 'host' },
  models: { imports: ['vocabulary', 'engine', 'files'], runs: 'host' },
  tensorflow: { imports: ['vocabulary', 'engine', 'files', 'models'], runs: 'host' },
  datasets: { imports: ['vocabulary', 'engine', 'files'], runs: 'host' },
  // What the extension imports to look for data: no reader.
  'datasets/recognize': { imports: ['vocabulary', 'files', 'datasets/bytes'], runs: 'host' },
  'datasets/bytes': { imports: ['vocabulary', 'files'], runs: 'host' },
  report: { imports: ['vocabulary', 'engine'], runs: 'anywhere' },
  config: { imports: ['vocabulary', 'files', 'protocol'], runs: 'host' },
  analysis: {
    imports: ['vocabulary', 'engine', 'files', 'models', 'tensorflow', 'datasets', 'report', 'protocol'],
    runs: 'host',
  },
  // What command line and extension import: nothing of the child's own, and so no TensorFlow.
  'analysis/client': { imports: ['vocabulary', 'report', 'protocol'], runs: 'host' },
  outputs: { imports: ['vocabulary', 'files', 'report'], runs: 'host' },
  'outputs/csv': { imports: ['vocabulary', 'report'], runs: 'anywhere' },
  'outputs/html': { imports: ['vocabulary', 'report'], runs: 'anywhere' },
  'outputs/markdown': { imports: ['vocabulary', 'report', 'outputs/terminal'], runs: 'anywhere' },
  'outputs/terminal': { imports: ['vocabulary', 'report', 'protocol'], runs: 'anywhere' },
  watch: { imports: ['vocabulary', 'files', 'models'], runs: 'host' },
  source: { imports: ['vocabulary'], runs: 'anywhere' },
  // The thread that reads training code, and who asks it.
  sourceThread: { imports: ['vocabulary', 'files', 'source'], runs: 'host' },
  cli: {
    imports: [
      'vocabulary',
      'files',
      'report',
      'protocol',
      'config',
      'models',
      'outputs',
      'watch',
      'source',
      'sourceThread',
      'analysis/client',
    ],
    runs: 'host',
  },
  extension: {
    imports: [
      'vocabulary',
      'files',
      'report',
      'protocol',
      'config',
      'models',
      'outputs',
      'watch',
      'source',
      'sourceThread',
      'analysis/client',
      'datasets/recognize',
    ],
    runs: 'host',
  },
  webview: { imports: ['report', 'protocol', 'vocabulary', 'outputs/csv'], runs: 'page' },
};

/** Packages that only one room may import. */
export const PACKAGES = [
  { name: /^@tensorflow\//u, room: 'tensorflow' },
  { name: /^vscode$/u, room: 'extension' },
  { name: /^(?:d3(?:-.*)?|preact(?:\/.*)?|@vscode\/webview-ui-toolkit)$/u, room: 'webview' },
];

/**
 * The room that a file of src lies in, the innermost one; null where it lies in none.
 * @param {string} path below src, with /
 */
export function roomOf(path) {
  const rooms = Object.keys(ROOMS).filter((room) => isInside(path, room));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** @param {string} path @param {string} folder */
export function isInside(path, folder) {
  return path.startsWith(`${folder}/`);
}
