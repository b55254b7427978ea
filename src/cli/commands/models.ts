import { resolve } from 'node:path';
import picocolors from 'picocolors';
import { findModels } from '../../models/findModels.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { tableLines } from '../../outputs/terminal/table.js';
import { EXIT, textOptions, type CommandContext, type ExitStatus, type PrintOptions } from '../context.js';
import { jsonText } from '../../outputs/jsonText.js';
import { writeStdout } from '../writeStdout.js';

export interface ModelsOptions extends PrintOptions {
  readonly json?: boolean;
}

/** Lists the models below a folder: their paths and formats. */
export async function models(
  dir: string,
  options: ModelsOptions,
  { folder, signal }: CommandContext,
): Promise<ExitStatus> {
  const found = await findModels(resolve(folder, dir), signal);
  if (options.json === true) {
    await writeStdout(jsonText(found));
    return EXIT.done;
  }
  if (found.length === 0) {
    await writeStdout(`no TensorFlow.js models below ${cleanText(dir)}\n`);
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
