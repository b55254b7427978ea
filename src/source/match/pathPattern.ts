/** Parts of a path that code says; `*` in a part stands for text that is not known, of any length. */
export type Segments = readonly string[];

export function segmentsOf(path: string): Segments {
  return path
    .replace(/^[a-z]+:\/\//i, '')
    .split(/[\\/]+/)
    .filter((segment) => segment !== '' && segment !== '.');
}

/** Folders that notebooks on rented machines work in: what is below them lies elsewhere in a project. */
const RENTED = /^\/?(content\/(drive\/(MyDrive|My Drive)\/)?|kaggle\/working\/)/;

/** Of a path in code: the parts that may lie anywhere, without those that lead there. */
export function knownEnd(path: string): Segments {
  const segments = segmentsOf(path.replace(RENTED, ''));
  let first = 0;
  segments.forEach((segment, index) => {
    // What is not known may be several folders.
    if (segment === '..' || segment === '~' || segment === '*') first = index + 1;
  });
  return segments.slice(first);
}

/** A path of code seen from a folder. */
export function resolved(home: Segments, path: Segments): Segments {
  const result = [...home];
  for (const segment of path) {
    if (segment === '..') result.pop();
    else result.push(segment);
  }
  return result;
}

/** Do the last parts of a path fit those that code says? */
export function endsWith(path: Segments, end: Segments): boolean {
  const offset = path.length - end.length;
  return offset >= 0 && end.every((segment, index) => fits(path[offset + index] ?? '', segment));
}

/** Does a name fit one with places for what is not known? It takes the product of both lengths at most. */
function fits(name: string, pattern: string): boolean {
  if (!pattern.includes('*')) return name === pattern;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let place = first.length;
  const end = name.length - last.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, place);
    if (found < 0 || found + piece.length > end) return false;
    place = found + piece.length;
  }
  return true;
}
