import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PackageURL } from 'packageurl-js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * sbom.cdx.json: the same as the notices for programs, in CycloneDX 1.6, written by CycloneDX's own library. It has neither
 * time nor serial number, so that the same packages give the same bytes. A library inside of a .wasm file has no version
 * that its package would tell.
 * Source: https://cyclonedx.org/docs/1.6/json/
 * @param {readonly import('./packages.mjs').ShippedPackage[]} packages
 * @param {readonly import('./compiledLibraries.mjs').CompiledLibrary[]} libraries
 * @returns {string} JSON
 */
export function billOfMaterials(packages, libraries) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const main = npmComponent(Enums.ComponentType.Application, { name, version, license });
  const components = [
    ...packages.map((shipped) =>
      withFiles(npmComponent(Enums.ComponentType.Library, shipped), shipped.files),
    ),
    ...libraries.map((library) =>
      withFiles(
        new Models.Component(Enums.ComponentType.Library, library.name, {
          bomRef: `compiled:${library.name}`,
          licenses: licenses(library.license),
        }),
        library.files,
      ),
    ),
  ];
  for (const component of components) main.dependencies.add(component.bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: main }),
    components: new Models.ComponentRepository(components),
  });
  const normalize = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(normalize).serialize(bom, { sortLists: true });
}

function npmComponent(type, { name, version, license }) {
  const [scope, rest] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = new PackageURL('npm', scope, rest, version).toString();
  return new Models.Component(type, rest, {
    bomRef: purl,
    group: scope,
    version,
    licenses: licenses(license),
    purl,
  });
}

function licenses(license) {
  const one = / /.test(license) ? new Models.LicenseExpression(license) : new Models.SpdxLicense(license);
  return new Models.LicenseRepository([one]);
}

function withFiles(component, files) {
  for (const file of files) component.properties.add(new Models.Property('entroscope:file', `dist/${file}`));
  return component;
}
