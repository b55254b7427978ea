import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { scenario } from './support/scenario.js';

/**
 * No test: what scripts that are slow to read cost the extension host, measured from outside through Node's inspector,
 * which SIGUSR1 opens. `node scripts/hostWait.mjs FOLDER` opens every script below each folder FOLDER/source-*.
 */
const SOURCES = process.env['ENTROSCOPE_HOSTILE'] ?? '';
const MEASURED_MS = 20_000;

describe('the extension host with scripts that are slow to read', () => {
  scenario(
    'answers',
    {
      prepare: async (folder) => {
        for (const name of await readdir(SOURCES)) {
          if (name.startsWith('source-'))
            await cp(join(SOURCES, name), join(folder, name), { recursive: true });
        }
      },
    },
    async (editor) => {
      // Where nothing was analyzed, no script is read.
      await editor.contextMenu('model/model.json', 'Analyze Activation Entropy');
      await editor.waitForState('panel', 'done');
      const hosts = (await editor.server.processes()).filter(({ command }) =>
        command.includes('type=extensionHost'),
      );
      const [host] = hosts;
      if (host === undefined) throw new Error('no extension host runs');
      const before = await memoryOf(host.pid);
      process.kill(host.pid, 'SIGUSR1');
      const inspector = await Inspector.open();
      await inspector.evaluate(`
        globalThis.measured = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 });
        measured.enable();
      `);
      await delay(5000);
      const idle = await inspector.evaluate('measured.max / 1e6');
      await inspector.evaluate('measured.reset()');
      const scripts = await scriptsBelow(editor.folder);
      for (const script of scripts) await editor.openFile(script);
      await delay(MEASURED_MS);
      const worst = await inspector.evaluate('measured.max / 1e6');
      const p99 = await inspector.evaluate('measured.percentile(99) / 1e6');
      const after = await memoryOf(host.pid);
      console.log(
        JSON.stringify(
          { scripts, idleWorstMs: idle, openWorstMs: worst, openP99Ms: p99, before, after },
          null,
          2,
        ),
      );
      inspector.close();
      expect(Number(worst)).toBeGreaterThan(0);
    },
  );
});

async function scriptsBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.startsWith('source-') && /\.(?:[cm]?[jt]s|py|ipynb)$/u.test(name));
}

/** kB now, and at the most so far. */
async function memoryOf(pid: number): Promise<{ readonly rssKb: number; readonly peakKb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'mu').exec(status)?.[1]);
  return { rssKb: field('VmRSS'), peakKb: field('VmHWM') };
}

/** As much of the inspector's protocol as it takes to evaluate an expression. */
class Inspector {
  readonly #socket: WebSocket;
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(): Promise<Inspector> {
    for (let tries = 0; ; tries += 1) {
      try {
        const targets = (await (await fetch('http://127.0.0.1:9229/json/list')).json()) as readonly {
          readonly webSocketDebuggerUrl: string;
        }[];
        const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
        await new Promise((resolve, reject) => {
          socket.addEventListener('open', resolve, { once: true });
          socket.addEventListener('error', reject, { once: true });
        });
        return new Inspector(socket);
      } catch (error) {
        if (tries > 50) throw error;
        await delay(100);
      }
    }
  }

  evaluate(expression: string): Promise<unknown> {
    const id = (this.#id += 1);
    return new Promise((resolve) => {
      const answered = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as { id?: number; result?: { result?: { value?: unknown } } };
        if (answer.id !== id) return;
        this.#socket.removeEventListener('message', answered);
        resolve(answer.result?.result?.value);
      };
      this.#socket.addEventListener('message', answered);
      this.#socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression } }));
    });
  }

  close(): void {
    this.#socket.close();
  }
}
