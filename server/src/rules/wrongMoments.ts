/**
 * Moments in the place of lengths of time, or counted in another unit than is read. In: what stands where a command reads its
 * expiry, and in which unit it is a moment, if it is one. Out: what is wrong with it, in three sentences.
 */
import type { TtlAmount } from '../model/commands/commands.js';
import type { MomentUnit } from '../model/lifetimes/writtenMoments.js';

/** `'EXAT', Date.now() + 60_000`; `'EX', Date.now() + 60_000`; more than 30 days for Memcached. */
export function wrongMoment({ unit, value }: TtlAmount, moment: MomentUnit | undefined): string | undefined {
  const isMemcached = unit === 'memcached-seconds';
  if (!moment) return isMemcached && value.kind === 'constant' ? longLife(Number(value.value)) : undefined;
  // Memcached takes moments in the place of lengths.
  if (unit === moment || (isMemcached && moment === 'unix-seconds')) return undefined;
  const given = moment === 'unix-seconds' ? 'seconds' : 'milliseconds';
  if (!unit.startsWith('unix') && !isMemcached) {
    return `This is a moment, in ${given} since 1970, but how long the entry lives is read here. It stays for decades. Give the time that is left until then.`;
  }
  return given === 'milliseconds'
    ? 'This is a moment in milliseconds since 1970, but seconds are read here. The entry stays for ever. Divide it by 1,000 and round it.'
    : 'This is a moment in seconds since 1970, but milliseconds are read here. That moment is long over, so the entry is gone at once. Multiply it by 1,000.';
}

const LONGEST_LIFE_SECONDS = 30 * 86_400;
/** No moment that anybody means lies before this one, in 2001. */
const EARLIEST_MOMENT = 1_000_000_000;
const YEAR_SECONDS = 31_536_000;

/** More than 30 days are not a length of time for Memcached. */
function longLife(seconds: number): string | undefined {
  if (seconds <= LONGEST_LIFE_SECONDS || seconds >= EARLIEST_MOMENT) return undefined;
  return `\`${seconds}\` seconds are more than 30 days, which Memcached reads as a moment, in ${1970 + Math.floor(seconds / YEAR_SECONDS)}. That is over, so the entry is gone at once. Give 30 days at most, or the moment in seconds since 1970.`;
}
