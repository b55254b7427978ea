import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import type { ButtonProps, Controls, DropdownProps } from './controls.js';
import type { VNode } from 'preact';
import './controls.css';

/**
 * Buttons and dropdowns of VS Code's webview toolkit: the only file that imports it. Its styles come through constructed
 * style sheets, which the policy allows; where a browser has none it takes the nonce of meta[property="csp-nonce"].
 */
export function toolkitControls(): Controls {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());
  return { Button, Dropdown };
}

function Button({
  action,
  text,
  run,
  look = 'secondary',
  expanded,
  pressed,
  target,
  label,
}: ButtonProps): VNode {
  return (
    <vscode-button
      class={look}
      appearance={look === 'primary' ? 'primary' : 'secondary'}
      data-action={action}
      data-target={target}
      aria-expanded={expanded}
      ariaExpanded={expanded?.toString()}
      aria-pressed={pressed}
      ariaPressed={pressed?.toString()}
      aria-label={label}
      onClick={run}
    >
      {text}
    </vscode-button>
  );
}

function Dropdown({ action, label, value, options, choose }: DropdownProps): VNode {
  return (
    <vscode-dropdown
      data-action={action}
      aria-label={label}
      onChange={({ currentTarget }) => {
        if ('value' in currentTarget && typeof currentTarget.value === 'string') choose(currentTarget.value);
      }}
    >
      {options.map((option) => (
        <vscode-option key={option.value} value={option.value} selected={option.value === value}>
          {option.text}
        </vscode-option>
      ))}
    </vscode-dropdown>
  );
}
