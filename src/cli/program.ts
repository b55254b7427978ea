import { Command, Option } from 'commander';
import { DEFAULT_MARGIN } from '../report/whatIf.js';
import {
  OPTION_NAMES,
  optionFlag,
  REFUSED_NAMES,
  specOf,
  type OptionGroup,
  type OptionName,
} from '../vocabulary/options.js';
import type { AnalyzeOptions, ReportOutputOptions } from './analyzeOptions.js';
import { analyze } from './commands/analyze.js';
import { compare, type CompareOptions } from './commands/compare.js';
import { inspect, MEETING_OPTIONS, type InspectOptions } from './commands/inspect.js';
import { layers, type LayersOptions } from './commands/layers.js';
import { merge } from './commands/merge.js';
import { models, type ModelsOptions } from './commands/models.js';
import { watch, type WatchOptions } from './commands/watch.js';
import { pointsOf, WHAT_IF_OPTIONS, whatIf, type WhatIfOptions } from './commands/whatIf.js';
import { EXIT, type CommandContext, type ExitStatus } from './context.js';
import { filled, parserOf } from './optionValues.js';

declare const ENTROSCOPE_VERSION: string;

/**
 * Parses a command line and does what it says.
 * @param args without node and the script's name
 * @throws CommanderError or UsageError for a wrong command line (help and version too), else what the command throws
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.done;
  const program = new Command('entroscope')
    .description('Entropy and stability of a network’s neurons, for models of Keras and TensorFlow.js.')
    .version(ENTROSCOPE_VERSION)
    .exitOverride()
    // Errors are printed once, by main, in one line.
    .configureOutput({ outputError: () => undefined });

  program
    .command('models')
    .description('List the models of Keras and TensorFlow.js below a folder')
    .argument('[DIR]', 'folder to look in', '.')
    .option('--json', 'print JSON')
    .addOption(runOption('color'))
    .action(async (dir: string, options: ModelsOptions) => {
      status = await models(dir, options, context);
    });

  const inspectCommand = program
    .command('inspect')
    .description('Load a model: inputs, layers, repairs, problems; with --data how the data meets it')
    .argument('<MODEL>', 'model file, or a folder that holds exactly one model')
    .addOption(runOption('backend'))
    .addOption(runOption('setup'));
  for (const name of MEETING_OPTIONS) inspectCommand.addOption(runOption(name));
  inspectCommand
    .option('--json <FILE>', 'write JSON; - is standard output', filled)
    .option('--repaired <FILE>', 'write a repaired copy of the model, its weights beside it', filled)
    .addOption(runOption('color'))
    .action(async (model: string, options: InspectOptions) => {
      status = await inspect(model, options, context);
    });

  analyzeCommand(
    program,
    'analyze',
    'Run a model over data and measure the entropy and stability of its layers',
  ).action(async (model: string, options: AnalyzeOptions) => {
    status = await analyze(model, options, context);
  });

  analyzeCommand(program, 'watch', 'Analyze a model, and again each time that it was trained')
    .option('--poll', 'look at the files each second, for disks that tell nothing of changes')
    .action(async (model: string, options: WatchOptions) => {
      status = await watch(model, options, context);
    });

  program
    .command('compare')
    .description('Show what changed from one report to another, layer by layer')
    .argument('<OLD>', 'report file (JSON)')
    .argument('<NEW>', 'report file (JSON)')
    .option('--json <FILE>', 'write the comparison; - is standard output', filled)
    .addOption(runOption('color'))
    .action(async (before: string, after: string, options: CompareOptions) => {
      status = await compare(before, after, options, context);
    });

  withOutputs(
    program
      .command('merge')
      .description('Join the partial reports of shards into one report')
      .argument('<PART...>', 'what "analyze --shard K/N --json FILE" wrote, in any order'),
  ).action(async (parts: readonly string[], options: ReportOutputOptions) => {
    status = await merge(parts, options, context);
  });

  const whatIfCommand = program
    .command('what-if')
    .description('Find out which layers can go, and write the model without them')
    .argument('<MODEL>', 'model file, or a folder that holds exactly one model')
    .addOption(
      new Option(
        '--fold <LAYERS>',
        'replace these blocks by linear maps: auto, or layers such as fc3,fc4',
      ).argParser(filled),
    )
    .option('--cut <LAYER>', 'what a linear read-out of this layer knows', filled)
    .addOption(
      new Option('--margin <POINTS>', 'points of accuracy that folding may cost')
        .default(DEFAULT_MARGIN)
        .argParser(pointsOf),
    )
    .option('--save <DIR>', 'write the smaller model into a new folder', filled)
    .option('--json <FILE>', 'write JSON; - is standard output', filled)
    .addOption(runOption('quiet'))
    .addOption(runOption('color'));
  whatIfCommand.optionsGroup('As for analyze:');
  for (const name of WHAT_IF_OPTIONS) whatIfCommand.addOption(runOption(name));
  whatIfCommand.action(async (model: string, options: WhatIfOptions) => {
    status = await whatIf(model, options, context);
  });

  program
    .command('layers')
    .description('Show which line of the training code made which layer')
    .argument('<MODEL>', 'model, report (JSON), or a list of layers (JSON)')
    .option('--code <PATH>', 'the training code, or a folder in which it is chosen', filled)
    .option('--json <FILE>', 'write JSON; - is standard output', filled)
    .addOption(runOption('color'))
    .action(async (model: string, options: LayersOptions) => {
      status = await layers(model, options, context);
    });

  await program.parseAsync(args, { from: 'user' });
  return status;
}

/** The options of a run; watch takes them, too, but for the shard. */
function analyzeCommand(program: Command, name: 'analyze' | 'watch', description: string): Command {
  const command = program
    .command(name)
    .description(description)
    .argument('<MODEL>', 'model file, or a folder that holds exactly one model');
  withGroup(command, 'data', 'Data:');
  withGroup(command, 'measures', 'Measures:');
  withGroup(command, 'speed', 'Speed:', name === 'watch' ? ['shard'] : []);
  for (const name of REFUSED_NAMES) command.addOption(new Option(`--${name}`).hideHelp());
  return withOutputs(command);
}

function withOutputs(command: Command): Command {
  return withGroup(command, 'output', 'Output (- as FILE is standard output):').optionsGroup('Options:');
}

function withGroup(
  command: Command,
  group: OptionGroup,
  title: string,
  hidden: readonly OptionName[] = [],
): Command {
  command.optionsGroup(title);
  for (const name of OPTION_NAMES) {
    const { group: ownGroup, kind } = specOf(name);
    if (ownGroup !== group) continue;
    command.addOption(runOption(name).hideHelp(hidden.includes(name)));
    if (kind.t === 'either') command.addOption(new Option(`--no-${optionFlag(name).slice(2)}`, 'never'));
  }
  return command;
}

/** An option of the table, as commander knows it. */
function runOption(name: OptionName): Option {
  const { kind, argument, help } = specOf(name);
  const option = new Option(argument === '' ? optionFlag(name) : `${optionFlag(name)} <${argument}>`, help);
  if (kind.t === 'choice') return option.choices([...kind.of]);
  const parser = parserOf(kind);
  // What commander hands back as the earlier value is what the same parser gave before.
  return parser === null ? option : option.argParser(parser as (text: string, before: unknown) => unknown);
}
