import type { RefObject, VNode } from 'preact';
import type { RunSummary, WhatIfView } from '../../protocol/pageMessages.js';
import { dataOf, runKey, type PageData, type PageState } from '../../protocol/pageState.js';
import type { Finding } from '../../vocabulary/findings/finding.js';
import { remedyOf } from '../../vocabulary/findings/remedy.js';
import type { Quantity } from '../../vocabulary/quantities.js';
import type { TermId } from '../../vocabulary/terms.js';
import { Details } from '../details/details.js';
import type { FiringOrder } from '../details/firingOrder.js';
import type { NeuronsState } from '../details/neuronsLoader.js';
import type { CountsKeeper } from '../parts/countsKeeper.js';
import { ExportPanel } from '../export/exportPanel.js';
import { HelpPanel } from '../parts/helpPanel.js';
import { holding } from '../parts/holding.js';
import type { Row } from '../parts/rows.js';
import type { Theme } from '../parts/theme.js';
import { NumbersSection } from '../table/numbersSection.js';
import { Timeline } from '../timeline/timeline.js';
import { WhatIfSection } from '../whatIf/whatIfSection.js';
import type { Charts } from './charts.js';
import { Findings } from './findings.js';
import { Header } from './header.js';
import { OlderRun } from './olderRun.js';
import type { PagePort } from './pagePort.js';
import { StateBlock } from './stateBlock.js';
import { StatusStrip } from './statusStrip.js';
import type { Toggle, ViewState } from './viewState.js';

/** In a narrow page sentences are long: fewer of them, so that the charts are in view. */
const FEW_BELOW = 900;

/** What the page shows of a run. */
export interface Shown {
  readonly data: PageData;
  /** The gravest first, with what changed since the previous run. */
  readonly findings: readonly Finding[];
  /** The selected layer. */
  readonly row: Row | null;
  readonly neurons: NeuronsState;
}

export interface PageModel {
  readonly state: PageState;
  readonly shown: Shown | null;
  readonly notice: string | null;
  /** Codes of findings whose remedy may be asked for. */
  readonly remedies: readonly string[];
  /** Which layers can go; null: nobody asked. */
  readonly whatIf: WhatIfView | null;
  /** Those of the timeline. */
  readonly runs: readonly RunSummary[];
  /** The model's newest run where the page shows an older one; null where it does not. */
  readonly newest: RunSummary | null;
  readonly quantity: Quantity;
  readonly view: Readonly<ViewState>;
  /** Pixels. */
  readonly widths: { readonly page: number; readonly details: number };
  readonly theme: Theme;
}

/** What the page is made of and does, whatever it shows. */
export interface PageParts {
  readonly root: HTMLElement;
  readonly port: PagePort;
  readonly counts: CountsKeeper;
  readonly charts: Charts;
  readonly details: RefObject<HTMLElement | null>;
  readonly toggle: (what: Toggle) => void;
  readonly foldNumbers: (open: boolean) => void;
  readonly explain: (term: TermId) => void;
  readonly reorder: (order: FiringOrder) => void;
  readonly chooseQuantity: (quantity: Quantity) => void;
}

interface PageProps {
  readonly model: PageModel;
  readonly parts: PageParts;
}

/** The whole page; overview, table and the timeline's chart are places that draw themselves. */
export function Page({ model, parts }: PageProps): VNode {
  const { state, shown, notice, view } = model;
  const { port, toggle } = parts;
  const side = port.place === 'side';
  return (
    <>
      <Header
        state={state}
        port={port}
        exportOpen={view.exportOpen}
        helpOpen={view.helpOpen}
        toggleExport={() => {
          toggle('exportOpen');
        }}
        toggleHelp={() => {
          toggle('helpOpen');
        }}
      />
      <StatusStrip state={state} notice={notice} port={port} />
      <div>
        {model.newest !== null && shown !== null && (
          <OlderRun report={shown.data.report} newest={model.newest} port={port} />
        )}
      </div>
      <Popovers model={model} parts={parts} />
      <div>
        <StateBlock state={state} port={port} />
      </div>
      {!side && shown !== null && <FindingsOf key="findings" shown={shown} model={model} parts={parts} />}
      {model.whatIf !== null && <WhatIfSection key="what-if" view={model.whatIf} port={port} />}
      <div key="body" class="body" hidden={dataOf(state) === null}>
        <section key="charts" class="charts" aria-label="Layers" ref={holding(parts.charts.overview.node)} />
        {/* A glance at the side view is for the chart: sentences are long where it is narrow, so they come after it. */}
        {side && shown !== null && <FindingsOf key="findings" shown={shown} model={model} parts={parts} />}
        {shown !== null && (
          <Details
            key="details"
            place={parts.details}
            data={shown.data}
            row={shown.row}
            state={shown.neurons}
            reorder={parts.reorder}
            controls={port.controls}
            width={model.widths.details}
            theme={model.theme}
          />
        )}
        <Timeline
          key="timeline"
          runs={model.runs}
          quantity={model.quantity}
          asTable={view.timelineTable}
          chart={parts.charts.timeline}
          controls={port.controls}
          choose={parts.chooseQuantity}
          toggleTable={() => {
            toggle('timelineTable');
          }}
        />
      </div>
      <NumbersSection
        table={parts.charts.table.node}
        folded={side}
        open={view.numbersOpen}
        fold={parts.foldNumbers}
        hidden={shown === null}
      />
    </>
  );
}

function Popovers({ model: { shown, runs, view }, parts }: PageProps): VNode {
  const { port, counts, root, toggle } = parts;
  return (
    <div class="popovers">
      {shown !== null && view.exportOpen && (
        <ExportPanel
          data={shown.data}
          runs={runs}
          layer={shown.row?.current ?? null}
          page={root}
          controls={port.controls}
          save={port.save}
          counts={counts}
        />
      )}
      {shown !== null && view.helpOpen && (
        <HelpPanel
          controls={port.controls}
          close={() => {
            toggle('helpOpen');
          }}
        />
      )}
    </div>
  );
}

/** Buttons for what findings offer to set, by the finding: one of a kind. */
function remediesOf(
  { data: { report }, findings }: Shown,
  { remedies }: PageModel,
  { controls: { Button }, remedy: apply }: PagePort,
): ReadonlyMap<Finding, VNode> {
  const buttons = new Map<Finding, VNode>();
  for (const code of remedies) {
    const offer = findings
      .filter((told) => told.code === code)
      .map((told) => ({ told, remedy: remedyOf(told, report.settings['scale']) }))
      .find(({ remedy }) => remedy !== null);
    if (offer?.remedy == null) continue;
    const { kept, text, settings } = offer.remedy;
    const names = settings.map(({ option }) => `"${option}"`).join(', ');
    const label = `${text}: writes ${names} into entroscope.json${kept ? '' : ' and runs again'}`;
    const run = (): void => {
      apply(runKey(report), code);
    };
    // What only keeps what is so already is offered quietly.
    buttons.set(
      offer.told,
      kept ? (
        <button
          type="button"
          class="link"
          data-action="apply-remedy"
          data-target={code}
          title={label}
          aria-label={label}
          onClick={run}
        >
          {text}
        </button>
      ) : (
        <Button action="apply-remedy" target={code} text={text} label={label} run={run} />
      ),
    );
  }
  return buttons;
}

function FindingsOf({ shown, model, parts }: PageProps & { readonly shown: Shown }): VNode {
  const { place } = parts.port;
  return (
    <Findings
      findings={shown.findings}
      growing={model.state.kind === 'partial'}
      few={model.widths.page < FEW_BELOW}
      brief={place === 'side'}
      reader={place === 'file' ? 'terminal' : 'editor'}
      remedies={remediesOf(shown, model, parts.port)}
      expanded={model.view.allFindings}
      expand={() => {
        parts.toggle('allFindings');
      }}
      explain={parts.explain}
    />
  );
}
