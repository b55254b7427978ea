import type { VNode } from 'preact';

/** Code that helps against what went wrong, to be copied into a file of one's own. */
export function CodeExample({ code }: { readonly code: string }): VNode {
  const copy = async (button: HTMLButtonElement): Promise<void> => {
    // Refused where the page has no focus: the code can still be selected.
    const copied = await navigator.clipboard.writeText(code).then(
      () => true,
      () => false,
    );
    button.textContent = copied ? 'Copied' : 'Not copied: select it above';
  };
  return (
    <details class="code-example">
      <summary>A module to start from</summary>
      <pre tabIndex={0} aria-label="Code of the module">
        <code>
          {code.split('\n').map((line, index) => (
            // Text of the page has no line ends.
            <div key={index}>{line === '' ? <br /> : line}</div>
          ))}
        </code>
      </pre>
      <button type="button" data-action="copy-example" onClick={(event) => void copy(event.currentTarget)}>
        Copy
      </button>
    </details>
  );
}
