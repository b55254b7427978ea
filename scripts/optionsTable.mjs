import { importSource } from './importSource.mjs';

const { OPTIONS, OPTION_NAMES, optionFlag } = await importSource('src/vocabulary/options.ts');

/** The table of the options of `analyze` for docs/cli.md, from the table of options. */
export function optionsTable() {
  const rows = OPTION_NAMES.map((name) => `| ${written(name)} | ${cell(OPTIONS[name].text)} |\n`);
  return `| option | means |\n|---|---|\n${rows.join('')}`;
}

/** `` `--seed N` ``; where only some words may follow, these: `` `--scale 0..1`, `-1..1`, `none` ``. */
function written(name) {
  const { kind, argument } = OPTIONS[name];
  const values = kind.t === 'choice' ? kind.of : [argument];
  const [first, ...others] = [`${optionFlag(name)} ${values[0]}`.trimEnd(), ...values.slice(1)];
  if (kind.t === 'either') others.push(`--no-${optionFlag(name).slice(2)}`);
  return cell([first, ...others].map((part) => `\`${part}\``).join(', '));
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}
