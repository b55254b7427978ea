import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import type { CodeIndex } from './codeIndex.js';
import { factsOf, layersById, type FactsParts } from './layerFacts.js';
import type { LayerPlace } from './layerPlace.js';
import { lensText } from './lensText.js';
import { SOURCE_SELECTOR } from './sourceCells.js';

export interface LensParts extends FactsParts {
  readonly code: CodeIndex;
}

type Annotations = 'lenses' | 'inlayHints' | 'off';

/** A layer's numbers on its line of code: as a lens above it, or as a hint at its end. */
export class LayerLenses extends Owner implements vscode.CodeLensProvider, vscode.InlayHintsProvider {
  readonly #parts: LensParts;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(parts: LensParts) {
    super();
    this.#parts = parts;
    this.ownAll(
      parts.code.onDidChange(() => {
        this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('entroscope.codeAnnotations')) this.#changed.fire();
      }),
      vscode.languages.registerCodeLensProvider(SOURCE_SELECTOR, this),
      vscode.languages.registerInlayHintsProvider(SOURCE_SELECTOR, this),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (annotations(document) !== 'lenses') return [];
    return this.#onEach(document, (place, text, tooltip) => {
      const line = document.positionAt(place.from).line;
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
        title: text,
        tooltip,
        command: 'entroscope.showLayer',
        arguments: [place.model, place.layers[0]],
      });
    });
  }

  async provideInlayHints(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.InlayHint[]> {
    if (annotations(document) !== 'inlayHints') return [];
    const hints = await this.#onEach(document, (place, text, tooltip) => {
      const { line } = document.positionAt(place.from);
      const part = new vscode.InlayHintLabelPart(text);
      part.tooltip = tooltip;
      part.command = {
        title: 'Show Layer',
        command: 'entroscope.showLayer',
        arguments: [place.model, place.layers[0]],
      };
      const hint = new vscode.InlayHint(document.lineAt(line).range.end, [part]);
      hint.paddingLeft = true;
      return hint;
    });
    return hints.filter((hint) => range.contains(hint.position));
  }

  async #onEach<Made>(
    document: vscode.TextDocument,
    make: (place: LayerPlace, text: string, tooltip: string) => Made,
  ): Promise<Made[]> {
    const { code } = this.#parts;
    const made: Made[] = [];
    for (const place of await code.placesIn(document)) {
      const facts = await factsOf(place.model, this.#parts);
      if (facts === null) continue;
      const layers = layersById(facts.report, place.layers);
      if (layers.length !== place.layers.length || layers.length === 0) continue;
      const old = layersById(facts.previous, place.layers);
      const marks = [
        ...(place.sure ? [] : ['likely']),
        ...(facts.stale !== null || code.changedSince(place, facts.runId) ? ['stale'] : []),
      ];
      const text = [lensText(layers, old.length === layers.length ? old : null), ...marks].join(' · ');
      const tooltip = [
        `${layers.map(({ id }) => id).join(', ')}: class entropy H, gap, stability`,
        ...(place.sure ? [] : ['This line is likely, not sure, to define the layer.']),
        ...(facts.stale === null ? [] : [facts.stale]),
      ].join('\n');
      made.push(make(place, text, tooltip));
    }
    return made;
  }
}

function annotations(document: vscode.TextDocument): Annotations {
  return vscode.workspace
    .getConfiguration('entroscope', document.uri)
    .get<Annotations>('codeAnnotations', 'lenses');
}
