const NAMES = new Set([
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]);

/**
 * Is an expression the element of a typed array, `x[i]`? Also of what extends one (Buffer), and of a union of them.
 * @param {import('@typescript-eslint/utils').ParserServicesWithTypeInformation} services
 * @param {import('@typescript-eslint/utils').TSESTree.Node} node
 */
export function isTypedArrayElement(services, node) {
  if (node.type !== 'MemberExpression' || !node.computed || node.optional) return false;
  return isTypedArray(services.program, services.getTypeAtLocation(node.object));
}

/** @param {import('typescript').Program} program @param {import('typescript').Type} type */
function isTypedArray(program, type) {
  const checker = program.getTypeChecker();
  const { types } = type;
  if (type.isUnion()) return types.every((part) => isTypedArray(program, part));
  if (type.isIntersection()) return types.some((part) => isTypedArray(program, part));
  const constraint = type.isTypeParameter() ? checker.getBaseConstraintOfType(type) : undefined;
  if (constraint !== undefined) return isTypedArray(program, constraint);
  const declarations = type.getSymbol()?.getDeclarations() ?? [];
  // A class of ours that is called Float64Array is none.
  const isBuiltin = declarations.some((declaration) =>
    program.isSourceFileDefaultLibrary(declaration.getSourceFile()),
  );
  if (isBuiltin && NAMES.has(type.getSymbol()?.getName() ?? '')) return true;
  const declared = type.target ?? type;
  if (!declared.isClassOrInterface()) return false;
  return (checker.getBaseTypes(declared) ?? []).some((base) => isTypedArray(program, base));
}
