import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TEXTS = join(dirname(fileURLToPath(import.meta.url)), 'texts');

/** Licenses that allow to pass the code on inside of this, under no other condition than that the notices go with it. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'IJG',
  'ISC',
  'MIT',
  'NCSA',
  'Unlicense',
  'Zlib',
]);

/**
 * The licenses of an SPDX expression that all hold: of `A OR B` the first that is allowed. Parentheses stand around whole
 * choices, as in `(MIT OR GPL-2.0-only) AND ISC`.
 * @param {string} expression
 * @param {string} owner whose license it is, for the error
 * @returns {readonly string[]}
 * @throws where one of them is not allowed, or there is none
 */
export function allowedLicenses(expression, owner) {
  return expression.split(/\s+AND\s+(?![^(]*\))/).map((part) => {
    const choices = part
      .trim()
      .replace(/^\((.*)\)$/, '$1')
      .split(/\s+OR\s+/);
    const license = choices.find((choice) => ALLOWED.has(choice));
    if (license === undefined) {
      throw new Error(`${owner} has the license "${expression}", which does not allow to ship it`);
    }
    return license;
  });
}

/**
 * The text of a license as it stands for everybody, behind whose copyright it is.
 * @param {string} license
 * @param {readonly string[]} copyrights lines
 */
export function standardText(license, copyrights) {
  return [...copyrights, '', withoutRim(readFileSync(join(TEXTS, `${license}.txt`), 'utf8'))]
    .join('\n')
    .trim();
}

/**
 * What a package says of its license: its files with licenses and notices, one after the other; where it has no file with a
 * license, the standard text behind the copyrights that its sources in the bundles state, or else its author.
 * @param {import('./packages.mjs').ShippedPackage} shipped
 */
export function licenseText({ name, version, license, author, folder, sources }) {
  const owner = `${name} ${version}`;
  const licenses = allowedLicenses(license, owner);
  const files = readdirSync(folder).sort();
  const named = (pattern) => files.filter((file) => pattern.test(file)).map((file) => read(folder, file));
  const texts = named(/^(licen[cs]e|copying)([-.]|$)/i);
  if (texts.length === 0) {
    const stated = copyrightLines(sources);
    const copyrights = stated.length > 0 ? stated : author === '' ? [] : [`Copyright (c) ${author}`];
    if (copyrights.length === 0)
      throw new Error(`${owner} says neither license text nor copyright nor author`);
    texts.push(...licenses.map((one, index) => standardText(one, index === 0 ? copyrights : [])));
  }
  return [...texts, ...named(/notice/i)].join('\n\n');
}

/** Lines of the sources' comments that state a copyright, each once, in order. */
function copyrightLines(sources) {
  const lines = new Set();
  for (const source of sources) {
    const pattern = /^[ \t/*]*((?:copyright\b|\(c\) )[^\n]*?(?:\d{4}|\(c\))[^\n]*?)[ \t*/]*$/gim;
    for (const [, line] of readFileSync(source, 'utf8').matchAll(pattern)) lines.add(line);
  }
  return [...lines].sort();
}

function read(folder, file) {
  return withoutRim(readFileSync(join(folder, file), 'utf8'));
}

/** Line ends as \n, nothing at the ends of lines, no empty lines around. */
function withoutRim(text) {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/^\n+|\n+$/g, '');
}
