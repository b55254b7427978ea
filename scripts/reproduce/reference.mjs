/**
 * The reference: six networks a depth, ReLU, width 128, He-normal, no bias at first, Adam 1e-3, trained elsewhere on the
 * digits that are shipped with the example; means, and standard deviations between seeds where they are known.
 */
export const REFERENCE = {
  width: 128,
  seeds: 6,
  depths: [1, 2, 3, 4, 6, 8],
  accuracy: {
    1: [0.954, 0.0012],
    2: [0.9588, 0.0021],
    3: [0.9604, 0.0016],
    4: [0.9613, 0.0018],
    6: [0.9529, 0.0089],
    8: [0.9516, 0.0061],
  },
  /** Of eight hidden layers, one row a layer. */
  layers: [
    {
      class: [0.583, 0.019],
      all: 0.775,
      gap: [0.192, 0.005],
      stability: 0.735,
      dimensions: 100,
      probe: 0.931,
      standIn: 0.879,
    },
    {
      class: [0.54, 0.019],
      all: 0.789,
      gap: [0.249, 0.009],
      stability: 0.757,
      dimensions: 91,
      probe: 0.947,
      standIn: 0.947,
    },
    {
      class: [0.461, 0.018],
      all: 0.782,
      gap: [0.321, 0.011],
      stability: 0.797,
      dimensions: 80,
      probe: 0.953,
      standIn: 0.952,
    },
    {
      class: [0.385, 0.011],
      all: 0.765,
      gap: [0.379, 0.011],
      stability: 0.833,
      dimensions: 65,
      probe: 0.958,
      standIn: 0.954,
    },
    {
      class: [0.328, 0.021],
      all: 0.76,
      gap: [0.432, 0.011],
      stability: 0.861,
      dimensions: 49,
      probe: 0.958,
      standIn: 0.955,
    },
    {
      class: [0.266, 0.025],
      all: 0.719,
      gap: [0.453, 0.023],
      stability: 0.89,
      dimensions: 34,
      probe: 0.958,
      standIn: 0.955,
    },
    {
      class: [0.246, 0.017],
      all: 0.739,
      gap: [0.494, 0.01],
      stability: 0.9,
      dimensions: 24,
      probe: 0.958,
      standIn: 0.955,
    },
    {
      class: [0.207, 0.02],
      all: 0.687,
      gap: [0.48, 0.024],
      stability: 0.918,
      dimensions: 16,
      probe: 0.957,
      standIn: 0.955,
    },
  ],
};

/** Does a mean of so many seeds agree with the reference's: within four standard errors of their difference? */
export function agrees(mean, [reference, sd], seeds) {
  return Math.abs(mean - reference) <= 4 * sd * Math.sqrt(1 / seeds + 1 / REFERENCE.seeds);
}

export function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
