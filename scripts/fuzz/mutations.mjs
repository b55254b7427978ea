/** Numbers at which readers break: ends of types, signs, sizes that nobody has. */
const EDGES = [0, 1, -1, 2, 127, 128, 255, 256, 65535, 2 ** 31 - 1, -(2 ** 31), 2 ** 32, 2 ** 53, 1e9, 1e300];
const STRANGE_TEXTS = [
  '', ' ', '\u0000', '__proto__', 'constructor', 'NaN', 'Infinity', '-0', '../../etc/passwd', '..', '/', '%00',
  '\u202e', '\ud800', 'é', '💥', 'a'.repeat(5000), '\n', '"', '<script>', '[x](command:y)',
]; // prettier-ignore
/** Levels of nesting, of which few are ordinary. */
const DEPTHS = [2, 50, 900, 1100, 20_000];

/** A value of JSON that nobody expects where it stands. */
export function strangeValue(random) {
  switch (random.below(9)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return random.pick(EDGES) + (random.chance(0.2) ? 0.5 : 0);
    case 4:
    case 5:
      return random.pick(STRANGE_TEXTS);
    case 6:
      return [];
    case 7:
      return {};
    default:
      return Array.from({ length: random.below(5) }, () => strangeValue(random));
  }
}

/** Every place of a JSON value: its holder and key. */
function placesIn(root) {
  const places = [];
  const visit = (holder) => {
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      if (typeof holder[key] === 'object' && holder[key] !== null) visit(holder[key]);
    }
  };
  visit(root);
  return places;
}

/**
 * The text of a JSON value with a few changes that keep its structure: values of another type or size, keys that are
 * missing, doubled or of another place, and now and then nesting without end or a text that is no JSON.
 */
export function mutatedJson(random, value) {
  const root = { value: globalThis.structuredClone(value) };
  let deep = null;
  const changes = 1 + random.below(3);
  for (let change = 0; change < changes; change++) {
    const places = placesIn(root);
    const { holder, key } = random.pick(places);
    switch (random.below(9)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete holder[key];
        break;
      case 1:
        if (Array.isArray(holder)) holder.splice(Number(key), 0, globalThis.structuredClone(holder[key]));
        else holder[`${key}${random.pick(['', '_', '2'])}`] = globalThis.structuredClone(holder[key]);
        break;
      case 2: {
        const other = random.pick(places);
        holder[key] = globalThis.structuredClone(other.holder[other.key]);
        break;
      }
      case 3:
        if (typeof holder[key] === 'number') holder[key] = random.pick(EDGES);
        else holder[key] = strangeValue(random);
        break;
      case 4:
        if (Array.isArray(holder[key])) {
          const list = holder[key];
          for (let more = random.below(200); more > 0 && list.length > 0; more--)
            list.push(random.pick(list));
        } else holder[key] = [holder[key]];
        break;
      case 5:
        if (deep === null && random.chance(0.3)) {
          deep = random.pick(DEPTHS);
          holder[key] = '@@deep@@';
          break;
        }
        holder[key] = { [random.pick(STRANGE_TEXTS)]: holder[key] };
        break;
      default:
        holder[key] = strangeValue(random);
    }
    if (!('value' in root)) root.value = null;
  }
  let text = JSON.stringify(root.value) ?? 'null';
  if (deep !== null) {
    const [open, close] = random.pick([['[', ']'], ['{"a":', '}']]); // prettier-ignore
    text = text.replace('"@@deep@@"', `${open.repeat(deep)}1${close.repeat(deep)}`);
  }
  return random.chance(0.08) ? mutatedText(random, text) : text;
}

/** Bytes with a few changes: flipped, overwritten by an edge, cut, doubled, moved. */
export function mutatedBytes(random, bytes, most = 4) {
  let result = Buffer.from(bytes);
  for (let change = 1 + random.below(most); change > 0; change--) {
    // Headers stand in front.
    const reach = random.chance(0.6) ? Math.min(result.length, 64) : result.length;
    const place = random.below(Math.max(1, reach));
    const size = random.pick([1, 2, 4, 8]);
    switch (random.below(6)) {
      case 0:
        if (place < result.length) result[place] ^= 1 << random.below(8);
        break;
      case 1:
        if (place + size <= result.length) random.bytes(size).copy(result, place);
        break;
      case 2:
        if (place + size <= result.length)
          result.fill(random.pick([0, 0xff, 0x7f, 0x80]), place, place + size);
        break;
      case 3:
        result = result.subarray(0, random.below(result.length + 1));
        break;
      case 4:
        result = Buffer.concat([
          result.subarray(0, place),
          random.bytes(random.below(16)),
          result.subarray(place),
        ]);
        break;
      default:
        result = Buffer.concat([
          result.subarray(0, place),
          result.subarray(Math.min(result.length, place + size)),
        ]);
    }
  }
  return result;
}

/** Text with a few changes: characters and lines taken out, doubled, moved, put in, numbers at their edges. */
export function mutatedText(random, text, most = 3) {
  let result = text;
  for (let change = 1 + random.below(most); change > 0; change--) {
    const lines = result.split('\n');
    const line = random.below(lines.length);
    const place = random.below(result.length + 1);
    switch (random.below(9)) {
      case 0:
        lines.splice(line, 1);
        result = lines.join('\n');
        break;
      case 1:
        lines.splice(line, 0, lines[random.below(lines.length)]);
        result = lines.join('\n');
        break;
      case 2:
        result = result.slice(0, place) + result.slice(place + 1 + random.below(6));
        break;
      case 3:
        result =
          result.slice(0, place) +
          random.pick('(){}[],:;.=+-*/\'"`#\\\n\t <>&|!?'.split('')) +
          result.slice(place);
        break;
      case 4:
        result = result.slice(0, place) + random.pick(STRANGE_TEXTS.slice(0, -6)) + result.slice(place);
        break;
      case 5: {
        const numbers = [...result.matchAll(/\d+/g)];
        if (numbers.length === 0) break;
        const { index, 0: digits } = random.pick(numbers);
        result = result.slice(0, index) + String(random.pick(EDGES)) + result.slice(index + digits.length);
        break;
      }
      case 6: {
        const words = [...result.matchAll(/[A-Za-z_]\w*/g)];
        if (words.length < 2) break;
        const { index, 0: word } = random.pick(words);
        result = result.slice(0, index) + random.pick(words)[0] + result.slice(index + word.length);
        break;
      }
      case 7: {
        const count = random.pick([2, 10, 100, 1000]);
        const [before, after] = random.pick([['(', ')'], ['[', ']'], ['', ''], ['- ', ''], ['f(', ')']]); // prettier-ignore
        const part = result.slice(place, place + random.below(20));
        result = `${result.slice(0, place)}${before.repeat(count)}${part}${after.repeat(count)}${result.slice(place + part.length)}`;
        break;
      }
      default:
        if (random.chance(0.3)) result = result.slice(0, place);
    }
  }
  return result;
}
