import { meanOf, REFERENCE } from './reference.mjs';

const [WIDTH, HEIGHT] = [520, 300];
const FRAME = { left: 52, right: 120, top: 16, bottom: 40 };
const COLORS = { ours: '#2563eb', reference: '#888888', probe: '#d97706' };

/** Accuracy on the test digits by depth: every network, our mean, and the reference's. */
export function accuracyPlot(networks) {
  const depths = [...new Set(networks.map(({ depth }) => depth))];
  const range = [0.93, 0.97];
  const x = (depth) => scale(depth, [1, 8], [FRAME.left + 12, WIDTH - FRAME.right - 12]);
  const y = (value) => scale(value, range, [HEIGHT - FRAME.bottom, FRAME.top]);
  const of = (depth) =>
    networks.filter((network) => network.depth === depth).map(({ report }) => report.task.accuracy);
  return svg('Accuracy on the test digits by number of hidden layers', [
    ...axes({
      y,
      yTicks: [0.93, 0.94, 0.95, 0.96, 0.97],
      x,
      xTicks: REFERENCE.depths,
      label: 'hidden layers',
    }),
    ...line(
      Object.entries(REFERENCE.accuracy).map(([depth, [value]]) => [x(Number(depth)), y(value)]),
      COLORS.reference,
      '4 3',
    ),
    ...line(
      depths.map((depth) => [x(depth), y(meanOf(of(depth)))]),
      COLORS.ours,
    ),
    ...depths.flatMap((depth) => of(depth).map((value) => dot(x(depth), y(value), COLORS.ours))),
    ...legend([
      ['this run', COLORS.ours],
      ['reference', COLORS.reference],
    ]),
  ]);
}

/** Gap and read-out of the eight layers of the deepest networks beside the reference's. */
export function layersPlot(networks) {
  const deep = networks.filter(({ depth }) => depth === 8);
  const x = (layer) => scale(layer, [1, 8], [FRAME.left + 12, WIDTH - FRAME.right - 12]);
  const y = (value) => scale(value, [0, 1], [HEIGHT - FRAME.bottom, FRAME.top]);
  const ours = (read) =>
    REFERENCE.layers.map((_, i) => [x(i + 1), y(meanOf(deep.map(({ report }) => read(report.layers[i]))))]);
  const theirs = (read) => REFERENCE.layers.map((layer, i) => [x(i + 1), y(read(layer))]);
  return svg('Gap and linear read-out of the eight layers', [
    ...axes({
      y,
      yTicks: [0, 0.25, 0.5, 0.75, 1],
      x,
      xTicks: [1, 2, 3, 4, 5, 6, 7, 8],
      label: 'hidden layer',
    }),
    ...line(
      theirs(({ gap }) => gap[0]),
      COLORS.reference,
      '4 3',
    ),
    ...line(
      theirs(({ probe }) => probe),
      COLORS.reference,
      '4 3',
    ),
    ...(deep.length === 0
      ? []
      : [
          ...line(
            ours(({ entropy }) => entropy.gap),
            COLORS.ours,
          ),
          ...line(
            ours(({ probe }) => probe.accuracy),
            COLORS.probe,
          ),
        ]),
    ...legend([
      ['gap, bit', COLORS.ours],
      ['read-out', COLORS.probe],
      ['reference', COLORS.reference],
    ]),
  ]);
}

function scale(value, [from, to], [low, high]) {
  return low + ((value - from) / (to - from)) * (high - low);
}

function svg(title, parts) {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`;
  return `${[head, `<title>${title}</title>`, `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`, ...parts, '</svg>'].join('\n')}\n`;
}

function axes({ y, yTicks, x, xTicks, label }) {
  const [left, right, bottom] = [FRAME.left, WIDTH - FRAME.right, HEIGHT - FRAME.bottom];
  return [
    ...yTicks.flatMap((tick) => [
      `<line x1="${left}" x2="${right}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="#dddddd"/>`,
      `<text x="${left - 6}" y="${round(y(tick) + 4)}" text-anchor="end" fill="#444444">${tick}</text>`,
    ]),
    ...xTicks.map(
      (tick) =>
        `<text x="${round(x(tick))}" y="${bottom + 16}" text-anchor="middle" fill="#444444">${tick}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${HEIGHT - 6}" text-anchor="middle" fill="#444444">${label}</text>`,
  ];
}

function line(points, color, dashes = 'none') {
  const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
  return [
    `<polyline points="${list}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dashes}"/>`,
  ];
}

function dot(x, y, color) {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="3.5" fill="${color}"/>`;
}

function legend(entries) {
  const left = WIDTH - FRAME.right + 14;
  return entries.flatMap(([text, color], i) => [
    `<rect x="${left}" y="${FRAME.top + 18 * i}" width="12" height="4" fill="${color}"/>`,
    `<text x="${left + 18}" y="${FRAME.top + 18 * i + 7}" fill="#444444">${text}</text>`,
  ]);
}

function round(value) {
  return Math.round(value * 10) / 10;
}
