import { isDraft } from './draft.js';

export interface Policies {
  /** Names of types ("float32", "mixed_bfloat16"), that of the layer itself first. */
  readonly names: readonly string[];
  /** How its weights are quantized: "int8", "int4", "float8". */
  readonly modes: readonly string[];
}

/**
 * Reads what Keras 3 writes as a dtype: a name, a policy { name }, a quantized one { mode, source_name }, or a map of
 * policies by the layers inside (of MultiHeadAttention).
 */
export function policiesOf(dtype: unknown): Policies {
  const names: string[] = [];
  const modes: string[] = [];
  const read = (value: unknown): void => {
    if (typeof value === 'string') {
      const [, mode, source] = /^(int8|int4|float8|gptq|awq)(?:\/.*)?_from_(\w+)$/.exec(value) ?? [];
      if (mode !== undefined) modes.push(mode);
      names.push(source ?? value);
    } else if (isDraft(value)) {
      const {
        name,
        mode,
        source_name: source,
        default_policy: main,
        policy_map: inner,
      } = isDraft(value['config']) ? value['config'] : value;
      if (typeof mode === 'string') modes.push(mode);
      if (typeof name === 'string') read(name);
      if (typeof source === 'string') names.push(source);
      else if (isDraft(source)) read(source);
      if (main !== undefined && main !== null) read(main);
      if (isDraft(inner)) Object.values(inner).forEach(read);
    }
  };
  read(dtype);
  return { names, modes: [...new Set(modes)] };
}
