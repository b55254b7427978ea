import { basename } from 'node:path';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';

/** Bytes by which data of a kind that is not read can be told: the block in front of MATLAB's HDF5 has 512. */
export const FOREIGN_DATA_BYTES = 1024;

/** A kind of data that is told and not read, and how Python makes a .npz of it. */
export interface ForeignData {
  /** Completes "is …". */
  readonly shown: string;
  /** What reads it; FILE stands for its name. Then what saves it; OUT stands for the name of the .npz. */
  readonly lines: readonly [read: string, save: string] | null;
  /** What to do where no lines of Python help. */
  readonly remedy?: string;
  readonly begins: (start: Uint8Array, text: string, name: string) => boolean;
}

const begin =
  (...texts: readonly string[]): ForeignData['begins'] =>
  (_, text) =>
    texts.some((other) => text.startsWith(other));

const HDF5 = '\x89HDF\r\n\x1a\n';
/** A protocol from 2 to 5 stands behind the first byte. */
const isPickled = (text: string): boolean =>
  text.startsWith('\x80') && '\x02\x03\x04\x05'.includes(text.charAt(1)) && text.length > 1;
const XY = "np.savez('OUT', x=d['x'], y=d['y'])";
const FRAME = "d.to_csv('CSV', index=False)";
const UNPACK = 'unpack it, and give what lies in it';

/** In the order in which they are tried: what is told by more stands before what is told by less. */
const KINDS: readonly ForeignData[] = [
  {
    shown: 'a MATLAB 7.3 file (HDF5)',
    lines: [
      "import h5py, numpy as np; d = h5py.File('FILE')",
      "np.savez('OUT', x=np.transpose(d['X']), y=np.ravel(d['y']))",
    ],
    begins: begin('MATLAB 7.3 MAT-file'),
  },
  {
    shown: "SVHN's MATLAB 5 file",
    lines: [
      "import scipy.io, numpy as np; d = scipy.io.loadmat('FILE')",
      "np.savez('OUT', x=d['X'].transpose(3, 0, 1, 2), y=np.ravel(d['y']) % 10)",
    ],
    begins: (_, text, name) =>
      text.startsWith('MATLAB 5.0 MAT-file') && /^(train|test|extra)_32x32\.mat$/iu.test(name),
  },
  {
    shown: 'a MATLAB 5 file',
    lines: [
      "import scipy.io, numpy as np; d = scipy.io.loadmat('FILE')",
      "np.savez('OUT', x=d['X'], y=np.ravel(d['y']))",
    ],
    begins: begin('MATLAB 5.0 MAT-file'),
  },
  {
    shown: 'an HDF5 file',
    lines: ["import h5py, numpy as np; d = h5py.File('FILE')", XY],
    begins: (_, text) => text.startsWith(HDF5) || text.startsWith(HDF5, 512),
  },
  {
    shown: 'a Parquet file',
    lines: ["import pandas as pd; d = pd.read_parquet('FILE')", FRAME],
    begins: (_, text) => /^PAR[1E][^\x20-\x7e\n]/u.test(text),
  },
  {
    shown: 'an Arrow or Feather file',
    lines: ["import pandas as pd; d = pd.read_feather('FILE')", FRAME],
    begins: (_, text) => /^(ARROW1|FEA1)[^\x20-\x7e\n]/u.test(text),
  },
  {
    shown: 'a stream of Arrow',
    lines: ["import pyarrow as pa; d = pa.ipc.open_stream('FILE').read_pandas()", FRAME],
    begins: (start, _, name) =>
      /\.arrows?$/iu.test(name) && start.subarray(0, 4).every((byte) => byte === 0xff),
  },
  {
    shown: 'an Avro file',
    lines: ["import fastavro, pandas as pd; d = pd.DataFrame(fastavro.reader(open('FILE', 'rb')))", FRAME],
    begins: begin('Obj\x01'),
  },
  {
    shown: 'an ORC file',
    lines: ["import pandas as pd; d = pd.read_orc('FILE')", FRAME],
    begins: (_, text, name) => text.startsWith('ORC') && /\.orc$/iu.test(name),
  },
  {
    shown: 'a TFRecord file',
    lines: [
      "import tensorflow as tf, numpy as np; d = [tf.train.Example.FromString(r.numpy()).features.feature for r in tf.data.TFRecordDataset('FILE')]",
      "np.savez('OUT', x=[tf.io.decode_image(f['image'].bytes_list.value[0]) for f in d], y=[f['label'].int64_list.value[0] for f in d])",
    ],
    begins: (start, _, name) => /\.tfrecords?$|\.tfrecords?[-.]\d|-of-\d{5}$/iu.test(name) || isRecord(start),
  },
  {
    shown: 'a file of PyTorch',
    lines: [
      "import torch, numpy as np; d = torch.load('FILE')",
      "np.savez('OUT', x=d['x'].numpy(), y=d['y'].numpy())",
    ],
    begins: (_, text) =>
      text.startsWith('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19') ||
      (text.startsWith('PK\x03\x04') &&
        /^[^/]{1,200}\/(data\.pkl|\.format_version|\.storage_alignment|byteorder)/u.test(text.slice(30))),
  },
  {
    shown: 'a file of joblib',
    lines: ["import joblib, numpy as np; d = joblib.load('FILE')", XY],
    begins: (_, text, name) =>
      (isPickled(text) && text.includes('joblib')) || (/\.joblib$/iu.test(name) && !text.startsWith('PK')),
  },
  {
    shown: "CIFAR's batch for Python (pickle)",
    lines: [
      "import pickle, numpy as np; d = pickle.load(open('FILE', 'rb'), encoding='latin1')",
      "np.savez('OUT', x=d['data'].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), y=d.get('labels', d.get('fine_labels')))",
    ],
    begins: (_, text, name) => isPickled(text) && /^(data_batch_\d+|test_batch|train|test)$/u.test(name),
  },
  {
    shown: 'a pickle',
    lines: ["import pickle, numpy as np; d = pickle.load(OPEN('FILE', 'rb'))", XY],
    begins: (_, text, name) =>
      isPickled(text) ||
      /^(\((dp|lp|ip)\d*\n|c(numpy|copy_reg|pandas|collections|__builtin__)[\w.]*\n)/u.test(text) ||
      (/\.(pkl|pickle)(\.gz)?$/iu.test(name) && text.length > 0),
  },
  {
    shown: 'a file of safetensors',
    lines: ["import safetensors.numpy, numpy as np; d = safetensors.numpy.load_file('FILE')", XY],
    begins: (start, text) => start.subarray(4, 8).every((byte) => byte === 0) && text.startsWith('{"', 8),
  },
  {
    shown: 'a file of R',
    lines: ["import pyreadr; d = next(iter(pyreadr.read_r('FILE').values()))", FRAME],
    begins: begin('RDX2\n', 'RDX3\n', 'X\n\0\0\0'),
  },
  {
    shown: 'a NetCDF file',
    lines: [
      "import scipy.io, numpy as np; d = scipy.io.netcdf_file('FILE').variables",
      "np.savez('OUT', x=d['x'][:], y=d['y'][:])",
    ],
    begins: begin('CDF\x01', 'CDF\x02', 'CDF\x05'),
  },
  {
    shown: 'an SQLite database',
    lines: [
      "import pandas as pd, sqlite3; d = pd.read_sql('select * from TABLE', sqlite3.connect('FILE'))",
      FRAME,
    ],
    begins: begin('SQLite format 3\0'),
  },
  {
    shown: 'an Excel workbook',
    lines: ["import pandas as pd; d = pd.read_excel('FILE')", FRAME],
    begins: (_, text, name) =>
      text.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1') ||
      (/\.xls[xmb]$/iu.test(name) && text.startsWith('PK')),
  },
  { shown: 'an archive of 7-Zip', lines: null, remedy: UNPACK, begins: begin('7z\xbc\xaf\x27\x1c') },
  { shown: 'a RAR archive', lines: null, remedy: UNPACK, begins: begin('Rar!\x1a\x07') },
  {
    shown: 'packed with bzip2',
    lines: null,
    remedy: UNPACK,
    begins: (_, text) => /^BZh[1-9]1AY&SY/u.test(text),
  },
  { shown: 'packed with xz', lines: null, remedy: UNPACK, begins: begin('\xfd7zXZ\0') },
  { shown: 'packed with Zstandard', lines: null, remedy: UNPACK, begins: begin('\x28\xb5\x2f\xfd') },
];

/**
 * What a file is, by its first FOREIGN_DATA_BYTES (unpacked where gzip packed them) and, where those alone tell little, its
 * name, if it is data of a kind that is not read; null: anything else.
 */
export function foreignData(start: Uint8Array, name: string): ForeignData | null {
  const text = Buffer.from(
    start.buffer,
    start.byteOffset,
    Math.min(start.length, FOREIGN_DATA_BYTES),
  ).toString('latin1');
  return KINDS.find(({ begins }) => begins(start, text, name)) ?? null;
}

/** The failure that such a file is: what it is, and what makes a file of it that is read. */
export function foreignFailure(path: string, { shown, lines, remedy }: ForeignData): ExpectedError {
  const name = basename(path);
  const plain = name.replace(/\.gz$/iu, '').replace(/\.[^.]+$/u, '');
  const opener = name.toLowerCase().endsWith('.gz') ? '__import__("gzip").open' : 'open';
  const spelled = (line: string): string =>
    line
      .replace('FILE', () => quoted(name))
      .replace('OUT', () => quoted(`${plain}.npz`))
      .replace('CSV', () => quoted(`${plain}.csv`))
      .replace('OPEN', opener);
  return new ExpectedError(
    'data-unrecognised',
    lines === null
      ? phrase`${file(path)} is ${shown}, which is not read: ${remedy ?? 'save it as .npz'}`
      : phrase`${file(path)} is ${shown}, which is not read: make a file that is by two lines of Python: ${spelled(lines[0])} | ${spelled(lines[1])}`,
  );
}

/** Within Python's quotes. */
function quoted(name: string): string {
  return name.replaceAll(/[\\']/gu, (letter) => `\\${letter}`);
}

/** A record's length and the masked checksum of it (TFRecord's form: CRC-32C, rotated by 15 and added to a constant). */
function isRecord(start: Uint8Array): boolean {
  if (start.length < 16) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  if (view.getUint32(4, true) !== 0) return false;
  const sum = crc32c(start.subarray(0, 8));
  return view.getUint32(8, true) === (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

/** RFC 3720, B.4. */
function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 0 ? 0 : 0x82f63b78);
  }
  return ~crc >>> 0;
}
