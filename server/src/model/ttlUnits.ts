/** Units of libraries to milliseconds. */
import type { TtlUnit } from '../libraries/library.js';

/** For lengths of time only; a moment (`unix-…`) has no length and gives undefined. */
export function ttlMilliseconds(amount: number, unit: TtlUnit): number | undefined {
  if (unit === 'seconds') return amount * 1_000;
  return unit === 'milliseconds' ? amount : undefined;
}
