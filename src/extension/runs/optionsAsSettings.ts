import { CONFIG_NAME } from '../../config/findConfig.js';

const OPTION =
  /--(skip-bad|label-column|labels|scale|mean|std|batch|workers|max-neurons|backend|all-layers|setup)\b(?: (\d+|wasm|cpu|tensorflow)(?! \())?(?: (?=\d))?/gu;

/** Messages name the command line's options; in the editor the same settings are keys of entroscope.json. */
export function optionsAsSettings(message: string): string {
  return message.replaceAll(OPTION, (match: string, option: string, value: string | undefined) => {
    const key = option.replaceAll(/-(\w)/gu, (_dash, letter: string) => letter.toUpperCase());
    const own = value === undefined ? '' : `: ${/^\d+$/u.test(value) ? value : `"${value}"`}`;
    return `"${key}"${own} in ${CONFIG_NAME}${match.endsWith(' ') ? ': ' : ''}`;
  });
}
