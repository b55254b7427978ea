/**
 * Does a glob (* within a level, ** across levels, ? for one character) name a layer? It is held against the id
 * ("encoder/fc1") and against the layer's own name ("fc1"), so that fc* finds nested layers too.
 */
export function layerMatches(glob: string, layer: { readonly id: string; readonly name: string }): boolean {
  const pattern = new RegExp(`^${glob.replace(/\*+|[^*]/gu, piece)}$`, 'u');
  return pattern.test(layer.id) || pattern.test(layer.name);
}

function piece(token: string): string {
  if (token === '*') return '[^/]*';
  if (token.startsWith('*')) return '.*';
  if (token === '?') return '[^/]';
  return token.replace(/[\\^$.|+()[\]{}/]/u, '\\$&');
}
