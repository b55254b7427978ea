/** As Keras 3 does it: "Conv2DTranspose" -> "conv2d_transpose", "ReLU" -> "re_lu". */
export function kerasSnakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
