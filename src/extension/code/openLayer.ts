import { sayInStatusBar } from '../say.js';
import { chooseCode } from './chooseCode.js';
import type { CodeIndex } from './codeIndex.js';
import type { LayerRevealer } from './revealLayer.js';

/**
 * Goes to the line of a layer that was clicked on the page. Where it is unclear which script made the model, that is
 * asked, once a window.
 */
export class LayerOpener {
  readonly #code: CodeIndex;
  readonly #revealer: LayerRevealer;
  readonly #asked = new Set<string>();

  constructor(code: CodeIndex, revealer: LayerRevealer) {
    this.#code = code;
    this.#revealer = revealer;
  }

  async open(model: string, layer: string): Promise<void> {
    if (await this.#revealer.reveal(model, layer)) return;
    if ((await this.#code.sourceOf(model)) === null && !this.#asked.has(model)) {
      this.#asked.add(model);
      const candidates = await this.#code.candidatesFor(model);
      if (candidates.length > 0 && (await chooseCode(model, this.#code))) {
        if (await this.#revealer.reveal(model, layer)) return;
      }
    }
    sayInStatusBar(`Entroscope: no line of code is known for ${layer}`);
  }
}
