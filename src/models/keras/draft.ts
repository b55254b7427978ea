import { isRecord } from '../../vocabulary/isRecord.js';

/** A copy of a piece of topology that the repairs may change. */
export type Draft = Record<string, unknown>;

/** One layer of the copy, with what is asked of it again and again. */
export interface DraftLayer {
  readonly entry: Draft;
  readonly config: Draft;
  /** The class as the file names it, before any repair. */
  readonly type: string;
  /** The name as the file has it. */
  readonly name: string;
  /** The models around it, outermost first, and where it stands in them. */
  readonly containers: readonly DraftContainer[];
  /** What it holds, where it is a nested model. */
  readonly nested: DraftContainer | null;
  /** The layers that a wrapper runs by itself: "layer", "backward_layer", "cell", "cells" (several). */
  readonly inner: readonly { readonly field: string; readonly layer: DraftLayer }[];
}

export interface DraftContainer {
  readonly type: string;
  readonly name: string;
  /** Holds layers, input_layers and output_layers; of an older Sequential, only the layers. */
  readonly config: Draft;
  readonly layers: DraftLayer[];
}

/**
 * Looks through a copied topology, which readContainer has passed: everything that is needed is there.
 * @param entry { class_name, config }
 */
export function draftContainer(entry: Draft, around: readonly DraftContainer[] = []): DraftContainer {
  const config = isDraft(entry['config']) ? entry['config'] : {};
  const listed = Array.isArray(entry['config']) ? (entry['config'] as unknown[]) : config['layers'];
  const container: DraftContainer = {
    type: String(entry['class_name']),
    name: typeof config['name'] === 'string' ? config['name'] : '',
    config,
    layers: [],
  };
  for (const layer of Array.isArray(listed) ? (listed as unknown[]) : [])
    if (isDraft(layer)) container.layers.push(draftLayer(layer, [...around, container]));
  return container;
}

function draftLayer(entry: Draft, containers: readonly DraftContainer[]): DraftLayer {
  const type = String(entry['class_name']);
  const config = isDraft(entry['config']) ? entry['config'] : {};
  const own = entry['name'] ?? config['name'];
  const holdsLayers =
    Array.isArray(config['layers']) || (type === 'Sequential' && Array.isArray(entry['config']));
  return {
    entry,
    config,
    type,
    name: typeof own === 'string' ? own : '',
    containers,
    nested: holdsLayers ? draftContainer(entry, containers) : null,
    inner: ['layer', 'backward_layer', 'cell', 'cells'].flatMap((field) => {
      const value = config[field];
      return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((one) =>
        isDraft(one) && typeof one['class_name'] === 'string'
          ? [{ field, layer: draftLayer(one, containers) }]
          : [],
      );
    }),
  };
}

/** Every layer of a container, at any depth, those inside wrappers included. */
export function everyDraft({ layers }: DraftContainer): readonly DraftLayer[] {
  return layers.flatMap(withInner);
}

function withInner(layer: DraftLayer): readonly DraftLayer[] {
  return [
    layer,
    ...(layer.nested === null ? [] : everyDraft(layer.nested)),
    ...layer.inner.flatMap(({ layer: inner }) => withInner(inner)),
  ];
}

/** Every model of a draft, the whole one first. */
export function everyContainer(container: DraftContainer): readonly DraftContainer[] {
  return [container, ...everyDraft(container).flatMap(({ nested }) => nested ?? [])];
}

export function isDraft(value: unknown): value is Draft {
  return isRecord(value);
}
