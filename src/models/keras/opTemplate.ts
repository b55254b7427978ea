import { isDraft } from './draft.js';

/** [layer, call, output]: a tensor by its history. */
export type Source = readonly [layer: string, call: number, output: number];

/** What stands between an op's brackets: the template, and the tensors in it, each once. */
export interface OpCall {
  readonly values: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Source[];
}

/** Collects the tensors of one call. */
export class OpInputs {
  readonly #sources: Source[] = [];
  readonly #places = new Map<string, number>();

  get sources(): readonly Source[] {
    return this.#sources;
  }

  /** { tensor: 0 }: a tensor that stands there twice is read once, since TensorFlow.js frees it too early else. */
  add(source: Source): { readonly tensor: number } {
    const key = JSON.stringify(source);
    const place = this.#places.get(key) ?? this.#sources.length;
    if (place === this.#sources.length) this.#sources.push(source);
    this.#places.set(key, place);
    return { tensor: place };
  }
}

/**
 * A value among an op's arguments as its template holds it: { tensor }, { constant, dtype }, { slice }, { ellipsis },
 * { infinite } for the numbers that JSON lacks, or a number, a text, a list and so on as they are.
 * @param sourceOf tells tensors from everything else
 */
export function templateOf(
  value: unknown,
  inputs: OpInputs,
  sourceOf: (value: unknown) => Source | null,
): unknown {
  const source = sourceOf(value);
  if (source !== null) return inputs.add(source);
  const inner = (one: unknown): unknown => templateOf(one, inputs, sourceOf);
  if (value === Infinity || value === -Infinity) return { infinite: Math.sign(value) };
  if (Array.isArray(value)) return value.map(inner);
  if (!isDraft(value)) return value;
  const config = isDraft(value['config']) ? value['config'] : {};
  switch (value['class_name']) {
    case '__slice__':
      return { slice: [config['start'], config['stop'], config['step']] };
    case '__ellipsis__':
      return { ellipsis: true };
    case '__numpy__':
    case '__tensor__':
      return { constant: inner(config['value']), dtype: config['dtype'] };
    case '__bytes__':
      return config['value'];
    case 'DTypePolicy':
      return config['name'];
    default:
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(one)]));
  }
}

/** The template as the layer's config carries it: TensorFlow.js takes the _ out of every text and key that it finds. */
export function writtenTemplate(values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(values).replaceAll('_', '\\u005f');
}
