import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COPIED_FILES, makeBundles } from '../../scripts/bundles.mjs';
import { compiledLibraries } from '../../scripts/shipped/compiledLibraries.mjs';
import { allowedLicenses, licenseText } from '../../scripts/shipped/licenses.mjs';
import { packagesOf } from '../../scripts/shipped/packages.mjs';
import { thirdPartyNotices } from '../../scripts/shipped/thirdPartyNotices.mjs';
import { ROOT, temporaryFolder } from '../support/cli.js';

type Metafiles = Awaited<ReturnType<typeof makeBundles>>;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const notices = readFileSync(join(ROOT, 'THIRD_PARTY_NOTICES.txt'), 'utf8');
let metafiles: Metafiles;
/** package.json of whatever has bytes in a bundle or is copied, found without what writes the notices. */
let manifests: readonly Manifest[];

beforeAll(async () => {
  metafiles = await makeBundles({ write: false });
  const folders = new Set(COPIED_FILES.map(({ package: name }) => join(ROOT, 'node_modules', name)));
  for (const { outputs } of Object.values(metafiles)) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const parts = input.split('/');
        const last = parts.lastIndexOf('node_modules');
        if (last < 0 || bytesInOutput === 0) continue;
        const names = parts[last + 1]?.startsWith('@') === true ? 2 : 1;
        const inside = parts.slice(parts.indexOf('node_modules'), last + 1 + names);
        folders.add(join(ROOT, ...inside));
      }
    }
  }
  manifests = [...folders].map(
    (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest,
  );
});

/** The text below the rule under which a title stands. */
function textFor(title: string): string {
  const rule = '='.repeat(80);
  const sections = notices.split(`${rule}\n`);
  const heads = sections.findIndex((section, index) => index > 0 && section.split('\n').includes(title));
  return heads < 0 ? '' : (sections[heads + 1] ?? '');
}

describe('the third-party notices', () => {
  it('name every package that is in a bundle or copied, with its version, license and license text', () => {
    expect(manifests.length).toBeGreaterThan(40);
    for (const { name, version, license } of manifests) {
      expect(notices).toContain(`\n${name} ${version} (${license}): `);
      expect(textFor(`${name} ${version}`), `${name} ${version}`).toMatch(
        /permission|permitted|Apache License/i,
      );
    }
  });

  it('name no other package', () => {
    const named = notices.slice(0, notices.indexOf('\nLibraries\n')).match(/^\S+ \S+ \(.+\): \S.*$/gm);
    expect(named?.map((line) => line.slice(0, line.indexOf(' (')))).toEqual(
      manifests.map(({ name, version }) => `${name} ${version}`).sort(),
    );
  });

  it('name what every file of WebAssembly is compiled from', () => {
    const compiled = readdirSync(join(ROOT, 'dist')).filter((file) => file.endsWith('.wasm'));
    expect(compiled).toHaveLength(COPIED_FILES.length);
    for (const file of compiled) {
      const libraries = compiledLibraries().filter(({ files }) => files.includes(file));
      expect(libraries.map(({ name }) => name)).toContain('Emscripten');
      expect(libraries.length).toBeGreaterThan(2);
      for (const { name, text } of libraries) expect(textFor(name)).toContain(text);
    }
    expect(notices).toContain('based in part on the work of the Independent JPEG Group');
  });

  it('are not made for a package whose license does not allow to pass it on', () => {
    const [first] = packagesOf(Object.values(metafiles));
    for (const license of [
      'GPL-3.0-only',
      'MIT AND GPL-3.0-only',
      'UNLICENSED',
      'SEE LICENSE IN LICENSE',
      '',
    ]) {
      expect(() => thirdPartyNotices([{ ...first!, license }], [])).toThrow(
        `${first!.name} ${first!.version} has the license "${license}", which does not allow to ship it`,
      );
    }
  });

  it('are in what is packed for VS Code and for npm', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    const allowed = readFileSync(join(ROOT, '.vscodeignore'), 'utf8').split('\n');
    for (const file of ['THIRD_PARTY_NOTICES.txt', 'sbom.cdx.json']) {
      expect(files).toContain(file);
      expect(allowed).toContain(`!${file}`);
    }
  });
});

describe('a license', () => {
  it('of several that hold all, or of which one may be chosen', () => {
    expect(allowedLicenses('Apache-2.0 AND MIT', 'x')).toEqual(['Apache-2.0', 'MIT']);
    expect(allowedLicenses('GPL-2.0-only OR MIT', 'x')).toEqual(['MIT']);
    expect(allowedLicenses('(MIT OR GPL-2.0-only) AND ISC', 'x')).toEqual(['MIT', 'ISC']);
    expect(() => allowedLicenses('(LGPL-3.0-only OR GPL-2.0-only) AND ISC', 'x')).toThrow('LGPL-3.0-only');
  });

  describe('of a package', () => {
    const folder = temporaryFolder();
    const shipped = (name: string, files: Readonly<Record<string, string>>, author = '') => {
      mkdirSync(join(folder, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
      const sources = Object.keys(files)
        .filter((file) => file.endsWith('.js'))
        .map((file) => join(folder, name, file));
      const license = 'MIT';
      return { name, version: '1.0.0', license, author, folder: join(folder, name), files: [], sources };
    };

    it('is told by its own files', () => {
      const own = {
        'LICENSE.md': 'Own words  \r\nof it\r\n',
        NOTICE: 'And a notice\n',
        'a.js': '// Copyright 2020 A',
      };
      expect(licenseText(shipped('own', own))).toBe('Own words\nof it\n\nAnd a notice');
    });
    it('is the standard text behind the copyrights of its sources where it has no such file', () => {
      const sources = {
        'a.js': '/**\n * Copyright 2020 B. All Rights Reserved.\n */\nconst copyright = 1;',
        'b.js': '// (c) A, 2013.\n/* Copyright 2020 B. All Rights Reserved. */',
      };
      expect(licenseText(shipped('sources', sources))).toMatch(
        /^\(c\) A, 2013\.\nCopyright 2020 B\. All Rights Reserved\.\n\nPermission is hereby granted/,
      );
    });
    it('is the standard text behind its author where the sources say nothing', () => {
      expect(licenseText(shipped('author', { 'a.js': '1;' }, 'C'))).toMatch(
        /^Copyright \(c\) C\n\nPermission is hereby granted/,
      );
    });
    it('is an error where nobody is named', () => {
      expect(() => licenseText(shipped('nobody', { 'a.js': '1;' }))).toThrow('nobody 1.0.0');
    });
  });
});

it('the bill of materials has the same packages, each by its address of package-url', () => {
  const bill = JSON.parse(readFileSync(join(ROOT, 'sbom.cdx.json'), 'utf8')) as {
    readonly bomFormat: string;
    readonly components: readonly { readonly purl?: string; readonly 'bom-ref': string }[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  };
  expect(bill.bomFormat).toBe('CycloneDX');
  expect(bill.components.flatMap(({ purl }) => purl ?? []).sort()).toEqual(
    manifests.map(({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`).sort(),
  );
  const references = bill.components.map((component) => component['bom-ref']);
  expect(new Set(references).size).toBe(references.length);
  const main = bill.dependencies.find(({ ref }) => ref.startsWith('pkg:npm/entroscope@'));
  expect([...(main?.dependsOn ?? [])].sort()).toEqual([...references].sort());
});

it('the bill of materials is what the schema of CycloneDX 1.6 wants', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  const text = readFileSync(join(ROOT, 'sbom.cdx.json'), 'utf8');
  expect(await validator.validate(text)).toBeNull();
  expect(await validator.validate(text.replace('"type": "library"', '"type": "novel"'))).not.toBeNull();
});

it('an HTML report, which is passed on without the notices, holds those of what is in it', () => {
  const page = readFileSync(join(ROOT, 'dist', 'page.js'), 'utf8');
  const inPage = packagesOf(Object.values(metafiles)).filter(({ files }) => files.includes('page.js'));
  expect(inPage.map(({ name }) => name)).toContain('d3-scale');
  for (const shipped of inPage) {
    expect(page).toContain(`\n${shipped.name} ${shipped.version}\n`);
    expect(page).toContain(licenseText(shipped));
  }
});

it('child.js holds nothing that TensorFlow.js calls in browsers or older Nodes alone', () => {
  const inputs = Object.keys(metafiles.child.inputs);
  expect(inputs.some((input) => input.includes('@tensorflow/tfjs-core/'))).toBe(true);
  expect(
    inputs.filter((input) => /node_modules\/(node-fetch|whatwg-url|tr46|webidl-conversions)\//.test(input)),
  ).toEqual([]);
});
