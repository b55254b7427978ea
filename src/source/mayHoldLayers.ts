/**
 * Could this text define layers? Two regular expressions, so that other files cost no parsing: findLayers finds nothing
 * where this says no, and may find nothing where it says yes.
 */
export function mayHoldLayers(text: string): boolean {
  return LIBRARY.test(text) && LAYER_WORD.test(text);
}

const LIBRARY = /tensorflow|tfjs|keras|\btf\s*\.\s*(?:layers|sequential|model)\b|\}\s*=\s*tf\b/i;
const LAYER_WORD =
  /\blayers\b|\bsequential\b|\bSequential\b|\bModel\b|\b(?:Dense|Conv[123]D|LSTM|GRU|Embedding)\b/;

/** Could a notebook's JSON define layers? Its line ends stand as letters there, so that words have no ends. */
export function notebookMayHoldLayers(json: string): boolean {
  return /tensorflow|tfjs|keras|tf\s*\./i.test(json);
}
