import { Command, Option } from 'commander';
import type { AnalyzeOptions, ReportOutputOptions } from './analyzeOptions.js';
import { analyze } from './commands/analyze.js';
import { compare, type CompareOptions } from './commands/compare.js';
import { inspect, type InspectOptions } from './commands/inspect.js';
import { merge } from './commands/merge.js';
import { models, type ModelsOptions } from './commands/models.js';
import { watch } from './commands/watch.js';
import { EXIT, type CommandContext, type ExitStatus } from './context.js';
import {
  divisorList,
  filled,
  gate,
  labelList,
  numberList,
  shard,
  threshold,
  wholeNumber,
} from './optionValues.js';

declare const ENTROSCOPE_VERSION: string;

const BACKENDS = ['auto', 'tensorflow', 'wasm', 'cpu'];
const SCALES = ['0..1', '-1..1', 'none'];

/**
 * Parses a command line and does what it says.
 * @param args without node and the script's name
 * @throws CommanderError or UsageError for a wrong command line (help and version too), else what the command throws
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.done;
  const program = new Command('entroscope')
    .description('Entropy and stability of a network’s neurons, for TensorFlow.js models.')
    .version(ENTROSCOPE_VERSION)
    .exitOverride()
    // Errors are printed once, by main, in one line.
    .configureOutput({ outputError: () => undefined });

  program
    .command('models')
    .description('List the TensorFlow.js models below a folder')
    .argument('[DIR]', 'folder to look in', '.')
    .option('--json', 'print JSON')
    .option('--no-color', 'print without colours')
    .action(async (dir: string, options: ModelsOptions) => {
      status = await models(dir, options, context);
    });

  program
    .command('inspect')
    .description('Load a model without data: inputs, layers, repairs, problems')
    .argument('<MODEL>', 'model file, or a folder that holds exactly one model')
    .addOption(backendOption())
    .option('--setup <FILE>', 'module that registers custom layers; it is run', filled)
    .option('--json <FILE>', 'write JSON; - is standard output', filled)
    .option('--repaired <FILE>', 'write a repaired copy of the model, its weights beside it', filled)
    .option('--no-color', 'print without colours')
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

  analyzeCommand(program, 'watch', 'Analyze a model, and again each time that it was trained').action(
    async (model: string, options: AnalyzeOptions) => {
      status = await watch(model, options, context);
    },
  );

  program
    .command('compare')
    .description('Show what changed from one report to another, layer by layer')
    .argument('<OLD>', 'report file (JSON)')
    .argument('<NEW>', 'report file (JSON)')
    .option('--json <FILE>', 'write the comparison; - is standard output', filled)
    .option('--no-color', 'print without colours')
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

  await program.parseAsync(args, { from: 'user' });
  return status;
}

/** The options of a run; watch takes them, too. */
function analyzeCommand(program: Command, name: 'analyze' | 'watch', description: string): Command {
  const positive = wholeNumber(1);
  const command = program
    .command(name)
    .description(description)
    .argument('<MODEL>', 'model file, or a folder that holds exactly one model')
    .optionsGroup('Data:')
    .option(
      '--data <DATA>',
      'file or folder with the data, or "synthetic" for noise [entroscope.json]',
      filled,
    )
    .option('--labels <FILE>', 'file with the labels', filled)
    .option('--label-column <NAME>', 'label column of a csv file', filled)
    .option('--samples <N>', 'how many samples, shared evenly by the classes [10,000]', positive)
    .option('--classes <A,B>', 'only these classes', labelList)
    .addOption(
      new Option('--scale <RANGE>', 'range of image data [0..1, or none where the model scales]').choices(
        SCALES,
      ),
    )
    .option('--mean <LIST>', 'per channel, subtracted after scaling: 0.485,0.456,0.406', numberList)
    .option('--std <LIST>', 'per channel, divided by after the mean', divisorList)
    .option('--skip-bad', 'leave unreadable samples out, and list them in the report')
    .option(
      '--config <FILE>',
      'settings file [the nearest entroscope.json with an entry for the model]',
      filled,
    )
    .option('--setup <FILE>', 'module that registers custom layers; it is run', filled)
    .option('--trust', 'also run modules that only entroscope.json names')
    .optionsGroup('Measures:')
    .option(
      '--threshold <X>',
      'active above X; relu=X for an activation, layer:NAME=X for a layer; repeatable',
      threshold,
    )
    .option('--max-neurons <N>', 'measure at most N neurons a layer; 0 = all', wholeNumber(0))
    .option('--all-layers', 'also layers that repeat their input, such as Flatten')
    .option('--seed <N>', 'seed of every random choice [1]', wholeNumber(0))
    .option('--no-counts', 'leave the firing counts of neurons out of the report')
    .optionsGroup('Speed:')
    .addOption(backendOption())
    .option('--batch <N>', 'samples a batch [chosen]', positive)
    .option('--workers <N>', 'threads [chosen from cores and memory]', positive)
    .addOption(
      new Option('--shard <K/N>', 'only part K of N; --json then writes a part for "entroscope merge"')
        .argParser(shard)
        .hideHelp(name === 'watch'),
    );
  for (const name of ['--baseline', '--probe', '--rank']) command.addOption(new Option(name).hideHelp());
  return withOutputs(command);
}

function withOutputs(command: Command): Command {
  return command
    .optionsGroup('Output (- as FILE is standard output):')
    .option('--json <FILE>', 'write the report', filled)
    .option('--csv <FILE>', 'write a row a layer', filled)
    .option('--html <FILE>', 'write the report as a page with charts', filled)
    .option('--markdown <FILE>', 'write a summary for pull requests', filled)
    .option(
      '--fail-on <EXPR>',
      'end with status 3 if "dead>10%", "fc*:gap<0.05", "Δclass>0.05" ... holds; repeatable',
      gate,
    )
    .option('--baseline-report <FILE>', 'report to compare with', filled)
    .option('--quiet', 'print neither progress nor the table')
    .option('--no-color', 'print without colours')
    .optionsGroup('Options:');
}

function backendOption(): Option {
  return new Option('--backend <NAME>', 'what computes [auto]').choices(BACKENDS);
}
