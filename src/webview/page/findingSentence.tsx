import type { ComponentChild, VNode } from 'preact';
import { findingWords, kindOf, type Finding } from '../../vocabulary/findings/finding.js';
import { partText, type Phrase, type PhrasePart, type Reader } from '../../vocabulary/phrase.js';
import { termOf, type TermId } from '../../vocabulary/terms.js';
import { LayerLink } from '../parts/layerLink.js';

/** Other layers that the sentence names. */
const NAMED = 4;
/** Longer words, such as paths, must be able to break. */
const LONGEST_WHOLE = 24;

interface SentenceProps {
  readonly finding: Finding;
  /** Findings of the same kind, of which only the layers are named. */
  readonly others: readonly Finding[];
  readonly telling: 'whole' | 'brief';
  readonly reader: Reader;
  readonly explain: (term: TermId) => void;
}

/** A finding in words: its layers are links, and "?" behind the last word explains what it turns on. */
export function FindingSentence({ finding, others, telling, reader, explain }: SentenceProps): VNode {
  const words = [
    ...withLayer(findingWords(finding), finding).flatMap((part) => wordsOf(part, reader, telling)),
    ...alike(others),
  ];
  const id = kindOf(finding)?.term;
  return <span>{id === undefined ? words : explained(trimmed(words), id, explain)}</span>;
}

/** A sentence that does not name its layer has it in front; what another version wrote stays as it is. */
function withLayer(words: Phrase, { layer, values }: Finding): Phrase {
  if (layer === null || values === undefined || words.some((part) => isLayer(part, layer))) return words;
  return [{ layer }, ': ', ...words];
}

function isLayer(part: PhrasePart, id: string): boolean {
  return typeof part === 'object' && 'layer' in part && part.layer === id;
}

/** Layers are links, in what a detail says, too. */
function wordsOf(part: PhrasePart, reader: Reader, telling: 'whole' | 'brief'): readonly ComponentChild[] {
  if (typeof part !== 'object') return [part];
  if ('layer' in part) return [<LayerLink id={part.layer} />];
  if (!('detail' in part)) return [partText(part, reader, telling)];
  return telling === 'brief' ? [] : part.detail.flatMap((inner) => wordsOf(inner, reader, telling));
}

/** "Also dense_2, dense_5 and 3 more." */
function alike(others: readonly Finding[]): readonly ComponentChild[] {
  const layers = others.flatMap(({ layer }) => (layer === null ? [] : [layer]));
  if (layers.length === 0) return [];
  const named = layers.slice(0, NAMED);
  const rest = layers.length - named.length;
  return [
    ' Also ',
    ...named.flatMap((layer, index) => [index === 0 ? '' : ', ', <LayerLink id={layer} />]),
    rest === 0 ? '.' : ` and ${rest} more.`,
  ];
}

/** A brief telling may end in the space before a detail that it leaves out. */
function trimmed(words: readonly ComponentChild[]): readonly ComponentChild[] {
  const last = words.at(-1);
  return typeof last === 'string' ? [...words.slice(0, -1), last.trimEnd()] : words;
}

/** "What is gap?", as a sign that stays on the line of the last word. */
function explained(
  words: readonly ComponentChild[],
  id: TermId,
  explain: (term: TermId) => void,
): readonly ComponentChild[] {
  const term = termOf(id);
  const sign = (
    <button
      type="button"
      class="explain"
      data-action="explain"
      data-target={id}
      title={term.text}
      aria-label={`What is: ${term.name}`}
      onClick={() => {
        explain(id);
      }}
    >
      ?
    </button>
  );
  const last = words.at(-1);
  const word = typeof last === 'string' ? last.lastIndexOf(' ') + 1 : 0;
  if (typeof last !== 'string' || last.length - word > LONGEST_WHOLE) return [...words, ' ', sign];
  return [
    ...words.slice(0, -1),
    last.slice(0, word),
    <span class="whole">
      {last.slice(word)} {sign}
    </span>,
  ];
}
