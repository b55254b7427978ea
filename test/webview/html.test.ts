import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/outputs/html/html.js';
import { htmlFile } from '../support/pageFile.js';
import { denseReport, hostileReport, HOSTILE_NAMES } from '../support/sampleReport.js';

const bundle = { script: 'draw()', style: 'p{}', scriptHash: 'abc=', styleHash: 'def=' };

describe('renderHtml', () => {
  it('loads nothing and runs nothing but the script whose hash its policy names', () => {
    const html = renderHtml(denseReport(), bundle);
    expect(html).toContain(
      "default-src 'none'; script-src 'sha256-abc='; style-src 'sha256-def='; img-src data: blob:",
    );
    expect(html).not.toMatch(/unsafe|https?:|\son\w+=|style="|<link|src="/u);
  });

  it('carries the whole report, and nothing in it ends its element', () => {
    const report = hostileReport();
    const html = renderHtml(report, { ...bundle, previous: report });
    const held =
      /<script type="application\/json" id="entroscope-data">(.*)<\/script>/u.exec(html)?.[1] ?? '';
    expect(held).not.toMatch(/[<\u2028\u2029]/u);
    expect(JSON.parse(held)).toEqual({ report, previous: report });
    expect(html.match(/<script/gu)).toHaveLength(2);
    expect(html.match(/<\/script>/gu)).toHaveLength(2);
  });

  it('lists every layer as text for those without scripts', () => {
    const html = renderHtml(hostileReport(), bundle);
    const plain = html.slice(html.indexOf('<noscript>'), html.indexOf('</noscript>'));
    expect(plain.match(/<th scope="row">/gu)).toHaveLength(HOSTILE_NAMES.length);
    expect(plain).toContain('&lt;img src=x onerror=&quot;document.title=&#39;owned&#39;&quot;&gt;');
    expect(plain).not.toContain('<img');
  });

  it('refuses a script that would end its own element', () => {
    expect(() => renderHtml(denseReport(), { ...bundle, script: '"</script>"' })).toThrow(TypeError);
  });

  it('is the same text for the same report', async () => {
    expect(await htmlFile(denseReport())).toBe(await htmlFile(denseReport()));
  });
});
