import { describe, expect, it } from 'vitest';
import { choiceOf, linesIn, readScriptFixtures, spotText } from './scriptFixtures.js';

describe.each(readScriptFixtures())('$name', (fixture) => {
  const { expected, files } = fixture;
  const { script, layers, notOn, unsure } = expected;

  it.each([true, false])('has no layer on a wrong line, and each on its own (known: %s)', (known) => {
    for (const file of files) {
      const lines = linesIn(fixture, file, { known: known && file === script });
      const here = layers.filter((layer) => (layer.file ?? script) === file);
      const truth = new Map(here.map((layer) => [layer.id, spotText(layer)]));
      for (const [id, line] of lines)
        if (file === script || !(expected.others ?? []).includes(file))
          expect([id, line]).toEqual([id, truth.get(id)]);
      if (file === script) {
        for (const place of notOn) expect([...lines.values()]).not.toContain(spotText(place));
        for (const { id, ...spot } of here)
          if (!unsure.includes(id) || lines.has(id))
            expect([id, lines.get(id)]).toEqual([id, spotText(spot)]);
      }
    }
  });

  it('is the code that is chosen, or asked about', () => {
    const choice = choiceOf(fixture);
    if (choice.kind === 'clear') expect(choice.key).toBe(script);
    else {
      expect(choice).toMatchObject({ kind: 'ambiguous' });
      expect(choice.kind === 'ambiguous' ? choice.keys : []).toContain(script);
      expect(choice.kind === 'ambiguous' ? choice.keys.length : 0).toBeGreaterThan(1);
    }
  });
});
