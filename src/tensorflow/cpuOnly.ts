import type { ModelFile } from '../models/modelFile.js';

/**
 * Why a model must run on cpu although wasm would take it: measured with TensorFlow.js 4.22, wasm computes
 * Conv3DTranspose wrongly without a word, and Dilation2D where all of a window is negative, and has no strings. null where nothing is known against wasm.
 */
export function cpuOnlyReason({ topology }: ModelFile): string | null {
  let reason: string | null = null;
  const visit = (value: unknown, key: string): void => {
    if (reason !== null) return;
    if (Array.isArray(value)) for (const entry of value as readonly unknown[]) visit(entry, key);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, entry] of Object.entries(value)) visit(entry, inner);
    else if (typeof value === 'string') {
      if (
        (key === 'class_name' && value === 'Conv3DTranspose') ||
        (key === 'op' && value === 'Conv3DBackpropInputV2')
      ) {
        reason = 'wasm computes Conv3DTranspose wrongly';
      } else if (key === 'op' && value === 'Dilation2D') {
        reason = 'wasm computes Dilation2D wrongly';
      } else if ((key === 'type' || key === 'dtype') && (value === 'DT_STRING' || value === 'string')) {
        reason = 'wasm has no strings';
      }
    }
  };
  visit(topology, '');
  return reason;
}
