import * as vscode from 'vscode';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { shownPath } from '../models/workspacePath.js';
import { askModal } from '../say.js';
import { codeUses, withLeaveFor, type CodeUse } from './codeUse.js';
import { foreignCode, realPlace } from './foreignCode.js';

const RUN = 'Run This Code';
const REFUSE = 'Do Not Run';

const NAMES: Readonly<Record<CodeUse['kind'], string>> = {
  data: 'data set module',
  setup: 'setup module',
  tensorflow: '@tensorflow/tfjs-node',
};

/** Which modules outside the trusted workspace may run: those that a person said yes to in this window. */
export class CodeTrust {
  readonly #allowed = new Set<string>();
  /** By place: the question that is open about it. */
  readonly #asking = new Map<string, Promise<boolean>>();

  /**
   * The request with leave to run the code that it needs.
   * @param settings absolute path of the entroscope.json whose entry the request follows; null: none
   * @param asked may a person be asked? Otherwise what was not allowed before is refused
   * @throws ExpectedError data-needs-trust, not-trusted where code is refused
   */
  async withTrust(
    request: AnalyzeRequest,
    { settings, asked }: { readonly settings: string | null; readonly asked: boolean },
  ): Promise<AnalyzeRequest> {
    const { model } = request;
    const uses = codeUses(request);
    for (const use of await foreignCode(uses, { model, settings, folders: trustedFolders() })) {
      const place = (await realPlace(use.path)) ?? use.path;
      if (this.#allowed.has(place)) continue;
      if (!asked || !(await this.#ask(use, place, model))) throw refusal(use);
    }
    return withLeaveFor(request, uses);
  }

  /** A yes holds for the window. A no holds for this run: whoever asks for another one may think again. */
  async #ask(use: CodeUse, place: string, model: string): Promise<boolean> {
    const open = this.#asking.get(place);
    if (open !== undefined) return open;
    const question = askAbout(use, place, model);
    this.#asking.set(place, question);
    try {
      const allowed = await question;
      if (allowed) this.#allowed.add(place);
      return allowed;
    } finally {
      this.#asking.delete(place);
    }
  }
}

function trustedFolders(): readonly string[] {
  if (!vscode.workspace.isTrusted) return [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

async function askAbout({ kind, path }: CodeUse, place: string, model: string): Promise<boolean> {
  const answer = await askModal(`Run the ${NAMES[kind]} ${path}?`, {
    detail: [
      ...(place === path ? [] : [`It lies at ${place}.`]),
      `The analysis of ${shownPath(model)} needs it. It is code, and not the module, its entroscope.json and the model all lie in the workspace that you trust.`,
      'It would run with your rights: it may read, change and delete your files, start programs and send data anywhere. Run it only if you trust who wrote it. A yes holds until the window is closed or reloaded.',
    ],
    // Enter presses the first.
    buttons: [REFUSE, RUN],
  });
  return answer === RUN;
}

function refusal({ kind, path }: CodeUse): ExpectedError {
  return new ExpectedError(
    kind === 'data' ? 'data-needs-trust' : 'not-trusted',
    phrase`the ${NAMES[kind]} ${file(path)} was not run, since not all of it, its entroscope.json and the model lie in the workspace that you trust: analyze again and allow it, or open the folder that holds them all`,
  );
}
