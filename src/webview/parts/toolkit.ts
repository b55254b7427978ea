import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import type { Controls } from './controls.js';
import { shownText } from './shownText.js';

/**
 * Buttons and dropdowns of VS Code's webview toolkit: the only file that imports it. Its styles come through constructed
 * style sheets, which the policy allows; where a browser has none it takes the nonce of meta[property="csp-nonce"].
 */
export function toolkitControls(): Controls {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());
  return {
    button: ({ action, text, run, look = 'secondary', attributes = {} }) => {
      const button = document.createElement('vscode-button');
      setAll(button, { 'data-action': action, ...attributes });
      button.setAttribute('appearance', look === 'primary' ? 'primary' : 'secondary');
      button.classList.add(look);
      // The toolkit hands these on to the button within as properties, not as attributes.
      const { 'aria-expanded': expanded, 'aria-pressed': pressed } = attributes;
      if (typeof expanded === 'string') button.ariaExpanded = expanded;
      if (typeof pressed === 'string') button.ariaPressed = pressed;
      button.textContent = shownText(text);
      button.addEventListener('click', run);
      return button;
    },
    dropdown: ({ action, label, value, options, choose }) => {
      const dropdown = document.createElement('vscode-dropdown');
      setAll(dropdown, { 'data-action': action, 'aria-label': label });
      for (const option of options) {
        const item = document.createElement('vscode-option');
        item.setAttribute('value', option.value);
        if (option.value === value) item.setAttribute('selected', '');
        item.textContent = shownText(option.text);
        dropdown.append(item);
      }
      dropdown.addEventListener('change', () => {
        if ('value' in dropdown && typeof dropdown.value === 'string') choose(dropdown.value);
      });
      return dropdown;
    },
  };
}

function setAll(
  node: HTMLElement,
  attributes: Readonly<Record<string, string | number | boolean | null>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
}
