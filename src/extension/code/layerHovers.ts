import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { findingWords } from '../../vocabulary/findings/finding.js';
import { phraseText } from '../../vocabulary/phrase.js';
import { hoverSvg, type HoverColors } from './hoverSvg.js';
import { factsOf, layersById } from './layerFacts.js';
import type { LensParts } from './layerLenses.js';
import { SOURCE_SELECTOR } from './sourceCells.js';

/** Over a layer's line: a small chart, and what was found. */
export class LayerHovers extends Owner implements vscode.HoverProvider {
  readonly #parts: LensParts;

  constructor(parts: LensParts) {
    super();
    this.#parts = parts;
    this.own(vscode.languages.registerHoverProvider(SOURCE_SELECTOR, this));
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const places = await this.#parts.code.placesIn(document);
    const offset = document.offsetAt(position);
    const place = places.find(({ from, to }) => offset >= from && offset <= to);
    if (place === undefined) return null;
    const facts = await factsOf(place.model, this.#parts);
    if (facts === null) return null;
    const layers = layersById(facts.report, place.layers);
    if (layers.length === 0) return null;
    const text = new vscode.MarkdownString();
    text.supportHtml = false;
    text.isTrusted = { enabledCommands: ['entroscope.showLayer'] };
    const svg = hoverSvg(layers, layersById(facts.previous, place.layers), hoverColors());
    text.appendMarkdown(`![](data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')})\n\n`);
    const ids = new Set(place.layers);
    for (const finding of facts.report.findings) {
      if (finding.layer === null || !ids.has(finding.layer)) continue;
      // Names of layers are text: appendText escapes them.
      text.appendText(phraseText(findingWords(finding), 'editor'));
      text.appendMarkdown('\n\n');
    }
    if (facts.stale !== null) {
      text.appendText(facts.stale);
      text.appendMarkdown('\n\n');
    }
    const command = encodeURIComponent(JSON.stringify([place.model, place.layers[0]]));
    text.appendMarkdown(`[Show in panel](command:entroscope.showLayer?${command})`);
    return new vscode.Hover(
      text,
      new vscode.Range(document.positionAt(place.from), document.positionAt(place.to)),
    );
  }
}

/** A picture in a hover cannot use the theme's variables. */
function hoverColors(): HoverColors {
  const { kind } = vscode.window.activeColorTheme;
  switch (kind) {
    case vscode.ColorThemeKind.Light:
      return { foreground: '#3b3b3b', faint: '#8b8b8b', accent: '#1a6fc4', gap: '#3d8f4a' };
    case vscode.ColorThemeKind.HighContrastLight:
      return { foreground: '#000000', faint: '#292929', accent: '#0f4a85', gap: '#185a22' };
    case vscode.ColorThemeKind.HighContrast:
      return { foreground: '#ffffff', faint: '#ffffff', accent: '#6fc3df', gap: '#8fe08f' };
    case vscode.ColorThemeKind.Dark:
    default:
      return { foreground: '#cccccc', faint: '#8b8b8b', accent: '#59a4f9', gap: '#6bb36b' };
  }
}
