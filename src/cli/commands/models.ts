import { join, resolve } from 'node:path';
import picocolors from 'picocolors';
import { findModels } from '../../models/findModels.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { tableLines } from '../../outputs/terminal/table.js';
import { EXIT, textOptions, type CommandContext, type ExitStatus, type PrintOptions } from '../context.js';
import { interruptible } from '../interruptible.js';
import { jsonText } from '../../outputs/jsonText.js';
import { writeStdout } from '../writeStdout.js';

export interface ModelsOptions extends PrintOptions {
  readonly json?: boolean;
}

/** Lists the models below a folder: their paths and formats. */
export async function models(
  dir: string,
  options: ModelsOptions,
  { folder }: CommandContext,
): Promise<ExitStatus> {
  const sayUndecodable = (below: string, name: string): void => {
    const path = cleanText(join(below, name));
    process.stderr.write(`entroscope: ${path} is passed over, since its name is no UTF-8: rename it\n`);
  };
  const found = await interruptible((signal) => findModels(resolve(folder, dir), signal, sayUndecodable));
  if (options.json === true) {
    await writeStdout(jsonText(found));
    return EXIT.done;
  }
  if (found.length === 0) {
    await writeStdout(`no models of Keras or TensorFlow.js below ${cleanText(dir)}\n`);
    return EXIT.done;
  }
  const colors = picocolors.createColors(textOptions(options).color);
  const lines = tableLines(
    [
      { title: 'format', align: 'left', cells: found.map(({ format }) => format), paint: colors.dim },
      { title: 'model', align: 'left', cells: found.map(({ path }) => cleanText(path)) },
    ],
    colors.dim,
  );
  await writeStdout(`${lines.join('\n')}\n`);
  return EXIT.done;
}
