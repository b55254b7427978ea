import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * sbom.cdx.json: the same as the notices for programs, in CycloneDX 1.6. It has neither time nor serial number, so that the
 * same packages give the same bytes. A library inside of a .wasm file has no version that its package would tell.
 * Source: https://cyclonedx.org/docs/1.6/json/
 * @param {readonly import('./packages.mjs').ShippedPackage[]} packages
 * @param {readonly import('./compiledLibraries.mjs').CompiledLibrary[]} libraries
 * @returns {object}
 */
export function billOfMaterials(packages, libraries) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const main = npmComponent({ name, version, license, type: 'application' });
  const components = [
    ...packages.map((shipped) => ({
      ...npmComponent({ ...shipped, type: 'library' }),
      properties: inFiles(shipped.files),
    })),
    ...libraries.map((library) => ({
      type: 'library',
      'bom-ref': `compiled:${library.name}`,
      name: library.name,
      licenses: licenseChoice(library.license),
      properties: inFiles(library.files),
    })),
  ];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: main },
    components,
    dependencies: [{ ref: main['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
  };
}

function npmComponent({ type, name, version, license }) {
  const [scope, rest] = name.startsWith('@') ? name.split('/') : [undefined, name];
  // Source: https://github.com/package-url/purl-spec, where the @ of a scope is written %40.
  const path = scope === undefined ? rest : `${encodeURIComponent(scope)}/${rest}`;
  const purl = `pkg:npm/${path}@${version}`;
  return {
    type,
    'bom-ref': purl,
    ...(scope === undefined ? {} : { group: scope }),
    name: rest,
    version,
    licenses: licenseChoice(license),
    purl,
  };
}

function licenseChoice(license) {
  return / /.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

function inFiles(files) {
  return files.map((file) => ({ name: 'entroscope:file', value: `dist/${file}` }));
}
