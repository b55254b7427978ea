import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../bundles.mjs';
import { standardText } from './licenses.mjs';

const TENSORFLOW = ['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm'];

/** What the copied .wasm files are made of, which no metafile tells: as their packages, or the libraries' own build files, say; versions are told by none. */
const LIBRARIES = [
  {
    name: 'XNNPACK',
    license: 'BSD-3-Clause',
    files: TENSORFLOW,
    copyrights: [
      'Copyright (c) Facebook, Inc. and its affiliates. All rights reserved.',
      'Copyright 2019 Google LLC',
    ],
  },
  {
    name: 'pthreadpool',
    license: 'BSD-2-Clause',
    files: TENSORFLOW,
    copyrights: [
      'Copyright (c) 2017 Facebook Inc.',
      'Copyright (c) 2015-2017 Georgia Institute of Technology',
    ],
  },
  {
    name: 'cpuinfo',
    license: 'BSD-2-Clause',
    files: TENSORFLOW,
    copyrights: [
      'Copyright (c) 2017 Facebook Inc.',
      'Copyright (C) 2012-2017 Georgia Institute of Technology',
      'Copyright (C) 2010-2012 Marat Dukhan',
    ],
  },
  {
    name: 'FP16',
    license: 'MIT',
    files: TENSORFLOW,
    copyrights: ['Copyright (c) 2017 Facebook Inc.', 'Copyright (c) 2017 Georgia Institute of Technology'],
  },
  { name: 'FXdiv', license: 'MIT', files: TENSORFLOW, copyrights: ['Copyright (c) 2016 Marat Dukhan'] },
  {
    name: 'Emscripten',
    license: 'MIT',
    files: ['mozjpeg_dec.wasm', ...TENSORFLOW, 'webp_dec.wasm'],
    copyrights: ['Copyright (c) 2010-2014 Emscripten authors, see AUTHORS file.'],
  },
  {
    name: 'musl',
    license: 'MIT',
    files: ['mozjpeg_dec.wasm', ...TENSORFLOW, 'webp_dec.wasm'],
    copyrights: ['Copyright (c) 2005-2012 Rich Felker'],
  },
  {
    name: 'MozJPEG (libjpeg-turbo)',
    license: 'IJG AND BSD-3-Clause AND Zlib',
    files: ['mozjpeg_dec.wasm'],
    text: ['@jsquash/jpeg', 'codec/LICENSE.codec.md'],
    // As the IJG license asks of whoever ships no source.
    preface: 'This software is based in part on the work of the Independent JPEG Group.',
  },
  {
    name: 'libwebp',
    license: 'BSD-3-Clause',
    files: ['webp_dec.wasm'],
    text: ['@jsquash/webp', 'codec/LICENSE.codec.md'],
  },
];

/**
 * @typedef {object} CompiledLibrary
 * @property {string} name
 * @property {string} license an SPDX expression
 * @property {readonly string[]} files what in dist holds some of it
 * @property {string} text of its license
 */

/**
 * Libraries inside of the .wasm files, with their license texts: from their package where it brings one.
 * @returns {readonly CompiledLibrary[]}
 */
export function compiledLibraries() {
  return LIBRARIES.map(({ name, license, files, copyrights = [], text, preface }) => {
    const words =
      text === undefined
        ? standardText(license, copyrights)
        : readFileSync(join(packageRoot(text[0]), text[1]), 'utf8').trim();
    return { name, license, files, text: preface === undefined ? words : `${preface}\n\n${words}` };
  });
}
