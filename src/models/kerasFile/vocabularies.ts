import { draftContainer } from '../keras/draft.js';
import { layersByPlace } from '../keras/layerWeights.js';

/**
 * Puts the vocabulary of each IntegerLookup that was adapted into its config: Keras keeps it in a file of its own, beside
 * the weights.
 * @param model { class_name, config }, which is changed
 * @param read a file of the .keras by its name
 */
export async function fillVocabularies(
  model: Record<string, unknown>,
  read: (name: string) => Promise<Buffer | null>,
): Promise<void> {
  for (const [place, { type, config }] of layersByPlace(draftContainer(model))) {
    if (type !== 'IntegerLookup' || Array.isArray(config['vocabulary'])) continue;
    const text = await read(`assets/${place}/vocabulary.txt`);
    const lines = text?.toString('latin1').split('\n') ?? [];
    if (lines.length > 0 && lines.every((line) => /^-?\d+$/.test(line)))
      config['vocabulary'] = lines.map(Number);
  }
}
