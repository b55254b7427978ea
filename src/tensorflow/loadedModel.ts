import type { ModelRunner } from '../engine/tap.js';

/** A runner without what only its opener knows: the backend. */
export type LoadedModel = Omit<ModelRunner, 'backend' | 'backendVersion' | 'fallbackReason'>;
