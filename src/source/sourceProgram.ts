import type { LayerSizes, NameNumbers } from './run/value.js';

/** One place in a program that makes a layer, or several. */
export interface SourceLayer {
  readonly index: number;
  /** Index of the notebook cell; 0 for a file. */
  readonly cell: number;
  /** Class name as in model files: Dense, Conv2D. */
  readonly type: string;
  /** The name given by a literal; null for none, or when its layers have different ones. */
  readonly name: string | null;
  /** Null where literals do not tell, or where its layers differ. */
  readonly sizes: LayerSizes;
  /** The statement or argument that defines it: offsets in the cell's text, and its first line, from 0. */
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly repeats: 'once' | 'loop' | 'function' | 'conditional';
  /** Number of layers it makes in one model, as far as literals say; null when they do not. */
  readonly count: number | null;
  /** Indices of the models that it is part of. */
  readonly groups: readonly number[];
}

/** A model's layers in order, as the program says them. */
export type Part =
  | LayerPart
  /** Layers that the program does not show: a loaded model. */
  | { readonly kind: 'any' }
  | { readonly kind: 'loop'; readonly parts: readonly Part[] }
  | { readonly kind: 'choice'; readonly arms: readonly (readonly Part[])[] };

export interface LayerPart {
  readonly kind: 'layer';
  /** Index of its SourceLayer. */
  readonly layer: number;
  /** Order of making, over the whole program. */
  readonly serial: number;
  readonly type: string;
  readonly name: string | null;
  /** True where a name is given that literals do not tell. */
  readonly nameHidden: boolean;
  readonly sizes: LayerSizes;
  /** The numbers that its automatic name may have. */
  readonly numbers: NameNumbers;
}

/** One model that the program builds. */
export interface SourceGroup {
  readonly index: number;
  /** loose: layers that are not seen to become a model, as in a helper that another file calls. */
  readonly kind: 'sequential' | 'functional' | 'subclass' | 'loaded' | 'loose';
  /** Is it made in a function that nothing in the program calls? */
  readonly uncalled: boolean;
  readonly variable: string | null;
  readonly name: string | null;
  readonly cell: number;
  readonly line: number;
  /** Where it is saved or converted to, as written. */
  readonly paths: readonly string[];
  /** Those of them where a TensorFlow.js model lies afterwards, not another format. */
  readonly webPaths: readonly string[];
  /** Names or paths of the models that are loaded as parts of it, as MobileNetV2; empty where that is not known. */
  readonly loads: readonly string[];
  /** Orders in which a runtime may run its layers, the likeliest first. */
  readonly orders: readonly (readonly Part[])[];
}

export interface SourceProgram {
  /** In source order. */
  readonly layers: readonly SourceLayer[];
  readonly groups: readonly SourceGroup[];
  /** Places that a model is written to without it being clear which. */
  readonly paths: readonly string[];
  /** Modules that it imports, as written. */
  readonly imports: readonly string[];
}

export const NO_LAYERS: SourceProgram = { layers: [], groups: [], paths: [], imports: [] };
