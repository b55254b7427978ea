import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, temporaryFolder } from '../support/cli.js';
import { smallModel } from '../support/smallModel.js';

/** Another user: root may read and write everything. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** Can another user start the command? The checkout may lie where only its owner may enter. */
const canRunAsNobody =
  isRoot &&
  spawnSync(process.execPath, ['-e', `require('fs').accessSync(${JSON.stringify(dirname(CLI))})`], {
    uid: NOBODY,
    gid: NOBODY,
  }).status === 0;

function runAsNobody(
  args: readonly string[],
  cwd: string,
): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    encoding: 'utf8',
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  return { status, stderr };
}

// Skipped as root where another user cannot start the command.
describe.skipIf(isRoot && !canRunAsNobody)(
  'what this user may not read or write is said, and is no fault',
  () => {
    it('model, weights, data and outputs', async () => {
      const root = temporaryFolder();
      chmodSync(root, 0o755);
      await smallModel(root, { seed: 1, shards: 2 });
      const shard = 'group1-shard1of2.bin';
      for (const name of ['closed-model', 'closed-shard']) {
        mkdirSync(join(root, name));
        for (const file of ['model.json', shard, 'group1-shard2of2.bin'])
          cpSync(join(root, file), join(root, name, file));
      }
      chmodSync(join(root, 'closed-model', 'model.json'), 0);
      chmodSync(join(root, 'closed-shard', shard), 0);
      mkdirSync(join(root, 'pictures', 'closed'), { recursive: true });
      chmodSync(join(root, 'pictures', 'closed'), 0);
      writeFileSync(join(root, 'closed.csv'), '1,2,3,4\n', { mode: 0 });
      mkdirSync(join(root, 'read-only'), { mode: 0o555 });
      const synthetic = ['--data', 'synthetic', '--samples', '32', '--backend', 'cpu'];
      for (const [args, file] of [
        [['inspect', 'closed-model'], 'closed-model/model.json'],
        [['inspect', 'closed-shard'], `closed-shard/${shard}`],
        [['analyze', 'model.json', '--data', 'closed.csv'], 'closed.csv'],
        [['analyze', 'model.json', '--data', 'pictures'], 'pictures/closed'],
        [['compare', 'closed.csv', 'closed.csv'], 'closed.csv'],
        [['analyze', 'model.json', ...synthetic, '--json', 'read-only/r.json'], 'read-only'],
      ] as const) {
        const { status, stderr } = runAsNobody(args, root);
        expect(stderr, args.join(' ')).toContain(file);
        expect(stderr).toMatch(/EACCES, no permission\): |may not be written to: /);
        expect(stderr).not.toContain('a fault of Entroscope');
        expect(status).toBe(1);
      }
      // Six commands one after the other.
    }, 240_000);
  },
);

describe('a full disk', () => {
  const folder = temporaryFolder();
  const mounted =
    isRoot &&
    existsSync('/bin/mount') &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], { stdio: 'ignore' }).status === 0;

  // Skipped where no small tmpfs can be mounted.
  it.skipIf(!mounted)(
    'is said, and leaves nothing half written',
    async () => {
      try {
        const root = temporaryFolder();
        await smallModel(root, { seed: 1, shards: 2 });
        const run = spawnSync(
          process.execPath,
          [
            ...[CLI, 'analyze', root, '--data', 'synthetic', '--samples', '32', '--backend', 'cpu'],
            ...['--html', join(folder, 'report.html')],
          ],
          { encoding: 'utf8' },
        );
        expect(run.stderr).toContain(
          'report.html cannot be written (ENOSPC, the disk is full): free some space',
        );
        expect(run.status).toBe(1);
      } finally {
        execFileSync('umount', [folder]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    60_000,
  );
});
