import type { SourceText } from './findLayers.js';
import type { SourceLanguage } from './syntax/parseSource.js';

/** A script's opening and closing tag, or what is none: a comment. */
const TAGS = /<!--[\s\S]*?(?:-->|$)|<script\b((?:"[^"]*"|'[^']*'|[^>"'])*)>([\s\S]*?)(?:<\/script\s*>|$)/gi;
const CODE_TYPES =
  /^$|^module$|^text\/(babel|jsx|typescript|javascript)$|^(application|text)\/(x-)?(java|ecma)script$/i;

/**
 * The scripts of a page, or of a component of Vue or Svelte, as one program: all else is blank, so that offsets and lines
 * are the page's own. Scripts that hold data, templates or shaders are left out.
 */
export function pageScripts(text: string): SourceText {
  let language: SourceLanguage = 'javascript';
  let code = '';
  for (const match of text.matchAll(TAGS)) {
    const [tag, attributes, body] = match;
    if (attributes === undefined || body === undefined) continue;
    if (!CODE_TYPES.test(attribute(attributes, 'type'))) continue;
    const lang = attribute(attributes, 'lang').toLowerCase();
    if (lang === 'tsx') language = 'tsx';
    else if (/^(ts|typescript)$/.test(lang) && language !== 'tsx') language = 'typescript';
    const from = match.index + tag.indexOf('>', '<script'.length + attributes.length) + 1;
    code += blank(text.slice(code.length, from)) + text.slice(from, from + body.length);
  }
  return { text: code + blank(text.slice(code.length)), language };
}

function attribute(attributes: string, name: string): string {
  const [, double, single, bare] =
    new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes) ?? [];
  return (double ?? single ?? bare ?? '').trim();
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
