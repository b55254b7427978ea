/** What a file says of a picture's name: one picture's place, several that it may mean, or none. */
export type NamedPicture = number | 'several' | null;

/** Finds pictures by what tables call them: by path or name, with or without the ending, with or without folders. */
export class PictureNames {
  readonly #whole = new Map<string, NamedPicture>();
  readonly #short = new Map<string, NamedPicture>();

  /** @param paths of pictures, with / */
  constructor(paths: readonly string[]) {
    paths.forEach((path, place) => {
      for (const name of [path, withoutEnding(path)]) add(this.#whole, name, place);
      const base = baseOf(path);
      for (const name of [base, withoutEnding(base)]) add(this.#short, name, place);
    });
  }

  /** The place of a picture that a cell names. */
  find(cell: string): NamedPicture {
    const path = cell
      .trim()
      .replaceAll('\\', '/')
      .replace(/^(\.?\/)+/u, '');
    if (path === '') return null;
    // "train/a/1.png" where the folder that was given is "train".
    for (let rest: string | null = path; rest !== null; rest = withoutFirst(rest)) {
      const place = this.#whole.get(rest);
      if (place !== undefined) return place;
    }
    return this.#short.get(baseOf(path)) ?? null;
  }
}

function add(names: Map<string, NamedPicture>, name: string, place: number): void {
  const earlier = names.get(name);
  names.set(name, earlier === undefined || earlier === place ? place : 'several');
}

function withoutFirst(path: string): string | null {
  const slash = path.indexOf('/');
  return slash < 0 ? null : path.slice(slash + 1);
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withoutEnding(path: string): string {
  return path.replace(/(?<=[^/])\.[^./]*$/u, '');
}
