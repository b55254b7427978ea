/** Marks all that shows the selected layer, and nothing else; knows where its option is. */
export class SelectionMarks {
  #marked: readonly Element[] = [];

  /** @param marks all that shows the layer now, but for what shows nothing else */
  show(id: string | null, marks: readonly Element[]): void {
    for (const mark of this.#marked) {
      if (mark.getAttribute('data-layer') === id) continue;
      mark.removeAttribute('data-selected');
      if (isOption(mark)) setOption(mark, false);
    }
    for (const mark of marks) {
      mark.setAttribute('data-selected', 'true');
      if (isOption(mark)) setOption(mark, true);
    }
    this.#marked = marks;
  }

  /** Scrolls the rows to the layer, where they scroll. */
  reveal(): void {
    const option = this.#option(null);
    const band = option?.closest<HTMLElement>('.band') ?? null;
    if (option === null || band === null || band.scrollHeight <= band.clientHeight) return;
    option.scrollIntoView({ block: 'nearest' });
  }

  /** Moves the keyboard to the layer. @param within where it has one of several bands' options */
  focus(within: Element | null = null): void {
    const option = this.#option(within);
    option?.focus({ preventScroll: true });
    option?.scrollIntoView({ block: 'nearest' });
  }

  /** The option in the first band, or in the one where the reader is. */
  #option(within: Element | null): HTMLElement | null {
    const options = this.#marked.filter(isOption);
    return options.find((option) => within?.contains(option) === true) ?? options[0] ?? null;
  }
}

function isOption(mark: Element): mark is HTMLElement {
  return mark instanceof HTMLElement && mark.getAttribute('role') === 'option';
}

function setOption(option: Element, selected: boolean): void {
  option.setAttribute('aria-selected', String(selected));
  option.setAttribute('tabindex', selected ? '0' : '-1');
}
