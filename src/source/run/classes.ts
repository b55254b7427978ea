import type { FunctionCode } from '../syntax/program.js';
import type { Scope } from './scope.js';
import type { ClassValue } from './value.js';

/** The field that holds the model of an instance whose class extends Model; no program can name it. */
export const OWN_GROUP = 'own model';

export function findMethod(
  type: ClassValue,
  name: string,
): { readonly code: FunctionCode; readonly scope: Scope } | null {
  for (let at: ClassValue['base'] = type; at?.kind === 'class'; at = at.base) {
    const found = at.code.methods.find((method) => method.name === name);
    if (found !== undefined) return { code: found.code, scope: at.scope };
  }
  return null;
}

/** Does a class extend a library's layer or model? */
export function libraryBase(type: ClassValue): 'layer' | 'model' | null {
  let at: ClassValue['base'] = type;
  while (at?.kind === 'class') at = at.base;
  if (at?.segments[0] !== 'tf') return null;
  const last = at.segments.at(-1) ?? '';
  if (/^(Model|Sequential|LayersModel|Functional)$/.test(last)) return 'model';
  return at.segments.includes('layers') || last === 'Layer' ? 'layer' : null;
}
