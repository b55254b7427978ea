import { element, type Attributes } from './element.js';

export interface ButtonOptions {
  /** `data-action` of the button. */
  readonly action: string;
  readonly text: string;
  readonly run: () => void;
  /** primary: the one thing to do here; quiet: without a border until it is pointed at. */
  readonly look?: 'primary' | 'secondary' | 'quiet';
  readonly attributes?: Attributes;
}

export interface DropdownOptions {
  readonly action: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly choose: (value: string) => void;
}

/** What makes buttons and dropdowns: VS Code's toolkit inside VS Code, plain elements in the HTML report. */
export interface Controls {
  readonly button: (options: ButtonOptions) => HTMLElement;
  readonly dropdown: (options: DropdownOptions) => HTMLElement;
}

/** Elements of HTML itself. */
export const plainControls: Controls = {
  button: ({ action, text, run, look = 'secondary', attributes = {} }) => {
    const button = element(
      'button',
      { type: 'button', 'data-action': action, class: look, ...attributes },
      text,
    );
    button.addEventListener('click', run);
    return button;
  },
  dropdown: ({ action, label, value, options, choose }) => {
    const select = element(
      'select',
      { 'data-action': action, 'aria-label': label },
      ...options.map((option) =>
        element('option', { value: option.value, selected: option.value === value }, option.text),
      ),
    );
    select.addEventListener('change', () => {
      choose(select.value);
    });
    return select;
  },
};
