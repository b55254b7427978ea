import type { Finding } from '../../report/report.js';
import { briefly } from './briefFinding.js';
import { actionButton, element } from '../parts/element.js';
import { isAside } from './findingsOrder.js';
import { kindOf } from '../../vocabulary/findings/finding.js';
import { termOf } from '../../vocabulary/terms.js';

/** So many are shown at first, of each kind one; the rest is behind "more". */
const SHOWN = 5;
const FEW = 3;
/** Other layers that the sentence names. */
const NAMED = 4;
/** Shorter names may be words of the sentence ("a"), so they are no links in it. */
const SHORTEST_LINK = 3;
/** Longer words, such as paths, must be able to break. */
const LONGEST_WHOLE = 24;
const MARKS = { error: '✕', warning: '▲', info: '●' } as const;
const ASIDE = '–';

export interface FindingsOptions {
  /** Samples still come in. */
  readonly growing: boolean;
  /** No room for many sentences. */
  readonly few: boolean;
  /** No room for long ones either: the side view. All findings are told in full. */
  readonly brief: boolean;
  readonly findings: readonly Finding[];
  readonly layers: readonly string[];
  readonly expanded: boolean;
  readonly expand: () => void;
  /** Shows what a term means. */
  readonly explain: (term: string) => void;
}

/** What the numbers say, in words, gravest first, with the layers' names as links that select the layer. */
export function findingsView({
  findings,
  layers,
  expanded,
  expand,
  explain,
  growing,
  few,
  brief,
}: FindingsOptions): readonly HTMLElement[] {
  if (growing && findings.length === 0) {
    return [element('p', { class: 'sentence' }, 'What the numbers say comes with the last sample.')];
  }
  const most = few ? FEW : SHOWN;
  const kinds = kindsOf(brief ? findings.filter((finding) => !isAside(finding)) : findings);
  const shown = expanded ? findings.map((finding) => ({ finding, others: [] })) : kinds.slice(0, most);
  const short = brief && !expanded;
  const pattern = namePattern(layers);
  const parts: HTMLElement[] = [
    element(
      'ul',
      {},
      ...shown.map(({ finding, others }) =>
        element(
          'li',
          {
            'data-finding': finding.code,
            'data-severity': finding.severity,
            class: isAside(finding) ? 'aside' : null,
          },
          element(
            'span',
            { class: 'severity', 'aria-hidden': 'true' },
            isAside(finding) ? ASIDE : MARKS[finding.severity],
          ),
          element('span', { class: 'hidden' }, `${finding.severity}: `),
          element(
            'span',
            {},
            ...explained(
              [...sentence(short ? briefly(finding) : finding, pattern), ...alike(others)],
              finding,
              explain,
            ),
          ),
        ),
      ),
    ),
  ];
  const cut = findings.length > Math.min(most, kinds.length);
  if (cut || brief) {
    const more = cut ? `All ${findings.length} findings` : 'Findings in full';
    const text = expanded ? 'Show fewer findings' : more;
    parts.push(
      actionButton('more-findings', text, expand, { class: 'link', 'aria-expanded': String(expanded) }),
    );
  }
  return parts;
}

interface Kind {
  /** The first of its kind: the gravest, or the first layer's. */
  readonly finding: Finding;
  readonly others: readonly Finding[];
}

/** Findings of one code together, in the order of the first of each. */
function kindsOf(findings: readonly Finding[]): readonly Kind[] {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = kinds.get(finding.code);
    if (known === undefined) kinds.set(finding.code, [finding]);
    else known.push(finding);
  }
  return [...kinds.values()].flatMap(([finding, ...others]) =>
    finding === undefined ? [] : [{ finding, others }],
  );
}

/** "Also dense_2, dense_5 and 3 more." */
function alike(others: readonly Finding[]): readonly (Node | string)[] {
  const layers = others.flatMap(({ layer }) => (layer === null ? [] : [layer]));
  if (layers.length === 0) return [];
  const named = layers.slice(0, NAMED);
  const rest = layers.length - named.length;
  return [
    ' Also ',
    ...named.flatMap((layer, index) => (index === 0 ? [layerLink(layer)] : [', ', layerLink(layer)])),
    rest === 0 ? '.' : ` and ${rest} more.`,
  ];
}

function sentence({ message, layer }: Finding, pattern: RegExp | null): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  const named = new Set<string>();
  let from = 0;
  for (const match of pattern === null ? [] : message.matchAll(pattern)) {
    parts.push(message.slice(from, match.index), layerLink(match[0]));
    named.add(match[0]);
    from = match.index + match[0].length;
  }
  parts.push(message.slice(from));
  return layer === null || named.has(layer) ? parts : [layerLink(layer), ': ', ...parts];
}

/** "What is gap?", as a sign that stays on the line of the last word. */
function explained(
  words: readonly (Node | string)[],
  { code }: Finding,
  explain: (term: string) => void,
): readonly (Node | string)[] {
  const id = kindOf({ code })?.term;
  if (id === undefined) return words;
  const term = termOf(id);
  const button = actionButton(
    'explain',
    '?',
    () => {
      explain(term.id);
    },
    { class: 'explain', 'data-target': term.id, title: term.text, 'aria-label': `What is: ${term.name}` },
  );
  const last = words.at(-1);
  const word = typeof last === 'string' ? last.lastIndexOf(' ') + 1 : 0;
  if (typeof last !== 'string' || last.length - word > LONGEST_WHOLE) return [...words, ' ', button];
  return [
    ...words.slice(0, -1),
    last.slice(0, word),
    element('span', { class: 'whole' }, last.slice(word), ' ', button),
  ];
}

function layerLink(id: string): HTMLElement {
  return actionButton('select', id, () => undefined, { class: 'link', 'data-layer': id });
}

/** Finds whole layer ids, longer ones first, so that "dense_1" is not found in "dense_10" or "outer/dense_1". */
function namePattern(layers: readonly string[]): RegExp | null {
  const names = layers.filter(({ length }) => length >= SHORTEST_LINK).sort((a, b) => b.length - a.length);
  if (names.length === 0) return null;
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}_/#])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_/#])`, 'gu');
}
