import { deflateSync } from 'node:zlib';
import type { LayerReport, Report } from '../../src/report/report.js';
import { finding, type KnownFinding } from '../../src/vocabulary/findings/finding.js';
import type { Estimate } from '../../src/vocabulary/findings/kind.js';
import { reportFixture } from './reportFixture.js';

/** Reports with believable numbers that agree with their own counts, for tests and for looking at the page. */
export interface SampleOptions {
  readonly layers: readonly SampleLayer[];
  readonly classes: readonly string[];
  /** Of each class. */
  readonly samples: number;
  readonly intervals?: boolean;
  readonly seed?: number;
}

export interface SampleLayer {
  readonly id: string;
  readonly neurons: number;
  readonly dense?: boolean;
  readonly type?: string;
  readonly activation?: string | null;
  /** Positions a channel: a conv layer; neurons is then the number of channels. */
  readonly positions?: number;
  /** 0: neurons follow chance, 1: they follow the class. */
  readonly sharpness: number;
}

/** The reference experiment's shape: eight dense layers of 128 neurons and the output, ten digits. */
export function denseReport(overrides: Partial<SampleOptions> = {}): Report {
  return sampleReport({
    classes: Array.from('0123456789'),
    samples: 200,
    layers: [
      ...Array.from({ length: 8 }, (_, index) => ({
        id: `dense_${index + 1}`,
        neurons: 128,
        sharpness: [0.22, 0.34, 0.47, 0.6, 0.5, 0.75, 0.82, 0.88][index] ?? 0.5,
      })),
      { id: 'probs', neurons: 10, activation: 'softmax', sharpness: 0.97 },
    ],
    ...overrides,
  });
}

/** A small conv net: wide taps, channel means, layers that are not dense. */
export function convReport(): Report {
  return sampleReport({
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    samples: 100,
    layers: [
      { id: 'conv2d', neurons: 16, positions: 49, type: 'Conv2D', dense: false, sharpness: 0.1 },
      {
        id: 'max_pooling2d',
        neurons: 16,
        positions: 25,
        type: 'MaxPooling2D',
        activation: null,
        dense: false,
        sharpness: 0.16,
      },
      { id: 'conv2d_1', neurons: 32, positions: 25, type: 'Conv2D', dense: false, sharpness: 0.3 },
      {
        id: 'global_average_pooling2d',
        neurons: 32,
        type: 'GlobalAveragePooling2D',
        activation: null,
        dense: false,
        sharpness: 0.02,
      },
      { id: 'dense', neurons: 64, sharpness: 0.6 },
      { id: 'dense_1', neurons: 10, activation: 'softmax', sharpness: 0.9 },
    ],
  });
}

/** Very deep: blocks of normalisation, convolution and addition. */
export function deepReport(depth = 200): Report {
  const types = ['Conv2D', 'BatchNormalization', 'Activation', 'Add'] as const;
  return sampleReport({
    classes: Array.from('0123456789'),
    samples: 40,
    layers: Array.from({ length: depth }, (_, index) => ({
      id:
        index === depth - 1
          ? 'predictions'
          : `backbone/block${Math.floor(index / 4) + 1}_${(types[index % 4] ?? 'Add').toLowerCase()}`,
      neurons: 24,
      dense: index === depth - 1,
      type: index === depth - 1 ? 'Dense' : (types[index % 4] ?? 'Add'),
      sharpness: Math.min(0.97, 0.1 + (0.85 * index) / depth + 0.08 * Math.sin(index)),
    })),
  });
}

/** Names as a hostile model file would have them. */
export const HOSTILE_NAMES = [
  '<img src=x onerror="document.title=\'owned\'">',
  '</script><script>document.title="owned"</script>',
  '<!--<script>',
  '"]\\[data-layer="x',
  '$& $1 \u2028 \u202egnp.exe',
  'a',
  `very_long_${'name_'.repeat(40)}`,
] as const;

export function hostileReport(): Report {
  const report = sampleReport({
    classes: ['</script><b>cat</b>', '"dog"', '<svg onload=alert(1)>'],
    samples: 30,
    layers: HOSTILE_NAMES.map((id, index) => ({ id, neurons: 12, sharpness: 0.1 + index * 0.1 })),
  });
  const findings = HOSTILE_NAMES.map((layer) =>
    finding('dead-neurons', { layer, neurons: 3, measured: 12, threshold: 0, samples: 90 }),
  );
  return {
    ...report,
    model: { ...report.model, name: '</title><script>document.title="owned"</script>' },
    findings,
  };
}

/** Unlabelled data, one sample a class at least: nulls wherever a number may be missing. */
export function bareReport(): Report {
  const report = sampleReport({
    classes: ['all'],
    samples: 1,
    intervals: false,
    layers: [
      { id: 'hidden', neurons: 8, sharpness: 0.5 },
      { id: 'out', neurons: 1, activation: 'sigmoid', sharpness: 0.9 },
    ],
  });
  return {
    ...report,
    task: null,
    depth: { monotone: null, exceptions: [], hint: null },
    layers: report.layers.map((layer) => ({ ...layer, counts: null })),
  };
}

export function sampleReport(options: SampleOptions): Report {
  const { classes, samples, seed = 1 } = options;
  const layers = options.layers.map((layer, index) => layerOf(layer, options, randomOf(seed * 1000 + index)));
  const dense = layers.filter((layer) => layer.dense);
  const exceptions = dense.flatMap((layer, index) => {
    const before = dense[index - 1];
    const rise = before === undefined ? 0 : layer.entropy.class - before.entropy.class;
    return rise > 0 ? [{ layer: layer.id, rise }] : [];
  });
  const base = reportFixture();
  const accuracy = 0.9435;
  return {
    ...base,
    model: { ...base.model, name: 'digits-mlp', path: 'models/digits/model.json', parameters: 198_410 },
    dataset: {
      ...base.dataset,
      path: 'data/t10k-images-idx3-ubyte.gz',
      kind: 'idx',
      samples: samples * classes.length,
      classes: classes.map((label) => ({ label, samples })),
    },
    layers,
    task: {
      accuracy,
      chance: 1 / classes.length,
      perClass: classes.map((_, index) => accuracy - 0.004 * index),
      confusion: classes.map((_, row) => classes.map((__, column) => (row === column ? samples : 0))),
    },
    depth: { monotone: exceptions.length === 0, exceptions, hint: null },
    findings: findingsOf(layers, exceptions, samples * classes.length),
  };
}

function findingsOf(
  layers: readonly LayerReport[],
  exceptions: readonly { readonly layer: string; readonly rise: number }[],
  samples: number,
): readonly KnownFinding[] {
  const dead = layers.filter(({ neurons }) => neurons.dead / neurons.measured > 0.08);
  const dense = layers.filter((layer) => layer.dense).map(gapOf);
  const [first, last] = [dense[0], dense.at(-1)];
  return [
    ...dead.map(({ id, neurons, threshold }) =>
      finding('dead-neurons', {
        layer: id,
        neurons: neurons.dead,
        measured: neurons.measured,
        threshold,
        samples,
      }),
    ),
    ...exceptions.map((exception) =>
      finding('not-monotone', { exceptions: [{ ...exception, reached: null }] }),
    ),
    ...(first === undefined || last === undefined
      ? []
      : [finding('gap-grows', { layers: dense.length, first, last })]),
  ];
}

function gapOf({ id, entropy }: LayerReport): Estimate {
  return { layer: id, value: entropy.gap, corrected: entropy.corrected.gap, ci95: entropy.ci95.gap };
}

function layerOf(
  layer: SampleLayer,
  { classes, samples, intervals = true }: SampleOptions,
  random: () => number,
): LayerReport {
  const positions = layer.positions ?? 1;
  const measured = layer.neurons * positions;
  const counts = classes.map(() => new Uint32Array(measured));
  for (let neuron = 0; neuron < measured; neuron++) {
    const kind = random();
    const likes = classes.map(() => random());
    for (const [index, ofClass] of counts.entries()) {
      ofClass[neuron] =
        kind < 0.07
          ? 0
          : kind > 0.95
            ? samples
            : countOf(likes[index] ?? 0, layer.sharpness, samples, random);
    }
  }
  const sum = (neuron: number): number =>
    counts.reduce((total, ofClass) => total + (ofClass[neuron] ?? 0), 0);
  const neurons = Array.from({ length: measured }, (_, index) => index);
  const all = samples * classes.length;
  const byClass = counts.map((ofClass) => mean([...ofClass].map((k) => entropy(k / samples))));
  const own = mean(byClass);
  const pooled = mean(neurons.map((neuron) => entropy(sum(neuron) / all)));
  const pairs = (ofClass: Uint32Array): number =>
    1 - mean([...ofClass].map((k) => (2 * k * (samples - k)) / (samples * (samples - 1))));
  const stable = samples < 2 ? null : counts.map(pairs);
  const interval = (value: number, half: number): [number, number] | null =>
    intervals ? [value - half, value + half] : null;
  const bias = 0.72 / samples;
  return {
    id: layer.id,
    name: layer.id.split('/').at(-1) ?? layer.id,
    type: layer.type ?? 'Dense',
    activation: layer.activation === undefined ? 'relu' : layer.activation,
    outputShape:
      positions === 1 ? [layer.neurons] : [Math.sqrt(positions), Math.sqrt(positions), layer.neurons],
    dense: layer.dense ?? true,
    threshold: layer.activation === 'softmax' || layer.activation === 'sigmoid' ? 0.5 : 0,
    parameters: layer.neurons * 129,
    neurons: {
      total: measured,
      measured,
      dead: neurons.filter((neuron) => sum(neuron) === 0).length,
      alwaysOn: neurons.filter((neuron) => sum(neuron) === all).length,
      dormant: neurons.filter((neuron) => sum(neuron) < all * 0.02).length,
      apoz: 1 - mean(neurons.map((neuron) => sum(neuron) / all)),
      nonFinite: 0,
    },
    entropy: {
      byClass,
      class: own,
      all: pooled,
      gap: pooled - own,
      corrected: { class: own + bias, all: pooled + bias / classes.length, gap: pooled - own - bias },
      ci95: {
        class: interval(own + bias, 0.012),
        all: interval(pooled + bias / classes.length, 0.009),
        gap: interval(pooled - own - bias, 0.01),
      },
    },
    stability: {
      byClass: stable ?? classes.map(() => null),
      class: stable === null ? null : mean(stable),
      modal: mean(counts.map((ofClass) => mean([...ofClass].map((k) => Math.max(k, samples - k) / samples)))),
    },
    patterns: {
      byClass: classes.map((_, index) => {
        const saturated = layer.sharpness < 0.8;
        return {
          samples,
          distinct: saturated ? samples - index : Math.ceil(samples / 8),
          plugin: Math.log2(samples) * (saturated ? 0.99 : 0.4),
          coverage: saturated ? 0.04 : 0.93,
          estimate: saturated ? null : Math.log2(samples) * 0.45,
          saturated,
        };
      }),
    },
    rank: null,
    probe: null,
    baseline: null,
    counts: {
      neurons: 'all',
      channels: positions > 1,
      data: packed(Uint32Array.from(counts.flatMap((ofClass) => [...ofClass]))),
      ...(positions === 1 ? {} : { channelMeans: packed(channelMeans(counts, layer.neurons)) }),
    },
  };
}

/** How many of the samples fire: near none or all where the neuron follows the class. */
function countOf(like: number, sharpness: number, samples: number, random: () => number): number {
  const towards = like < 0.45 ? 0 : 1;
  const p = 0.5 + (towards - 0.5) * sharpness + (random() - 0.5) * (1 - sharpness) * 0.8;
  return Math.round(Math.min(1, Math.max(0, p)) * samples);
}

function channelMeans(counts: readonly Uint32Array[], channels: number): Float32Array {
  return Float32Array.from(
    counts.flatMap((ofClass) =>
      Array.from({ length: channels }, (_, channel) =>
        mean([...ofClass].filter((__, neuron) => neuron % channels === channel)),
      ),
    ),
  );
}

function packed(numbers: Uint32Array | Float32Array): string {
  return deflateSync(new Uint8Array(numbers.buffer)).toString('base64');
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
}

/** Mulberry32: the same report every time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
