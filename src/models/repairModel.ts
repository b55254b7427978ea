import { draftContainer, everyContainer, everyDraft, isDraft, type DraftLayer } from './keras/draft.js';
import { orderOldCalls } from './keras/callOptions.js';
import { checkOwners } from './keras/checkOwners.js';
import { kerasVersionOf, type KerasVersion } from './keras/kerasVersion.js';
import { placesOf, weightsOf } from './keras/layerWeights.js';
import { matchWeights, type Renamed } from './keras/matchWeights.js';
import { ownLayers, ownWeights } from './keras/ownWeights.js';
import { openPipeline } from './keras/preparingLayers.js';
import { repairCalls, repairEnds } from './keras/repairCalls.js';
import type { Refusal } from './keras/refusal.js';
import { addNormalization, repairNormalization } from './keras/repairNormalization.js';
import { repairTensorFlowOps } from './keras/repairTensorFlowOps.js';
import { repairLayer } from './keras/repairLayer.js';
import { RepairLog, type Repair } from './keras/repairLog.js';
import { isOfCells, isUnlike } from './keras/recurrentLayers.js';
import { unwrapSpectral } from './keras/unwrapSpectral.js';
import { uniqueNames } from './keras/uniqueNames.js';
import { repairGraph } from './graph/repairGraph.js';
import { malformedIn } from './checkTopology.js';
import { readContainer } from './layerEntries.js';
import type { ModelFile } from './modelFile.js';
import { isRecord } from '../vocabulary/isRecord.js';
import type { WeightGroup, WeightSpec } from './weightsManifest.js';

/** One weight as it lies in the shards. */
export interface StoredWeight {
  /** Under the name that the layer has for it. */
  readonly spec: WeightSpec;
  /** Its entry in the manifest, under that name. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** False for bytes that belong to no layer. */
  readonly wanted: boolean;
}

/** A model file as TensorFlow.js can read it. The file itself is never changed. */
export interface RepairedModel {
  readonly file: ModelFile;
  readonly topology: Readonly<Record<string, unknown>>;
  /** False for what TensorFlow.js itself made, which is always read as it is. */
  readonly byKeras: boolean;
  /** The Keras that wrote it; null for TensorFlow.js, and where the file does not say. */
  readonly kerasMajor: 2 | 3 | null;
  /** By group of the manifest. */
  readonly weights: readonly (readonly StoredWeight[])[];
  readonly repairs: readonly Repair[];
  /** What cannot be repaired. */
  readonly refusals: readonly Refusal[];
  /** Names that were given to tell layers apart -> the names in the file, which ids keep. */
  readonly originalNames: ReadonlyMap<string, string>;
}

/** Set by writeRepaired: such a file needs no repairs any more. */
export const REPAIRED_MARK = 'repairedBy';

/**
 * Mends in memory what keeps TensorFlow.js from reading a model, or lets it compute something else than Keras does
 * (docs/models.md lists every repair). Models that TensorFlow.js wrote come back as they are.
 * @throws ExpectedError model-malformed, model-unsupported where weights lie at another layer's place
 */
export function repairModel(file: ModelFile): RepairedModel {
  const repaired = repairTopology(file);
  return { ...repaired, repairs: [...file.repairs, ...repaired.repairs] };
}

function repairTopology(file: ModelFile): RepairedModel {
  const version = kerasVersionOf(file.json, file.topology);
  const byKeras = version.major !== null;
  const untouched = {
    file,
    topology: file.topology,
    byKeras,
    kerasMajor: version.major,
    repairs: [],
    refusals: [],
    originalNames: new Map(),
  };
  if (file.format === 'graph-model') {
    const specs = file.groups.flatMap((group) => group.weights);
    const ranks = new Map(specs.map(({ name, shape }) => [name, shape.length]));
    return { ...untouched, ...repairGraph(file.topology, ranks), weights: storedWeights(file, new Map()) };
  }
  if (version.major === null || REPAIRED_MARK in file.json)
    return { ...untouched, weights: storedWeights(file, new Map()) };
  // Whatever is missing, or nested too deep, is told here.
  readContainer(file.topology, malformedIn(file.path));
  const topology = structuredClone(file.topology);
  const entry = isRecord(topology['model_config']) ? topology['model_config'] : topology;
  if (!isDraft(entry)) return { ...untouched, weights: storedWeights(file, new Map()) };
  const model = draftContainer(entry);
  const log = new RepairLog();
  if (file.owners.size > 0) checkOwners(file.path, ownersOfWeights(file), placesOf(model));
  if (version.major === 2) {
    // Keras 2 writes .keras files, too, with weights by place.
    const own = ownLayers(model);
    const weighted = weightsOf(model);
    const places = file.format === 'keras' ? weighted : null;
    // Else they have the names that TensorFlow.js asks for, but where a layer of ours holds others.
    const ours = places ?? weighted.filter(({ layer }) => holdsLayers(layer));
    const ops = everyContainer(model).flatMap((container) => {
      repairEnds(container, log);
      return repairTensorFlowOps(container, log);
    });
    const drafts = everyDraft(model);
    if (places !== null)
      for (const layer of drafts) if (layer.type === 'Normalization') addNormalization(layer, log);
    const specs = file.groups.flatMap(({ weights }) => weights);
    const placed = ours.length === 0 ? new Map() : matchWeights(specs, ours, log);
    const matched = new Map([...placed, ...repairNormalization(drafts, specs, log)]);
    const renamed = new Map([...matched, ...ownWeights(specs, matched, own)]);
    const refusals = [
      ...ops,
      ...drafts.flatMap((layer) => [...orderOldCalls(layer), ...repairLayer(layer, version, log)]),
    ];
    for (const layer of drafts) unwrapSpectral(layer, log);
    const weights = storedWeights(file, renamed);
    return { ...untouched, topology, weights, repairs: log.repairs(), refusals };
  }
  return { ...untouched, topology, ...repairKeras3(file, model, version, log) };
}

/** Of the groups that hold weights: others are counted otherwise in some versions of Keras, and nobody reads them. */
function ownersOfWeights({ owners, groups }: ModelFile): ReadonlyMap<string, string> {
  const filled = new Set(
    groups.flatMap(({ weights }) => weights.map(({ name }) => name.replace(/\/vars\/\w+$/, ''))),
  );
  return new Map([...owners].filter(([place]) => filled.has(place)));
}

/** Is it run by a layer of ours that holds further layers? */
function holdsLayers(layer: DraftLayer): boolean {
  return isOfCells(layer) || isUnlike(layer) || layer.type === 'SpectralNormalization';
}

function repairKeras3(
  file: ModelFile,
  model: ReturnType<typeof draftContainer>,
  version: KerasVersion,
  log: RepairLog,
): Pick<RepairedModel, 'weights' | 'repairs' | 'refusals' | 'originalNames'> {
  // Before any op is dropped: a .keras file counts them, too.
  const layers = weightsOf(model);
  const own = ownLayers(model);
  for (const layer of everyDraft(model)) openPipeline(layer);
  const calls = everyContainer(model).flatMap((container) => repairCalls(container, log));
  const originalNames = uniqueNames(model, layers, log);
  const options = everyDraft(model).flatMap((layer) => repairLayer(layer, version, log));
  for (const layer of everyDraft(model)) unwrapSpectral(layer, log);
  const stored = file.groups.flatMap(({ weights }) => weights);
  const matched = matchWeights(stored, layers, log);
  const weights = storedWeights(file, new Map([...matched, ...ownWeights(stored, matched, own)]));
  return { weights, repairs: log.repairs(), refusals: [...options, ...calls], originalNames };
}

function storedWeights(file: ModelFile, renamed: Renamed): RepairedModel['weights'] {
  const manifest = Array.isArray(file.json['weightsManifest']) ? file.json['weightsManifest'] : [];
  return file.groups.map(({ weights }, group) => {
    const listed: unknown = manifest[group];
    const entries: unknown = isRecord(listed) ? listed['weights'] : undefined;
    return weights.map((spec, index) => {
      const found: unknown = Array.isArray(entries) ? entries[index] : undefined;
      const entry = isRecord(found) ? found : {};
      const name = renamed.get(spec);
      if (name === undefined) return { spec, entry, wanted: true };
      if (name === null) return { spec, entry, wanted: false };
      return { spec: { ...spec, name }, entry: { ...entry, name }, wanted: true };
    });
  });
}

/** The weights that are wanted, as groups: what checkTopology compares the layers with. */
export function wantedGroups({ file, weights }: RepairedModel): readonly WeightGroup[] {
  return file.groups.map(({ paths }, group) => ({
    paths,
    weights: (weights[group] ?? []).flatMap(({ spec, wanted }) => (wanted ? [spec] : [])),
  }));
}
