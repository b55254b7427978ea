import { basename, dirname, join } from 'node:path';
import { readFolder } from '../../files/readFolder.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { plural } from '../../vocabulary/formatNumber.js';
import { finding, type KnownFinding } from '../../vocabulary/findings/finding.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { openText, textOf } from '../csv/csvText.js';
import type { DatasetRequest } from '../dataset.js';
import { kindByStart } from '../recognize/dataKinds.js';
import { inside, type FileTree } from '../trees/fileTree.js';
import { readLabelTable, type LabelTable } from './labelTable.js';
import type { ListedImages } from './listImages.js';
import { fullPath } from './pictureParts.js';

/** Labels that a table gives pictures by their names. */
export interface JoinedLabels {
  readonly table: LabelTable;
  /** Of the table; for one within an archive the archive's with its own behind it. */
  readonly path: string;
  /** A file of its own on disk, which the fingerprint covers; null: it lies in the archive. */
  readonly file: string | null;
  readonly findings: readonly KnownFinding[];
}

type Asked = Pick<DatasetRequest, 'path' | 'labels' | 'labelColumn' | 'y' | 'skipBad'>;

const TABLE = /\.(csv|tsv|tab|txt)$/iu;
/** A table beside pictures that is larger, or one of more, is not looked into. */
const MOST_TABLE_BYTES = 64 * 2 ** 20;
/** Of the one that is named. */
const MOST_NAMED_BYTES = 512 * 2 ** 20;
const MOST_TABLES = 20;
const START_BYTES = 512;

/**
 * The labels that a table gives pictures: the one that the user named, where a column of it names them; else, of pictures
 * without classes, the only one in their folder or beside it that names each of them and nothing else.
 * @returns null: there is none, or the file that was named has one label a line
 * @throws ExpectedError data-labels where the user's table does not fit
 */
export async function pictureLabels(
  request: Asked,
  tree: FileTree,
  listed: ListedImages,
): Promise<JoinedLabels | null> {
  const paths = listed.pictures.map(({ path }) =>
    listed.root === '' ? path : path.slice(listed.root.length + 1),
  );
  if (request.labels !== null) return askedLabels(request, request.labels, paths);
  const classes = new Set(listed.pictures.map(({ folder }) => folder));
  if (classes.size > 1 || listed.emptyClasses.length > 0) return null;
  return foundLabels(tree, listed, paths);
}

async function askedLabels(
  request: Asked,
  path: string,
  paths: readonly string[],
): Promise<JoinedLabels | null> {
  const { labelColumn, y, skipBad } = request;
  const asked = labelColumn !== null ? [labelColumn] : (y ?? []);
  const table = await tableOf(() => openText(path), path, { paths, asked, most: MOST_NAMED_BYTES });
  if (table === null) return null;
  const { labels, surplus } = table;
  const [first] = surplus;
  if (first !== undefined && !skipBad)
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} has labels of ${plural(surplus.length, 'picture', 'pictures')} that ${surplus.length === 1 ? 'is' : 'are'} not in ${file(request.path)} (the first: ${first}): give the labels of this folder, or leave the others out with ${option('skipBad')}`,
    );
  const missing = labels.flatMap((label, place) => (label === null ? [paths[place] ?? ''] : []));
  const [lacking] = missing;
  if (lacking !== undefined && !skipBad)
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} has no label for ${missing.length === 1 ? 'a picture' : `${missing.length} pictures`} (${missing.length === 1 ? '' : 'the first: '}${lacking}): add ${missing.length === 1 ? 'it' : 'them'}, or leave such pictures out with ${option('skipBad')}`,
    );
  const findings = [
    joinedFinding(table, path),
    ...(first === undefined
      ? []
      : [finding('labels-dropped', { file: path, labels: surplus.length, first })]),
  ];
  return { table, path, file: path, findings };
}

function joinedFinding({ nameColumn, labelColumn, labels }: LabelTable, path: string): KnownFinding {
  const named = labels.filter((label) => label !== null).length;
  return finding('labels-joined', { file: path, by: nameColumn, column: labelColumn, samples: named });
}

async function foundLabels(
  tree: FileTree,
  { root }: ListedImages,
  paths: readonly string[],
): Promise<JoinedLabels | null> {
  const fitting: JoinedLabels[] = [];
  for (const { path, open, onDisk } of await tablesAround(tree, root)) {
    const table = await tableOf(open, path, { paths, asked: [], most: MOST_TABLE_BYTES }).catch(
      (error: unknown) => {
        if (error instanceof ExpectedError) return null;
        throw error;
      },
    );
    if (table === null || table.surplus.length > 0 || table.labels.includes(null)) continue;
    fitting.push({ table, path, file: onDisk ? path : null, findings: [joinedFinding(table, path)] });
  }
  const [only = null, ...more] = fitting;
  return more.length === 0 ? only : null;
}

interface TableFile {
  readonly path: string;
  readonly onDisk: boolean;
  readonly open: () => Promise<ByteSource>;
}

/** The texts in the pictures' folder, in those above it within the tree, and beside the tree itself. */
async function tablesAround(tree: FileTree, root: string): Promise<readonly TableFile[]> {
  const tables: TableFile[] = [];
  for (let folder = root; ; folder = folder.includes('/') ? dirname(folder) : '') {
    for (const name of (await tree.level(folder)).files)
      if (TABLE.test(name)) {
        const inner = inside(folder, name);
        const onDisk = tree.kind === 'folder';
        tables.push({
          path: fullPath(tree, inner),
          onDisk,
          open: async () => textOf(await tree.open(inner)),
        });
      }
    if (folder === '') break;
  }
  const outside = dirname(tree.path);
  const { entries } = await readFolder(outside, { code: 'data-missing' }).catch(() => ({ entries: [] }));
  for (const entry of entries) {
    const path = join(outside, entry.name);
    if (entry.isFile() && TABLE.test(entry.name) && !basename(path).startsWith('.'))
      tables.push({ path, onDisk: true, open: () => openText(path) });
  }
  return tables.slice(0, MOST_TABLES);
}

/** null: it is no text, or no column names pictures. */
async function tableOf(
  open: () => Promise<ByteSource>,
  path: string,
  asked: { readonly paths: readonly string[]; readonly asked: readonly string[]; readonly most: number },
): Promise<LabelTable | null> {
  const source = await open();
  try {
    const start = Uint8Array.from(await source.read(0, START_BYTES));
    if (kindByStart(start) !== null || start.includes(0)) return null;
    if ((await source.size(asked.most)) > asked.most)
      throw new ExpectedError(
        'data-labels',
        phrase`${file(path)} has more than ${asked.most / 2 ** 20} MB, which is more than is read of a table of names: give the labels of this data alone`,
      );
    return await readLabelTable(source, path, asked);
  } finally {
    await source.close();
  }
}
