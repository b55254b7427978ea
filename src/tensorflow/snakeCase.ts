/** "hardSigmoid", "HardSigmoid" and "hard_sigmoid" -> "hard_sigmoid"; "ReLU6" and "Relu6" -> "relu6". */
export function snakeCase(name: string): string {
  if (/^relu6?$/i.test(name)) return name.toLowerCase();
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
