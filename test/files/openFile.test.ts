import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFile, readBytes, readHead, readText, streamFile } from '../../src/files/openFile.js';
import { temporaryFolder } from '../support/cli.js';

const USE = { code: 'data-missing', absent: 'correct the path' } as const;
const folder = temporaryFolder();
const place = (name: string): string => join(folder, name);

describe('what is no ordinary file is refused, and nothing is waited for', () => {
  it.each([
    [
      'a folder',
      'folder',
      () => {
        mkdirSync(place('folder'));
      },
    ],
    ['a pipe (FIFO)', 'pipe', () => execFileSync('mkfifo', [place('pipe')])],
    [
      'a device',
      'device',
      () => {
        symlinkSync('/dev/zero', place('device'));
      },
    ],
    [
      'a device',
      'terminal',
      () => {
        symlinkSync('/dev/tty', place('terminal'));
      },
    ],
  ])('%s: %s', async (kind, name, make) => {
    make();
    for (const read of [openFile, readBytes, readText, streamFile] as const)
      await expect(read(place(name), USE)).rejects.toMatchObject({
        code: 'data-missing',
        message: expect.stringContaining(`${place(name)} is no file but ${kind}`) as string,
        file: { path: place(name) },
      });
  });

  it('a socket', async () => {
    const server = createServer().listen(place('socket'));
    await once(server, 'listening');
    try {
      await expect(readBytes(place('socket'), USE)).rejects.toThrow('is no file but a socket: name');
    } finally {
      server.close();
    }
  });

  it('a pipe that is put in place of a file while it is looked at', async () => {
    const path = place('swapped');
    execFileSync('mkfifo', [place('other-pipe')]);
    let refused = 0;
    for (let i = 0; i < 50; i += 1) {
      writeFileSync(path, 'text');
      const read = readBytes(path, USE).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'data-missing' });
        refused += 1;
      });
      renameSync(place('other-pipe'), path);
      await read;
      renameSync(path, place('other-pipe'));
    }
    expect(refused).toBeLessThanOrEqual(50);
  });
});

describe('ordinary files', () => {
  it('are read, by a link, too', async () => {
    writeFileSync(place('file'), 'abcdef');
    symlinkSync(place('file'), place('link'));
    expect(await readText(place('link'), USE)).toBe('abcdef');
    expect((await readHead(place('file'), USE, 3)).toString()).toBe('abc');
    const pieces: Buffer[] = [];
    for await (const piece of await streamFile(place('file'), USE, { start: 1, end: 3 }))
      pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toBe('bcd');
  });

  it('of the kernel have no size, and are read all the same, as far as the limit', async () => {
    expect(await readText('/proc/version', USE)).toMatch(/^Linux/);
    await expect(readBytes('/proc/self/pagemap', USE, 1000)).rejects.toMatchObject({
      code: 'data-missing',
      message: expect.stringMatching(/^\/proc\/self\/pagemap .*: name/) as string,
    });
  });
});

describe('what the system refuses is said with file, cause and remedy', () => {
  it.each([
    ['absent', 'does not exist: correct the path'],
    ['x'.repeat(300), 'cannot be read (ENAMETOOLONG, its name or path is too long): name a shorter one'],
    ['file/inside', 'cannot be read (ENOTDIR, a part of its path is no folder): correct the path'],
    ['circle', 'cannot be read (ELOOP, its links lead in a circle): mend the links'],
    ['br\ufffdken', 'its name holds bytes that are no UTF-8'],
  ])('%s', async (name, said) => {
    writeFileSync(place('file'), '');
    if (name === 'circle') symlinkSync(place('circle'), place('circle'));
    await expect(readBytes(place(name), USE)).rejects.toMatchObject({
      code: 'data-missing',
      message: expect.stringContaining(said) as string,
      file: { path: place(name) },
    });
  });

  it.skipIf(process.getuid?.() === 0)('no permission', async () => {
    writeFileSync(place('closed'), '');
    chmodSync(place('closed'), 0);
    await expect(readBytes(place('closed'), USE)).rejects.toThrow('EACCES, no permission');
  });
});
