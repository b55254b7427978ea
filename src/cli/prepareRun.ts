import { resolve } from 'node:path';
import { analyzeRequest, MissingDataError, type RequestSource } from '../config/analyzeRequest.js';
import {
  CONFIG_NAME,
  findConfig,
  matchConfig,
  resolveConfigPath,
  stopFolder,
  type FoundConfig,
} from '../config/findConfig.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { SYNTHETIC } from '../vocabulary/synthetic.js';
import { resolveModelPath } from '../models/resolveModelPath.js';
import type { AnalyzeRequest } from '../protocol/analysisRequest.js';
import { GateSyntaxError, parseGate, type Gate } from '../report/gates.js';
import type { Report } from '../report/report.js';
import { optionFlag, REFUSED, REFUSED_NAMES, type RunOptions } from '../vocabulary/options.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { targetsOf, type AnalyzeOptions } from './analyzeOptions.js';
import type { CommandContext } from './context.js';
import { readReport } from './deliverReport.js';
import { endedBySignals } from './interruptible.js';
import { checkTargets } from './outputFiles.js';
import { UsageError } from './usageError.js';

/** A run whose command line, settings and outputs were found to be right before any work is done. */
export interface PreparedRun {
  readonly request: AnalyzeRequest;
  readonly gates: readonly Gate[];
  /** The report that --baseline-report names. */
  readonly previous: Report | null;
}

/**
 * The request that options and entroscope.json make, for commands without gates and reports.
 * @throws UsageError, ExpectedError
 */
export async function preparedRequest(
  modelAsGiven: string,
  options: RunOptions,
  { folder }: CommandContext,
): Promise<{ readonly model: string; readonly request: AnalyzeRequest; readonly found: FoundConfig | null }> {
  const model = await resolveModelPath(resolve(folder, modelAsGiven));
  // A pattern may take long to match.
  const found = await endedBySignals(() => configOf(model, options, folder));
  return { model, found, request: requestOf({ model, modelAsGiven, options, found, folder }) };
}

/**
 * Joins command line and entroscope.json, and refuses what could not be done or written afterwards.
 * @throws UsageError, ExpectedError
 */
export async function prepareRun(
  modelAsGiven: string,
  options: AnalyzeOptions,
  context: CommandContext,
): Promise<PreparedRun> {
  refuseImpossible(options);
  const { folder } = context;
  const { model, request, found } = await preparedRequest(modelAsGiven, options, context);
  const gates = options.failOn?.map(parseGate) ?? (request.shard === null ? gatesOf(found) : []);
  const previousPath = previousOf(options, found, folder);
  if (previousPath === null && gates.some(({ delta }) => delta)) {
    throw new UsageError('a condition with Δ needs --baseline-report FILE');
  }
  const inputs = [model, request.data, request.labels, previousPath].filter(
    (path): path is string => path !== null && path !== SYNTHETIC,
  );
  await checkTargets(targetsOf(options), folder, inputs);
  const previous = previousPath === null ? null : await readReport(previousPath, folder);
  return { request, gates, previous };
}

function requestOf(source: RequestSource): AnalyzeRequest {
  try {
    return analyzeRequest(source);
  } catch (error) {
    if (error instanceof MissingDataError) throw new UsageError(`missing --data DATA: ${error.message}`);
    throw error;
  }
}

/** What the parser of options cannot see: options that do not go together, or do not exist yet. */
function refuseImpossible(options: AnalyzeOptions): void {
  for (const name of REFUSED_NAMES) {
    if (options[name] === true) throw new UsageError(`--${name} ${REFUSED[name]}`);
  }
  if (options.shard === undefined) return;
  for (const name of ['csv', 'html', 'markdown', 'failOn', 'baselineReport'] as const) {
    if (options[name] !== undefined) {
      throw new UsageError(
        `${optionFlag(name)} does not go with --shard: give it to "entroscope merge" instead`,
      );
    }
  }
  if (options.json === undefined) {
    throw new UsageError('--shard needs --json FILE, which takes the partial report');
  }
}

async function configOf(model: string, options: RunOptions, folder: string): Promise<FoundConfig | null> {
  if (options.config === undefined) return findConfig(model, stopFolder(model, folder));
  const found = await matchConfig(resolve(folder, options.config), model);
  if (found === null) {
    throw new ExpectedError(
      'config-malformed',
      `--config ${options.config}: the file does not exist, or no entry's "model" matches ${model}: correct the path, or add an entry`,
    );
  }
  return found;
}

function gatesOf(found: FoundConfig | null): readonly Gate[] {
  const expressions = found?.entry.failOn ?? [];
  return (typeof expressions === 'string' ? [expressions] : expressions).map((expression) => {
    try {
      return parseGate(expression);
    } catch (error) {
      if (!(error instanceof GateSyntaxError)) throw error;
      throw new ExpectedError(
        'config-malformed',
        phrase`${file(found?.file ?? CONFIG_NAME)}: failOn: ${error.message}`,
      );
    }
  });
}

function previousOf(options: AnalyzeOptions, found: FoundConfig | null, folder: string): string | null {
  if (options.baselineReport !== undefined) return resolve(folder, options.baselineReport);
  if (found?.entry.baselineReport === undefined || options.shard !== undefined) return null;
  return resolveConfigPath(found, found.entry.baselineReport);
}
