import { Component, createRef, type VNode } from 'preact';
import { isAside, type Finding } from '../../vocabulary/findings/finding.js';
import type { Reader } from '../../vocabulary/phrase.js';
import type { TermId } from '../../vocabulary/terms.js';
import { FindingSentence } from './findingSentence.js';
import './findings.css';

/** So many are shown at first, of each kind one; the rest is behind "more". */
const SHOWN = 5;
const FEW = 3;
const MARKS = { error: '✕', warning: '▲', info: '●' } as const;
const ASIDE = '–';

interface FindingsProps {
  /** The gravest first. */
  readonly findings: readonly Finding[];
  /** Samples still come in. */
  readonly growing: boolean;
  /** No room for many sentences. */
  readonly few: boolean;
  /** No room for long ones either: the side view. All findings are told in full. */
  readonly brief: boolean;
  readonly reader: Reader;
  /** A button for what a finding offers to set. */
  readonly remedies: ReadonlyMap<Finding, VNode>;
  readonly expanded: boolean;
  readonly expand: () => void;
  /** Shows what a term means. */
  readonly explain: (term: TermId) => void;
}

/** What the numbers say, in words, gravest first, with the layers' names as links that select the layer. */
export class Findings extends Component<FindingsProps> {
  readonly #place = createRef<HTMLElement>();
  /** Findings come with the last sample: until then their place is kept, so that the rows below stay where they are. */
  #reserved: string | null = null;

  override render(): VNode {
    const { findings, growing } = this.props;
    const awaited = growing && findings.length === 0;
    const height = this.#place.current?.clientHeight ?? 0;
    if (!awaited) this.#reserved = null;
    else this.#reserved ??= height > 0 ? `${height}px` : '9em';
    return (
      <section
        ref={this.#place}
        class="findings"
        aria-label="Findings"
        style={{ minHeight: this.#reserved ?? '' }}
      >
        {awaited ? (
          <p class="sentence">What the numbers say comes with the last sample.</p>
        ) : (
          <FindingsList {...this.props} />
        )}
      </section>
    );
  }
}

function FindingsList(props: FindingsProps): VNode {
  const { findings, few, brief, reader, remedies, expanded, expand, explain } = props;
  const most = few ? FEW : SHOWN;
  const kinds = kindsOf(brief ? findings.filter((finding) => !isAside(finding)) : findings);
  const shown = expanded ? findings.map((finding) => ({ finding, others: [] })) : kinds.slice(0, most);
  const cut = findings.length > Math.min(most, kinds.length);
  const more = cut ? `All ${findings.length} findings` : 'Findings in full';
  return (
    <>
      <ul>
        {shown.map(({ finding, others }, index) => (
          <li
            key={index}
            data-finding={finding.code}
            data-severity={finding.severity}
            class={isAside(finding) ? 'aside' : ''}
          >
            <span class="severity" aria-hidden="true">
              {isAside(finding) ? ASIDE : MARKS[finding.severity]}
            </span>
            <span class="hidden">{finding.severity}: </span>
            <FindingSentence
              finding={finding}
              others={others}
              telling={brief && !expanded ? 'brief' : 'whole'}
              reader={reader}
              explain={explain}
            />
            {remedies.get(finding)}
          </li>
        ))}
      </ul>
      {(cut || brief) && (
        <button
          type="button"
          class="link"
          data-action="more-findings"
          aria-expanded={expanded}
          onClick={expand}
        >
          {expanded ? 'Show fewer findings' : more}
        </button>
      )}
    </>
  );
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
    const alike = kinds.get(finding.code);
    if (alike === undefined) kinds.set(finding.code, [finding]);
    else alike.push(finding);
  }
  return [...kinds.values()].flatMap(([finding, ...others]) =>
    finding === undefined ? [] : [{ finding, others }],
  );
}
