import type { CallExpression } from '../syntax/program.js';
import type { Frame } from './frame.js';
import { Journal } from './scope.js';
import {
  ANY_NUMBER,
  type CallNode,
  type Checkpoint,
  type Group,
  type GroupValue,
  type LayerSizes,
  type LayerValue,
  type MadeLayer,
  type Place,
  type TensorValue,
} from './value.js';

/** What running a program leaves behind: the layers made, the calls on tensors and the models. */
export class World {
  readonly journal = new Journal();
  readonly places: Place[] = [];
  readonly groups: Group[] = [];
  readonly nodes: CallNode[] = [];
  /** Of loosePaths, those that are not a checkpoint's. */
  readonly paths: string[] = [];
  readonly #checkpoints: Checkpoint[] = [];
  frame: Frame | null = null;
  /** Number of loops around, those of known length included. */
  loops = 0;
  #bucket = 0;
  #buckets = 0;
  readonly #made: MadeLayer[] = [];
  #frames = 0;
  readonly #placeOf = new Map<CallExpression, Place>();

  makeLayer(
    call: CallExpression,
    type: string,
    given: { readonly name: string | null; readonly nameHidden: boolean; readonly sizes: LayerSizes },
  ): LayerValue {
    const place = this.#placeOf.get(call) ?? {
      call,
      cell: call.site.origin.cell,
      type,
      made: [],
      looped: false,
    };
    if (place.made.length === 0) {
      this.#placeOf.set(call, place);
      this.places.push(place);
    }
    const made: MadeLayer = {
      ...given,
      serial: this.#made.length,
      place,
      type,
      frame: this.frame,
      numbers: ANY_NUMBER,
      wrapped: false,
      grouped: false,
      bucket: this.#bucket,
      first: null,
      last: null,
    };
    this.#made.push(made);
    place.made.push(made);
    if (this.loops > 0) place.looped = true;
    return { kind: 'layer', made };
  }

  makeGroup(
    call: CallExpression | null,
    kind: Group['kind'],
    given: {
      readonly name?: string | null;
      readonly outputs?: readonly CallNode[];
      readonly named?: readonly CallNode[] | null;
      readonly uncalled?: boolean;
    } = {},
  ): GroupValue {
    const site = call?.site;
    const group: Group = {
      isGroup: true,
      kind,
      variable: null,
      name: given.name ?? null,
      from: site === undefined ? 0 : site.origin.base + site.from,
      cell: site?.origin.cell ?? 0,
      frame: this.frame,
      events: [],
      outputs: given.outputs ?? [],
      named: given.named ?? null,
      paths: [],
      webPaths: [],
      lent: null,
      loads: null,
      asLayer: null,
      call,
      uncalled: given.uncalled ?? this.isApart,
    };
    this.groups.push(group);
    return { kind: 'group', group };
  }

  makeCheckpoint(path: string): Checkpoint {
    const checkpoint: Checkpoint = { kind: 'checkpoint', path, fitted: false };
    this.#checkpoints.push(checkpoint);
    return checkpoint;
  }

  /** Files or folders that models are written to or converted from, when it is not seen which. */
  get loosePaths(): readonly string[] {
    return [...this.paths, ...this.#checkpoints.filter(({ fitted }) => !fitted).map(({ path }) => path)];
  }

  /** Number of layers made so far. */
  get serial(): number {
    return this.#made.length;
  }

  madeSince(serial: number): MadeLayer[] {
    return this.#made.slice(serial);
  }

  /** Runs a part of the program that nothing else calls: what it makes belongs together. */
  apart(body: () => void): void {
    this.#bucket = ++this.#buckets;
    body();
    this.#bucket = 0;
  }

  addMade(group: Group, made: MadeLayer): void {
    made.grouped = true;
    group.events.push({ item: made, frame: made.frame });
  }

  addTo(group: Group, item: MadeLayer | Group | null): void {
    if (item !== null && 'place' in item) item.grouped = true;
    if (group.lent !== null) {
      group.events.push({ item: null, frame: group.lent.frame });
      group.lent = null;
    }
    // A model is not part of itself, whatever a half-written program says.
    if (item !== group) group.events.push({ item, frame: this.frame });
  }

  /** A model is given to a function of another file, which may add layers: those count where others follow them. */
  lend(group: Group): void {
    group.lent ??= { frame: this.frame };
  }

  /** Is a part of the program run that nothing in it calls? */
  get isApart(): boolean {
    return this.#bucket > 0;
  }

  /** A layer or model called on tensors. */
  callOn(item: MadeLayer | Group | null, inputs: readonly CallNode[]): TensorValue {
    const node: CallNode = { order: this.nodes.length, item, inputs, frame: this.frame };
    this.nodes.push(node);
    if (item !== null && 'place' in item) {
      item.first ??= node;
      item.last = node;
    }
    return { kind: 'tensor', nodes: [node] };
  }

  /** Runs a body as what may happen any number of times, none included. */
  inLoop(body: () => void): void {
    const outer = this.frame;
    this.frame = { outer, kind: 'loop', id: this.#frames++, arm: 0, arms: 1 };
    this.loops++;
    try {
      this.journal.ways([body, () => undefined]);
    } finally {
      this.loops--;
      this.frame = outer;
    }
  }

  /** Runs bodies of which one happens. */
  inArms(bodies: readonly (() => unknown)[]): void {
    const outer = this.frame;
    const id = this.#frames++;
    const arms = bodies.length;
    this.journal.ways(
      bodies.map((body, arm) => () => {
        this.frame = { outer, kind: 'arm', id, arm, arms };
        try {
          body();
        } finally {
          this.frame = outer;
        }
      }),
    );
  }
}
