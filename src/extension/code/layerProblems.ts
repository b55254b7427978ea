import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { findingWords, type Finding } from '../../vocabulary/findings/finding.js';
import { phraseText } from '../../vocabulary/phrase.js';
import { factsOf } from './layerFacts.js';
import type { LensParts } from './layerLenses.js';

type Problems = 'auto' | 'error' | 'warning' | 'information' | 'hint' | 'off';

const SEVERITY = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const;

/** Findings about layers, as problems at the layers' lines; they go with the run that showed them. */
export class LayerProblems extends Owner {
  readonly #parts: LensParts;
  readonly #findingsPage: vscode.Uri;
  readonly #problems = this.own(vscode.languages.createDiagnosticCollection('entroscope'));
  #updating: Promise<void> = Promise.resolve();

  /** @param findingsPage where each code is explained, under a heading of its name */
  constructor(parts: LensParts, findingsPage: vscode.Uri) {
    super();
    this.#parts = parts;
    this.#findingsPage = findingsPage;
    this.ownAll(
      parts.code.onDidChange(() => {
        this.update();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('entroscope.problems')) this.update();
      }),
    );
  }

  /** Draws all problems anew, one update after the other. */
  update(): void {
    this.#updating = this.#updating.then(() => this.#update()).catch(() => undefined);
  }

  async #update(): Promise<void> {
    const byDocument = new Map<string, [vscode.Uri, vscode.Diagnostic[]]>();
    for (const document of this.#parts.code.openDocuments()) {
      for (const place of await this.#parts.code.placesIn(document)) {
        const facts = await factsOf(place.model, this.#parts);
        if (facts === null) continue;
        const range = new vscode.Range(document.positionAt(place.from), document.positionAt(place.to));
        for (const finding of facts.report.findings) {
          if (finding.layer === null || !place.layers.includes(finding.layer)) continue;
          const problem = this.#problemOf(finding, range, document);
          if (problem === null) continue;
          const key = document.uri.toString();
          const held = byDocument.get(key) ?? [document.uri, []];
          held[1].push(problem);
          byDocument.set(key, held);
        }
      }
    }
    this.#problems.clear();
    this.#problems.set([...byDocument.values()]);
  }

  #problemOf(finding: Finding, range: vscode.Range, document: vscode.TextDocument): vscode.Diagnostic | null {
    const { code, severity } = finding;
    const setting = vscode.workspace
      .getConfiguration('entroscope', document.uri)
      .get<Problems>('problems', 'auto');
    // What is only worth knowing is no problem, unless somebody asks for it.
    if (setting === 'off' || (setting === 'auto' && severity === 'info')) return null;
    const message = phraseText(findingWords(finding), 'editor');
    const problem = new vscode.Diagnostic(range, message, SEVERITY[setting === 'auto' ? severity : setting]);
    problem.source = 'entroscope';
    problem.code = { value: code, target: this.#findingsPage.with({ fragment: code }) };
    return problem;
  }
}
