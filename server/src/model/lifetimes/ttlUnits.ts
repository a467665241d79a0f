/** Units of libraries to milliseconds. */
import { parseDuration } from '../../../../shared/src/duration.js';
import type { TtlUnit } from '../../libraries/library.js';

/** Memcached reads more than 30 days as a moment. */
const LONGEST_MEMCACHED_SECONDS = 2_592_000;

/** For lengths of time only; a moment (`unix-…`) has no length and gives undefined. */
export function ttlMilliseconds(amount: number, unit: TtlUnit): number | undefined {
  switch (unit) {
    case 'seconds':
      return amount * 1_000;
    case 'milliseconds':
    case 'milliseconds-or-text':
      return amount;
    case 'memcached-seconds':
      return amount > LONGEST_MEMCACHED_SECONDS ? undefined : amount * 1_000;
    default:
      return undefined;
  }
}

/** The amount a constant stands for in a unit; undefined when it is no amount. */
export function durationText(value: string | number | boolean | null, unit: TtlUnit): number | undefined {
  if (typeof value === 'string' && unit === 'milliseconds-or-text') return parseDuration(value);
  const amount = value === null || value === false ? 0 : Number(value);
  return Number.isNaN(amount) ? undefined : amount;
}
