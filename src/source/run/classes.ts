import type { FunctionCode } from '../syntax/program.js';
import type { Scope } from './scope.js';
import type { ClassValue, PathValue } from './value.js';

/** The field that holds the model of an instance whose class extends Model; no program can name it. */
export const OWN_GROUP = 'own model';

/** The name that Python's super() has as a method of the instance. */
export const SUPER = 'super';

export function findMethod(
  type: ClassValue,
  name: string,
): { readonly code: FunctionCode; readonly scope: Scope } | null {
  for (let ancestor: ClassValue['base'] = type; ancestor?.kind === 'class'; ancestor = ancestor.base) {
    const method = ancestor.code.methods.find(({ name: own }) => own === name);
    if (method !== undefined) return { code: method.code, scope: ancestor.scope };
  }
  return null;
}

/** The name of the library's class that a class extends; null for none. */
export function libraryName(type: ClassValue): string | null {
  return libraryAncestor(type)?.segments.at(-1) ?? null;
}

function libraryAncestor(type: ClassValue): PathValue | null {
  let ancestor: ClassValue['base'] = type;
  while (ancestor?.kind === 'class') ancestor = ancestor.base;
  return ancestor?.segments[0] === 'tf' ? ancestor : null;
}

/** Does a class extend a library's layer or model? */
export function libraryBase(type: ClassValue): 'layer' | 'model' | null {
  const ancestor = libraryAncestor(type);
  if (ancestor === null) return null;
  const last = ancestor.segments.at(-1) ?? '';
  if (/^(Model|Sequential|LayersModel|Functional)$/.test(last)) return 'model';
  return ancestor.segments.includes('layers') || last === 'Layer' ? 'layer' : null;
}
