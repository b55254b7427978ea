import type { ModelRunner } from '../engine/tap.js';

/** A runner without what only its opener knows: backend and repairs. */
export type LoadedModel = Omit<ModelRunner, 'backend' | 'backendVersion' | 'fallbackReason' | 'repairs'>;
