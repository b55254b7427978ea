import * as v from 'valibot';
import { phraseText, type Phrase } from '../phrase.js';
import { fields, fits, oneOf, record, text, type Checked } from '../schema.js';
import type { FindingKind, Severity } from './kind.js';
import { dataKinds, doubtKinds, methodKinds } from './ofData.js';
import { baselineKinds, changeKinds, depthKinds, hintKinds } from './ofDepth.js';
import { layerKinds, measurementKinds } from './ofLayers.js';

/**
 * Every kind of finding. Their order here is their weight within a severity: what one acts on first (the task, depth,
 * changes), then single layers, then the data, last what only explains how it was measured.
 */
export const FINDING_KINDS = {
  ...doubtKinds,
  ...changeKinds,
  ...baselineKinds,
  ...hintKinds,
  ...depthKinds,
  ...layerKinds,
  ...dataKinds,
  ...measurementKinds,
  ...methodKinds,
} as const;

type Kinds = typeof FINDING_KINDS;
export type FindingCode = keyof Kinds;
export type FindingValues<Code extends FindingCode> = Checked<Kinds[Code]['values']>;

interface FindingText {
  readonly severity: Severity;
  readonly layer: string | null;
  /** As a terminal says it, for whoever reads the report without Entroscope. */
  readonly message: string;
}

/** A finding of a kind: its values, of which every reader makes the sentence. */
export type KnownFinding = {
  readonly [Code in FindingCode]: FindingText & {
    readonly code: Code;
    readonly values: FindingValues<Code>;
  };
}[FindingCode];

/** Of a report that an older or a later version wrote: there is only the sentence. */
export interface WrittenFinding extends FindingText {
  readonly code: string;
  readonly values?: undefined;
}

export type Finding = KnownFinding | WrittenFinding;

/** The guard of a finding, but for its values: see valuesProblem. */
export const findingSchema = fields({
  code: text,
  severity: oneOf('error', 'warning', 'info'),
  layer: v.nullable(text),
  message: text,
  values: v.exactOptional(record),
});

export const FINDING_CODES = Object.keys(FINDING_KINDS) as readonly FindingCode[];

/** A finding of a kind, from its values. */
export function finding<Code extends FindingCode>(code: Code, values: FindingValues<Code>): KnownFinding {
  // Of one code, kind and values belong together; the compiler sees the union of all kinds.
  const { severity, layerOf, say } = FINDING_KINDS[code] as unknown as FindingKind;
  return {
    code,
    severity,
    layer: layerOf?.(values) ?? null,
    message: phraseText(say(values), 'terminal'),
    values,
  } as unknown as KnownFinding;
}

/** What is common to a finding's kind; null for a code of another version. */
export function kindOf({ code }: { readonly code: string }): FindingKind | null {
  return isFindingCode(code) ? (FINDING_KINDS[code] as unknown as FindingKind) : null;
}

/** A finding in words, with its layers and options as places. */
export function findingWords(told: Finding): Phrase {
  const kind = kindOf(told);
  return kind === null || told.values === undefined ? [told.message] : kind.say(told.values);
}

/** Are the values of a finding that was read those of its kind? A code of another version has none to check. */
export function hasItsValues({
  code,
  values,
}: {
  readonly code: string;
  readonly values?: unknown;
}): boolean {
  const kind = kindOf({ code });
  return kind === null || values === undefined || fits(kind.values, values);
}

/** Does a finding only explain how it was measured? */
export function isAside(told: Finding): boolean {
  return kindOf(told)?.aside === true;
}

/** The gravest first, within a severity by the kinds' weight; findings of one kind keep their order. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((one, other) => weightOf(one) - weightOf(other));
}

const SEVERITIES = { error: 0, warning: 1, info: 2 } as const;

function weightOf({ severity, code }: Finding): number {
  const place = isFindingCode(code) ? FINDING_CODES.indexOf(code) : FINDING_CODES.length;
  return SEVERITIES[severity] * (FINDING_CODES.length + 1) + place;
}

function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(FINDING_KINDS, code);
}
