import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { kindByName } from '../../datasets/recognize/dataKinds.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';

/** A module of somebody's that a run loads, with the rights of who runs it. */
export interface CodeUse {
  readonly kind: 'data' | 'setup' | 'tensorflow';
  /** Absolute path of the module. */
  readonly path: string;
}

/** What code a run would load besides Entroscope's own. */
export function codeUses({ data, setup, tensorflowFrom }: AnalyzeRequest): readonly CodeUse[] {
  const tensorflow = tensorflowFrom === null ? null : tensorflowModule(tensorflowFrom);
  return [
    ...(kindByName(basename(data)) === 'module' ? [{ kind: 'data', path: data } as const] : []),
    ...(setup === null ? [] : [{ kind: 'setup', path: setup } as const]),
    ...(tensorflow === null ? [] : [{ kind: 'tensorflow', path: tensorflow } as const]),
  ];
}

/** The request with leave for these uses, and for no other code. */
export function withLeaveFor(request: AnalyzeRequest, uses: readonly CodeUse[]): AnalyzeRequest {
  const has = (kind: CodeUse['kind']): boolean => uses.some((use) => use.kind === kind);
  return {
    ...request,
    trusted: has('data'),
    setup: has('setup') ? request.setup : null,
    tensorflowFrom: has('tensorflow') ? request.tensorflowFrom : null,
  };
}

/** The tfjs-node that a run would load from a folder; null where none is installed for it. */
function tensorflowModule(folder: string): string | null {
  try {
    return createRequire(join(folder, 'package.json')).resolve('@tensorflow/tfjs-node');
  } catch {
    return null;
  }
}
