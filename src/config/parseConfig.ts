import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import schema from '../../media/entroscope.schema.json';
import { ExpectedError } from '../vocabulary/expectedError.js';
import type { ConfigFile } from './configEntry.js';
import { nearestName } from './nearestName.js';

let compiled: ValidateFunction<ConfigFile> | null = null;

/**
 * Compiled with the first file that is read: it takes longer than all else that the extension does when it starts. That
 * the schema itself is one is a matter of the tests.
 */
function validator(): ValidateFunction<ConfigFile> {
  compiled ??= new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    strict: false,
    validateSchema: false,
    meta: false,
  }).compile<ConfigFile>(schema);
  return compiled;
}

/** Options of analyze that are planned, or that only a person at the command line may set. */
const REFUSED: Readonly<Record<string, string>> = {
  baseline: 'does not exist yet in this version: remove it',
  probe: 'does not exist yet in this version: remove it',
  rank: 'does not exist yet in this version: remove it',
  trust: 'can be given on the command line only: a project must not trust itself',
  json: 'can be given on the command line only: settings never write files',
  csv: 'can be given on the command line only: settings never write files',
  html: 'can be given on the command line only: settings never write files',
  markdown: 'can be given on the command line only: settings never write files',
  shard: 'can be given on the command line only',
};

/**
 * Reads the text of an entroscope.json (JSON with comments and trailing commas).
 * @param source the file's name, for messages
 * @throws ExpectedError config-malformed or config-unknown-key, with file, line and the nearest known key
 */
export function parseConfig(text: string, source: string): ConfigFile {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [syntax] = errors;
  if (syntax !== undefined || tree === undefined) {
    const cause = syntax === undefined ? 'it is empty' : printParseErrorCode(syntax.error);
    throw malformed(source, lineAt(text, syntax?.offset ?? 0), `it is not JSON with comments: ${cause}`);
  }
  const value: unknown = getNodeValue(tree);
  const isConfig = validator();
  if (!isConfig(value)) throw problemOf(isConfig.errors ?? [], text, tree, source);
  return value;
}

function problemOf(errors: readonly ErrorObject[], text: string, tree: Node, source: string): ExpectedError {
  // An unknown key explains a missing one; the branches of an anyOf are summed up by the anyOf itself.
  const error =
    errors.find(({ keyword }) => keyword === 'additionalProperties') ??
    errors.find(({ schemaPath }) => !schemaPath.includes('/anyOf/'));
  const path = (error?.instancePath ?? '').split('/').slice(1).map(unescapePointer);
  if (error?.keyword === 'additionalProperties') {
    const key = String((error.params as { readonly additionalProperty: unknown }).additionalProperty);
    const line = lineAt(text, findNodeAtLocation(tree, [...path, key])?.parent?.offset ?? 0);
    const refused = path.length > 0 ? REFUSED[key] : undefined;
    if (refused !== undefined) return malformed(source, line, `"${key}" ${refused}`);
    const nearest = nearestName(key, knownKeys(path));
    return new ExpectedError(
      'config-unknown-key',
      `${source}:${line}: unknown key "${key}"${nearest === null ? '' : `; the nearest known key is "${nearest}"`}`,
    );
  }
  const node = findNodeAtLocation(tree, path);
  const place = path.length === 0 ? 'the file' : `"${path.join('.')}"`;
  const allowed = (error?.params as { readonly allowedValues?: unknown } | undefined)?.allowedValues;
  const values = Array.isArray(allowed) ? `: ${allowed.map((item) => JSON.stringify(item)).join(', ')}` : '';
  return malformed(source, lineAt(text, node?.offset ?? 0), `${place} ${wording(error)}${values}`);
}

function wording(error: ErrorObject | undefined): string {
  if (error === undefined) return 'is not valid';
  if (error.keyword === 'anyOf') return 'has the wrong type: see the key’s description in docs/cli.md';
  if (error.keyword === 'required') {
    const { missingProperty } = error.params as { readonly missingProperty: unknown };
    return `lacks the key "${String(missingProperty)}"`;
  }
  return error.message ?? 'is not valid';
}

function knownKeys(path: readonly (string | number)[]): readonly string[] {
  return Object.keys(path.length === 0 ? schema.properties : schema.definitions.entry.properties);
}

function unescapePointer(part: string): string | number {
  const text = part.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/u.test(text) ? Number(text) : text;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function malformed(source: string, line: number, cause: string): ExpectedError {
  return new ExpectedError('config-malformed', `${source}:${line}: ${cause}`);
}
