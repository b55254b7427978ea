import type { HTMLAttributes } from 'preact';

/** The elements of VS Code's toolkit, as the renderer sets them: properties where they have them, else attributes. */
interface ToolkitButton extends HTMLAttributes {
  readonly appearance: 'primary' | 'secondary';
  /** The toolkit hands these on to the button within as properties, not as attributes. */
  readonly ariaExpanded?: string | undefined;
  readonly ariaPressed?: string | undefined;
}

interface ToolkitOption extends HTMLAttributes {
  readonly value: string;
  readonly selected: boolean;
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ToolkitButton;
      'vscode-dropdown': HTMLAttributes;
      'vscode-option': ToolkitOption;
    }
  }
}
