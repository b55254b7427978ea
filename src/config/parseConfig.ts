import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import * as v from 'valibot';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { isTooDeep, JsonTooDeepError } from '../vocabulary/jsonDepth.js';
import { OPTION_NAMES, REFUSED as NO_OPTIONS, specOf } from '../vocabulary/options.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { configSchema, ENTRY_KEYS, FILE_KEYS, type ConfigFile } from './configEntry.js';
import { nearestName } from './nearestName.js';

type Key = string | number;

/** Options that are none, or that only a person at the command line may set, with the reason. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ...Object.entries(NO_OPTIONS).map(([name, reason]) => [name, `${reason}: remove it`] as const),
  ...OPTION_NAMES.flatMap((name) => {
    const { refused } = specOf(name);
    return refused === undefined ? [] : [[name, refused] as const];
  }),
]);

/**
 * Reads the text of an entroscope.json (JSON with comments and trailing commas).
 * @param source the file's name, for messages
 * @throws ExpectedError config-malformed or config-unknown-key, with file, line and the nearest known key
 */
export function parseConfig(text: string, source: string): ConfigFile {
  if (isTooDeep(text)) throw malformed(source, 1, new JsonTooDeepError().message);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [syntax] = errors;
  if (syntax !== undefined || tree === undefined) {
    const cause = syntax === undefined ? 'it is empty' : printParseErrorCode(syntax.error);
    throw malformed(source, lineAt(text, syntax?.offset ?? 0), `it is not JSON with comments: ${cause}`);
  }
  const value: unknown = getNodeValue(tree);
  const { issues } = v.safeParse(configSchema, value);
  if (issues !== undefined) throw problemOf(issues, { text, tree, source });
  return value as ConfigFile;
}

interface Parsed {
  readonly text: string;
  readonly tree: Node;
  readonly source: string;
}

type Issue = v.InferIssue<typeof configSchema>;

function problemOf(issues: readonly [Issue, ...Issue[]], { text, tree, source }: Parsed): ExpectedError {
  // An unknown key explains a missing one.
  const issue = issues.find(isUnknownKey) ?? issues[0];
  const path = pathOf(issue);
  if (isUnknownKey(issue)) return unknownKey(path, { text, tree, source });
  const isMissing = issue.type === 'strict_object' && issue.expected !== 'Object';
  const place = isMissing ? path.slice(0, -1) : path;
  const line = lineAt(text, findNodeAtLocation(tree, [...place])?.offset ?? 0);
  const subject = place.length === 0 ? 'the file' : `"${place.join('.')}"`;
  const problem = isMissing ? `lacks the key "${String(path.at(-1))}"` : issue.message;
  return malformed(source, line, `${subject} ${problem}`);
}

function unknownKey(path: readonly Key[], { text, tree, source }: Parsed): ExpectedError {
  const key = String(path.at(-1));
  const inEntry = path.length > 1;
  const line = lineAt(text, findNodeAtLocation(tree, [...path])?.parent?.offset ?? 0);
  const refused = inEntry ? REFUSED.get(key) : undefined;
  if (refused !== undefined) return malformed(source, line, `"${key}" ${refused}`);
  const nearest = nearestName(key, inEntry ? ENTRY_KEYS : FILE_KEYS);
  const hint = nearest === null ? '' : `; the nearest known key is "${nearest}"`;
  return new ExpectedError('config-unknown-key', phrase`${file(source, line)}: unknown key "${key}"${hint}`);
}

function isUnknownKey({ type, expected }: Issue): boolean {
  return type === 'strict_object' && expected === 'never';
}

function pathOf({ path }: Issue): readonly Key[] {
  return (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function malformed(source: string, line: number, cause: string): ExpectedError {
  return new ExpectedError('config-malformed', phrase`${file(source, line)}: ${cause}`);
}
