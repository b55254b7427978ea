/** A name like `y_test.npy` or `train-labels-idx1-ubyte`: the file holds labels, not samples. */
const OF_LABELS = /^(y|ys|labels?|targets?)([_.-]|$)|idx1|[_.-](y|labels?)\.(npy|idx)/iu;

/** Does a file's name say that it holds labels? */
export function namesLabels(name: string): boolean {
  return OF_LABELS.test(name);
}

/**
 * The labels of an IDX file of images, by MNIST's usual names: train-images-idx3-ubyte.gz has
 * train-labels-idx1-ubyte(.gz), with a dot before idx where people unpacked them so.
 * @returns the likeliest first; none where the name does not say images
 */
export function idxLabelNames(name: string): readonly string[] {
  const plain = name.replace(/\.gz$/i, '');
  if (!/images/i.test(plain)) return [];
  const labels = plain
    .replace(/images/i, (word) => (word === 'images' ? 'labels' : word === 'IMAGES' ? 'LABELS' : 'Labels'))
    .replace(/idx\d/i, (word) => `${word.slice(0, 3)}1`);
  const dashed = labels.replace(/[.-](idx1)/i, '-$1');
  const dotted = labels.replace(/[.-](idx1)/i, '.$1');
  const packed = plain !== name;
  return [...new Set([labels, dashed, dotted])].flatMap((base) =>
    packed ? [`${base}.gz`, base] : [base, `${base}.gz`],
  );
}

const NPY_NAMES = [
  [/^xs(?=[_.-])/iu, 'ys'],
  [/^x(?=[_.-])/iu, 'y'],
  [/(^|[_-])(images|data|features)(?=[_.-])/iu, '$1labels'],
  [/([_-])x(?=\.)/iu, '$1y'],
] as const;

/** The labels of a .npy file: x_test.npy has y_test.npy. */
export function npyLabelNames(name: string): readonly string[] {
  return NPY_NAMES.map(([from, to]) => name.replace(from, to)).filter((other) => other !== name);
}
