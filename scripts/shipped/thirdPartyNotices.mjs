import { allowedLicenses, licenseText } from './licenses.mjs';

const RULE = '='.repeat(80);

/**
 * THIRD_PARTY_NOTICES.txt: what of others is in Entroscope's packages, with versions, licenses and where it is, then every
 * license text with all that it is for.
 * @param {readonly import('./packages.mjs').ShippedPackage[]} packages
 * @param {readonly import('./compiledLibraries.mjs').CompiledLibrary[]} libraries
 * @returns {string}
 * @throws where a license does not allow to ship what it is for
 */
export function thirdPartyNotices(packages, libraries) {
  const items = [
    ...packages.map((shipped) => ({
      title: titleOf(shipped),
      license: shipped.license,
      files: shipped.files,
      text: licenseText(shipped),
    })),
    ...libraries.map(({ name, ...library }) => ({ title: name, ...library })),
  ];
  for (const { title, license } of items) allowedLicenses(license, title);

  const line = ({ title, license, files }) => `${title} (${license}): ${files.join(', ')}`;
  return [
    'Third-party notices',
    '',
    `Entroscope's files hold code of ${packages.length} packages and, in what is compiled, of ${libraries.length} libraries.`,
    'Each is named here with its license and with the files that hold some of it;',
    'then follow the texts of the licenses.',
    '',
    'Packages',
    '',
    ...items.slice(0, packages.length).map(line),
    '',
    'Libraries',
    '',
    ...items.slice(packages.length).map(line),
    '',
    ...licenseTexts(items),
  ].join('\n');
}

/**
 * The notices of one bundle as a comment at its end: page.js leaves the packages, inside of every HTML report.
 * @param {readonly import('./packages.mjs').ShippedPackage[]} packages those that are in it
 * @returns {string} JavaScript
 * @throws where a text would end the comment
 */
export function noticesComment(packages) {
  const items = packages.map((shipped) => ({ title: titleOf(shipped), text: licenseText(shipped) }));
  const words = ['This holds code of others, under their licenses:', '', ...licenseTexts(items)].join('\n');
  if (words.includes('*/')) throw new Error('a license text would end its comment');
  return `/*!\n${words}*/\n`;
}

function titleOf({ name, version }) {
  return `${name} ${version}`;
}

/** Every text once, below the titles of all that it is for. */
function licenseTexts(items) {
  const groups = new Map();
  for (const { title, text } of items) groups.set(text, [...(groups.get(text) ?? []), title]);
  return [...groups].flatMap(([text, titles]) => [RULE, ...titles, RULE, '', text, '']);
}
