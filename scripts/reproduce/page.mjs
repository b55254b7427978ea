import { agrees, meanOf, REFERENCE } from './reference.mjs';

const HIDDEN = /^fc\d+$/;
const three = (value) => value.toFixed(3);
const points = (share) => (100 * share).toFixed(1);

/** docs/reproduction.md, from the networks that were measured. */
export function page(networks, { seeds, epochs, batchSize }) {
  const depths = [...new Set(networks.map(({ depth }) => depth))].sort((a, b) => a - b);
  const of = (depth) => networks.filter((network) => network.depth === depth);
  const accuracy = new Map(
    depths.map((depth) => [depth, meanOf(of(depth).map(({ report }) => report.task.accuracy))]),
  );
  const measured = networks.length;
  return [
    '# Reproduction',
    '',
    'The numbers of [measures.md](measures.md) and the advice of [what-if.md](what-if.md) rest on an experiment that was made elsewhere. This page repeats its part on digits with what everybody has: the digits that are shipped with the example, and TensorFlow.js. `npm run reproduce` writes it.',
    '',
    `Networks of 1 to 8 hidden layers with ${REFERENCE.width} neurons: ReLU, He-normal, no bias at first, Adam 1e-3, 8,000 training digits, batches of ${batchSize}, ${epochs} epochs; measured on the 2,000 test digits. This run: ${measured} networks (seeds asked for: ${seeds}). The reference: ${REFERENCE.seeds} seeds a depth, trained with another library; its number of epochs is not known to us, so that it is not the same training, and the last digits need not agree.`,
    '',
    'A number *agrees* where the two means are within 4 sd √(1/s + 1/6) of each other, s the seeds of this run, sd between the seeds of the reference.',
    '',
    '## Accuracy by depth',
    '',
    '| hidden layers | networks | accuracy | reference (sd) | difference, points | agrees |',
    '|---|---|---|---|---|---|',
    ...depths.map((depth) => accuracyRow(depth, of(depth).length, accuracy.get(depth))),
    '',
    '![Accuracy by depth beside the reference](images/reproduction-accuracy.svg)',
    '',
    ...layersSection(of(8)),
    ...hintSection(networks, accuracy),
    '## Not repeated',
    '',
    'Fashion-MNIST: its pictures are in no package registry that this project uses, and none are shipped. The other tasks, widths and seeds of the experiment: they take days.',
    '',
  ].join('\n');
}

function accuracyRow(depth, count, mean) {
  const [reference, sd] = REFERENCE.accuracy[depth] ?? [NaN, NaN];
  if (Number.isNaN(reference)) return `| ${depth} | ${count} | ${mean.toFixed(4)} | – | – | – |`;
  const verdict = agrees(mean, [reference, sd], count) ? 'yes' : '**no**';
  return `| ${depth} | ${count} | ${mean.toFixed(4)} | ${reference.toFixed(4)} (${sd}) | ${signed(100 * (mean - reference), 2)} | ${verdict} |`;
}

function layersSection(deep) {
  if (deep.length === 0) return [];
  const mean = (i, read) => meanOf(deep.map(({ report }) => read(report.layers[i])));
  const beside = (value, [reference, sd]) =>
    `${three(value)} / ${three(reference)}${agrees(value, [reference, sd], deep.length) ? '' : ' **no**'}`;
  return [
    '## Layer by layer, eight hidden layers',
    '',
    `Each cell: this run / reference, and **no** where they do not agree (where the reference tells its sd). ${deep.length === 1 ? 'One network.' : `Mean of ${deep.length} networks.`}`,
    '',
    '| layer | class | gap | pooled | stability | dimensions | read-out |',
    '|---|---|---|---|---|---|---|',
    ...REFERENCE.layers.map((reference, i) => {
      const cells = [
        `fc${i + 1}`,
        beside(
          mean(i, ({ entropy }) => entropy.class),
          reference.class,
        ),
        beside(
          mean(i, ({ entropy }) => entropy.gap),
          reference.gap,
        ),
        `${three(mean(i, ({ entropy }) => entropy.all))} / ${three(reference.all)}`,
        `${three(mean(i, ({ stability }) => stability.class))} / ${three(reference.stability)}`,
        `${Math.round(mean(i, ({ rank }) => rank.dimensions))} / ${reference.dimensions}`,
        `${three(mean(i, ({ probe }) => probe.accuracy))} / ${three(reference.probe)}`,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    '![Gap and read-out of the eight layers beside the reference](images/reproduction-layers.svg)',
    '',
  ];
}

/** The hints of each network, and what networks of that many layers really reach. */
function hintSection(networks, accuracy) {
  const rows = networks
    .filter(({ depth }) => depth >= 3)
    .map((network) => ({
      ...network,
      probe: enoughByProbe(network.report),
      fold: enoughByFold(network.whatIf),
    }));
  if (rows.length === 0) return [];
  const best = [...accuracy.entries()].reduce((one, other) => (other[1] > one[1] ? other : one));
  const reached = (layers) => {
    const below = [...accuracy.keys()].filter((depth) => depth <= layers).at(-1);
    return below === undefined ? null : accuracy.get(below);
  };
  const told = (own, layers) => {
    const value = reached(layers);
    return value === null ? `${layers}` : `${layers} (${signed(100 * (value - own), 1)})`;
  };
  const harm = (own, layers) => {
    const value = reached(layers);
    return value !== null && own - value > 0.005 + 2 * Math.sqrt((own * (1 - own)) / 2000);
  };
  const count = (test) => rows.filter(test).length;
  return [
    '## How many layers are enough: hint against truth',
    '',
    `Truth is retraining: the mean accuracy above of networks with that many layers (of the next smaller number that was trained). The best depth here is ${best[0]} (${best[1].toFixed(4)}). In brackets: accuracy of the retrained network less that of the network that was asked, in points.`,
    '',
    '| network | accuracy | by the read-out | by folding | folded network |',
    '|---|---|---|---|---|',
    ...rows.map(({ depth, seed, report, whatIf, probe, fold }) => {
      const own = report.task.accuracy;
      const last = whatIf.greedy.at(-1);
      const folded =
        last === undefined
          ? 'nothing folded'
          : `${points(last.loss)} points lost, ${Math.round((100 * last.parameters) / whatIf.parameters)} % of the parameters`;
      return `| ${depth} layers, seed ${seed} | ${own.toFixed(4)} | ${told(own, probe)} | ${told(own, fold)} | ${folded} |`;
    }),
    '',
    `Worse by more than two standard errors and half a point when retrained: ${count(({ report, probe }) => harm(report.task.accuracy, probe))} of ${rows.length} by the read-out, ${count(({ report, fold }) => harm(report.task.accuracy, fold))} of ${rows.length} by folding. In the reference's six networks of eight layers the read-out named 2 3 2 2 2 2.`,
    '',
  ];
}

/**
 * The least k whose read-out is at most 2 points behind the best of the hidden ones. The report's own hint takes the
 * standard error of the two read-outs' difference; where it is not there, that of the loss to the network stands for it.
 */
function enoughByProbe({ depth, layers }) {
  if (typeof depth.enoughByProbe === 'number') return depth.enoughByProbe;
  const hidden = layers.filter(({ id }) => HIDDEN.test(id));
  const best = Math.max(...hidden.map(({ probe }) => probe.accuracy));
  return (
    1 +
    hidden.findIndex(
      ({ probe }) => best - probe.accuracy + (best === probe.accuracy ? 0 : probe.lossSe) <= 0.02,
    )
  );
}

function enoughByFold({ single, greedy }) {
  return Math.max(1, single.length - greedy.length);
}

function signed(value, digits) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
