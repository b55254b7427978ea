import type { FunctionComponent } from 'preact';
import './controls.css';

export interface ButtonProps {
  /** `data-action` of the button. */
  readonly action: string;
  readonly text: string;
  readonly run: () => void;
  /** primary: the one thing to do here; quiet: without a border until it is pointed at. */
  readonly look?: 'primary' | 'secondary' | 'quiet';
  /** What it opens is open. */
  readonly expanded?: boolean;
  /** It is switched on. */
  readonly pressed?: boolean;
  /** Which of several things its action is about. */
  readonly target?: string;
  /** Its name where the text alone does not say enough. */
  readonly label?: string;
}

export interface DropdownProps {
  readonly action: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly choose: (value: string) => void;
}

/** Buttons and dropdowns: VS Code's toolkit inside VS Code, plain elements in the HTML report. */
export interface Controls {
  readonly Button: FunctionComponent<ButtonProps>;
  readonly Dropdown: FunctionComponent<DropdownProps>;
}

/** Elements of HTML itself. */
export const plainControls: Controls = {
  Button: ({ action, text, run, look = 'secondary', expanded, pressed, target, label }) => (
    <button
      type="button"
      class={look}
      data-action={action}
      data-target={target}
      aria-expanded={expanded}
      aria-pressed={pressed}
      aria-label={label}
      onClick={run}
    >
      {text}
    </button>
  ),
  Dropdown: ({ action, label, value, options, choose }) => (
    <select
      data-action={action}
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        choose(currentTarget.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.text}
        </option>
      ))}
    </select>
  ),
};
