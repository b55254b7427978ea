/**
 * Could this text define layers? One pass of a regular expression, so that other files cost no parsing. It says yes to
 * every file that findLayers finds something in, and to some others.
 */
export function mayHoldLayers(text: string): boolean {
  return /tensorflow|tfjs|keras|\btf\s*\.\s*(?:layers|sequential|model)\b/i.test(text) && MAKING.test(text);
}

const MAKING =
  /\blayers\b|\bsequential\b|\bSequential\b|\bModel\b|\b(?:Dense|Conv[123]D|LSTM|GRU|Embedding)\b/;
