/** Modules that a script imports, as written, by its lines alone: enough for code that defines no layers itself. */
export function importsIn(text: string, python: boolean): readonly string[] {
  const modules = new Set<string>();
  const pattern = python
    ? /^[^\S\n]*(?:from[^\S\n]+([.\w]+)[^\S\n]+import\b|import[^\S\n]+([.\w]+))/gm
    : /\bfrom\s*['"]([^'"\n]+)['"]|\b(?:import|require)\s*\(?\s*['"]([^'"\n]+)['"]/g;
  for (const [, from, plain] of text.matchAll(pattern)) {
    const module = from ?? plain;
    if (module !== undefined && modules.size < MOST_MODULES) modules.add(module);
  }
  return [...modules];
}

const MOST_MODULES = 100;
