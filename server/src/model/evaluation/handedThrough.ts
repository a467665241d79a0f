/** What a function is given by `save.call(this, id)` and `save.apply(this, [id])`. In: the method and its arguments. */
import type { Value } from './values.js';

/** Undefined for other methods; unknown where the list cannot be read. */
export function handedThrough(
  method: string,
  [, ...given]: readonly Value[],
): readonly Value[] | 'unknown' | undefined {
  if (method === 'call') return given;
  if (method !== 'apply') return undefined;
  const [list] = given;
  if (!list) return [];
  return list.kind === 'array' ? list.items : 'unknown';
}
