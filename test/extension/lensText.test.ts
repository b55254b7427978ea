import { describe, expect, it } from 'vitest';
import { hoverSvg, type NamedNumbers } from '../../src/extension/code/hoverSvg.js';
import { lensText } from '../../src/extension/code/lensText.js';

function layer(
  id: string,
  entropy: number,
  stability: number | null = 0.86,
  dead = 3,
  nonFinite = 0,
): NamedNumbers {
  const entropies = { class: entropy, all: entropy + 0.29, gap: 0.29 };
  return {
    id,
    neurons: { total: 128, measured: 128, dead, alwaysOn: 0, dormant: 0, apoz: 0.5, nonFinite },
    entropy: {
      ...entropies,
      byClass: [entropy],
      corrected: entropies,
      ci95: { class: null, all: null, gap: null },
    },
    stability: { byClass: [stability], class: stability, modal: 0.9 },
    patterns: { byClass: [] },
    rank: null,
    probe: null,
    baseline: null,
  };
}
const COLORS = { foreground: '#ccc', faint: '#888', accent: '#59f', gap: '#6b6' };

describe('lensText', () => {
  it('says class entropy, gap, stability and dead neurons', () => {
    expect(lensText([layer('a', 0.412)], null)).toBe('H 0.41 bit · gap 0.29 · stability 0.86 · 3 dead');
  });
  it('says the change since the previous run with its sign', () => {
    expect(lensText([layer('a', 0.41)], [layer('a', 0.46)])).toMatch(/^H 0\.41 bit \(−0\.05\) · gap/);
    expect(lensText([layer('a', 0.41)], [layer('a', 0.38)])).toMatch(/^H 0\.41 bit \(\+0\.03\) · gap/);
    expect(lensText([layer('a', 0.41)], [layer('a', 0.4101)])).toMatch(/^H 0\.41 bit \(±0\.00\) · gap/);
  });
  it('says of several layers that it is a mean, and the range', () => {
    expect(lensText([layer('a', 0.2), layer('b', 0.4)], null)).toBe(
      'H 0.30 bit · mean of 2 layers, 0.20–0.40 · gap 0.29 · stability 0.86 · 6 dead',
    );
  });
  it('says what is not there in words', () => {
    expect(lensText([layer('a', 0, null, 1234, 2)], null)).toBe(
      'H 0.00 bit · gap 0.29 · stability not measured · 1,234 dead · 2 NaN or infinite',
    );
  });
});

describe('hoverSvg', () => {
  it('draws class and all of each layer at their place between 0 and 1 bit', () => {
    const svg = hoverSvg([layer('a', 0)], [], COLORS);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).toContain('cx="112"');
    expect(svg).toContain('cx="149.7"');
    expect(svg).toContain('a: class entropy 0.00, pooled entropy 0.29 bit');
  });
  it('escapes the names of layers and the colours', () => {
    const svg = hoverSvg([layer('<a>&"\u0001', 0.5)], [], { ...COLORS, accent: '"><script>' });
    expect(svg).not.toContain('<a>');
    expect(svg).not.toContain('<script>');
    expect(svg).not.toContain('\u0001');
    expect(svg).toContain('&lt;a&gt;&amp;&quot;');
  });
  it('says how many layers it has no room for', () => {
    const many = Array.from({ length: 15 }, (_, index) => layer(`l${index}`, 0.5));
    expect(hoverSvg(many, many, COLORS)).toContain('and 3 more');
  });
});
