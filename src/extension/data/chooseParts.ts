import type { EntryChange } from '../../config/writeEntry.js';
import { partsChange } from '../../config/partsChange.js';
import type { DataQuestion } from '../../vocabulary/dataQuestion.js';
import { OPTIONS } from '../../vocabulary/options.js';
import { shownPath } from '../models/workspacePath.js';
import { pickMany, pickOne, type Choice } from '../say.js';

type PartChoice = DataQuestion['choices'][number];

/** What the choices are called, one and several. */
const WORDS = {
  columns: ['column', 'columns'],
  arrays: ['array', 'arrays'],
  keys: ['key', 'keys'],
  splits: ['part', 'parts'],
} as const;

/** The likelier to hold labels come first; each keeps the data's order. */
const LABELS_FIRST = { labels: 0, either: 1, model: 2 } as const;

/**
 * Asks which part of a model's data is what, step by step, with what was seen in it.
 * @returns the keys of entroscope.json; undefined where the user changed their mind
 */
export async function chooseParts(model: string, question: DataQuestion): Promise<EntryChange | undefined> {
  const title = `Data for ${shownPath(model)}`;
  if (question.asks.includes('split')) {
    const split = await chooseSplit(question, title);
    return split === undefined ? undefined : partsChange(question, { split });
  }
  const labels = question.asks.includes('y') ? await chooseLabels(question, title) : null;
  if (labels === undefined) return undefined;
  const rest = question.choices.filter(({ name }) => labels?.includes(name) !== true);
  const inputs =
    question.parts === 'columns'
      ? await chooseColumns(rest, question, title)
      : await chooseInputs(rest, question, title);
  return inputs === undefined ? undefined : partsChange(question, { labels, inputs });
}

async function chooseSplit(
  { choices }: DataQuestion,
  title: string,
): Promise<(typeof OPTIONS.split.kind.of)[number] | undefined> {
  const known = OPTIONS.split.kind.of.flatMap((split) =>
    choices.filter(({ name }) => name === split).map((choice) => ({ split, choice })),
  );
  return pickOne(
    known.map(({ split, choice }) => ({ label: split, description: choice.shown, value: split })),
    { title, placeHolder: 'Which part of the data shall be analyzed?', ignoreFocusOut: true },
  );
}

async function chooseLabels(
  { parts, choices }: DataQuestion,
  title: string,
): Promise<readonly string[] | undefined> {
  const [one, several] = WORDS[parts];
  const sorted = [...choices].sort((a, b) => LABELS_FIRST[a.suits] - LABELS_FIRST[b.suits]);
  const rows: Choice<readonly string[] | 'several'>[] = [
    ...sorted.map((choice) => ({ ...rowOf(choice, parts), value: [choice.name] })),
    { separator: 'other' },
    ...(parts === 'columns'
      ? [
          {
            label: 'Several Columns…',
            description: 'one a class, of which each row has one 1',
            value: 'several' as const,
          },
        ]
      : []),
    { label: 'No Labels', description: `no ${one} holds them`, value: [] },
  ];
  const chosen = await pickOne(rows, {
    title,
    placeHolder: `Which ${one} holds the labels? The answer is kept in entroscope.json.`,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (chosen !== 'several') return chosen;
  return pickMany(
    choices.map((choice) => ({ ...rowOf(choice, parts), value: choice.name, picked: false })),
    {
      title,
      placeHolder: `Which ${several} hold the labels?`,
      problem: (names) => (names.length < 2 ? 'choose at least two' : null),
    },
  );
}

/** Columns feed the model all together: as many as it takes. */
async function chooseColumns(
  rest: readonly PartChoice[],
  { parts, width }: DataQuestion,
  title: string,
): Promise<readonly string[] | undefined> {
  const likely = rest.filter(({ suits }) => suits !== 'labels');
  // Nothing is left to choose.
  if (width === rest.length && likely.length === rest.length) return rest.map(({ name }) => name);
  const wanted = width === null ? 'at least one' : String(width);
  return pickMany(
    rest.map((choice) => ({
      ...rowOf(choice, parts),
      value: choice.name,
      picked: likely.includes(choice),
    })),
    {
      title,
      placeHolder: 'Which columns is the model given? The others are left out.',
      problem: ({ length }) =>
        (width === null ? length > 0 : length === width)
          ? null
          : `the model takes ${wanted}, ${length} ${length === 1 ? 'is' : 'are'} chosen`,
    },
  );
}

/** One for each input of the model. */
async function chooseInputs(
  rest: readonly PartChoice[],
  { parts, inputs }: DataQuestion,
  title: string,
): Promise<readonly string[] | undefined> {
  const chosen: string[] = [];
  for (const { name, takes } of inputs) {
    const free = rest.filter((choice) => !chosen.includes(choice.name));
    const [only, ...more] = free;
    if (only !== undefined && more.length === 0) {
      chosen.push(only.name);
      continue;
    }
    const sorted = [...free].sort((a, b) => LABELS_FIRST[b.suits] - LABELS_FIRST[a.suits]);
    const picked = await pickOne(
      sorted.map((choice) => ({ ...rowOf(choice, parts), value: choice.name })),
      {
        title,
        placeHolder: `Which ${WORDS[parts][0]} feeds the model's input ${name} ${takes}?`,
        matchOnDescription: true,
        ignoreFocusOut: true,
      },
    );
    if (picked === undefined) return undefined;
    chosen.push(picked);
  }
  return chosen;
}

function rowOf(
  { name, shown }: PartChoice,
  parts: DataQuestion['parts'],
): { readonly label: string; readonly description: string } {
  // A column without a name of its own.
  const label =
    parts === 'columns' && /^\d+(?:-\d+)?$/u.test(name) ? `Column ${name.replace(/-.*/u, '')}` : name;
  return { label, description: shown };
}
