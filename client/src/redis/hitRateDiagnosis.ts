/**
 * What a hit rate means and what to do about it. In: points, windows and totals. Out: advice in the order in
 * which it should be read. Pure. Nothing is concluded from a cold cache or from too little traffic.
 */
import type { HitRatePoint, HitRateState, Totals, WindowRate } from './hitRate.js';
import type { NodeInformation } from './information.js';

export interface Diagnosis {
  readonly id:
    | 'cold'
    | 'notEnoughTraffic'
    | 'memoryConstrained'
    | 'expiryWave'
    | 'invalidationOrKeyDesign'
    | 'notWorthIt'
    | 'maybeStale'
    | 'healthy'
    | 'unclear';
  readonly severity: 'info' | 'good' | 'watch' | 'bad';
  /** Short plain sentences. */
  readonly message: string;
}

/** A server that runs for less than half an hour is still filling its cache. */
export const COLD_SECONDS = 1_800;
const MINUTE_MS = 60_000;
const GOOD = 0.9;
const BAD = 0.8;
const MOST_ADVICE = 3;

interface Situation {
  readonly state: HitRateState;
  readonly points: readonly HitRatePoint[];
  /** 10 s, 1 m, 5 m, 1 h. */
  readonly windows: readonly WindowRate[];
  readonly nodes: readonly NodeInformation[];
  readonly totals: Totals;
  readonly now: number;
}

/** The advice for a situation, most important first, at most three pieces. */
export function diagnose(situation: Situation): readonly Diagnosis[] {
  const { state, windows } = situation;
  if (state === 'waiting' || state === 'disconnected' || state === 'forbidden') return [];
  const advice: Diagnosis[] = [];
  if (state === 'cold') advice.push(COLD);
  const recent = windows[1];
  if (!recent?.enough || recent.rate === undefined) return [...advice, NOT_ENOUGH];
  if (state === 'cold') return advice;

  if (isMemoryConstrained(situation)) advice.push(MEMORY_CONSTRAINED);
  if (isExpiryWave(situation)) advice.push(EXPIRY_WAVE);
  if (advice.length === 0 && isFlatAndLow(situation)) advice.push(INVALIDATION);
  if (isLowForLong(situation)) advice.push(NOT_WORTH_IT);
  if (isMaybeStale(situation)) advice.push(MAYBE_STALE);
  if (advice.length === 0) advice.push(recent.rate >= GOOD ? HEALTHY : UNCLEAR);
  return advice.slice(0, MOST_ADVICE);
}

const COLD: Diagnosis = {
  id: 'cold',
  severity: 'info',
  message:
    'The server has been running for less than half an hour. Its cache is still filling, so misses are normal. Look again later.',
};
const NOT_ENOUGH: Diagnosis = {
  id: 'notEnoughTraffic',
  severity: 'info',
  message:
    'There were fewer than 100 lookups in the last minute. A rate of so few says nothing. Look again under real traffic.',
};
const MEMORY_CONSTRAINED: Diagnosis = {
  id: 'memoryConstrained',
  severity: 'bad',
  message:
    'The server evicts keys to stay within its memory, and misses follow. Keys leave before they are read again. Raise maxmemory, store smaller values, or shorten the TTL of the largest key pattern.',
};
const EXPIRY_WAVE: Diagnosis = {
  id: 'expiryWave',
  severity: 'watch',
  message:
    'Many keys expire at the same time, and misses follow. Keys written together with the same TTL also end together. Add some random seconds to their TTL.',
};
const INVALIDATION: Diagnosis = {
  id: 'invalidationOrKeyDesign',
  severity: 'watch',
  message:
    'The rate is below 90 %, although keys are neither evicted nor expiring much. Keys are deleted too broadly, or are so specific that nobody asks for them twice. Look at what is invalidated, and at keys that hold a user or a time.',
};
const NOT_WORTH_IT: Diagnosis = {
  id: 'notWorthIt',
  severity: 'bad',
  message:
    'The rate has been below 80 % for a quarter of an hour. Every miss costs a lookup and then the database as well. Compare the misses per second with what the database takes, and stop caching what is not read again.',
};
const MAYBE_STALE: Diagnosis = {
  id: 'maybeStale',
  severity: 'info',
  message:
    'Nearly every lookup is a hit, and nothing is evicted. That is good if the data may be this old. Check that every write to the database also invalidates its keys.',
};
const HEALTHY: Diagnosis = {
  id: 'healthy',
  severity: 'good',
  message: 'The hit rate is above 90 %. The cache answers most lookups. There is nothing to do.',
};
const UNCLEAR: Diagnosis = {
  id: 'unclear',
  severity: 'watch',
  message: 'The hit rate is below 90 %. There is no clear reason yet. Watch it for a few minutes.',
};

/** Amounts of the minute that ended so many minutes ago. */
function minute(points: readonly HitRatePoint[], now: number, ago: number): Amounts {
  const until = now - ago * MINUTE_MS;
  const inside = points.filter(({ at, gap }) => !gap && at <= until && at > until - MINUTE_MS);
  const total = (amount: (point: HitRatePoint) => number): number =>
    inside.reduce((sum, point) => sum + amount(point), 0);
  return {
    evicted: total(({ evictionsPerSecond, elapsedMs }) => (evictionsPerSecond * elapsedMs) / 1_000),
    expired: total(({ expiredPerSecond, elapsedMs }) => (expiredPerSecond * elapsedMs) / 1_000),
    misses: total(({ misses }) => misses),
  };
}

interface Amounts {
  readonly evicted: number;
  readonly expired: number;
  readonly misses: number;
}

/** More than 1 % of the keys a minute, or more every minute, while misses grow or the rate is low. */
function isMemoryConstrained({ points, windows, totals, now }: Situation): boolean {
  const [last, before, earlier] = [0, 1, 2].map((ago) => minute(points, now, ago));
  if (!last || !before || !earlier || last.evicted <= 0) return false;
  const many = last.evicted > (totals.keys ?? 0) / 100;
  const rising = last.evicted > before.evicted && before.evicted > earlier.evicted;
  return (many || rising) && (last.misses > before.misses || (windows[1]?.rate ?? 1) < GOOD);
}

/** Three times the usual number of expired keys in a minute, with more misses than the minute before. */
function isExpiryWave({ points, now }: Situation): boolean {
  const last = minute(points, now, 0);
  const usual = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    .map((ago) => minute(points, now, ago).expired)
    .sort((a, b) => a - b);
  const median = ((usual[4] ?? 0) + (usual[5] ?? 0)) / 2;
  return median > 0 && last.expired > 3 * median && last.misses > minute(points, now, 1).misses;
}

function isFlatAndLow({ windows, points, now }: Situation): boolean {
  const { evicted, expired, misses } = minute(points, now, 0);
  return (windows[2]?.rate ?? 1) < GOOD && evicted === 0 && expired < misses / 2;
}

/** Below 80 % in each of the last 15 minutes; a minute without lookups is no witness. */
function isLowForLong({ points, now }: Situation): boolean {
  for (let ago = 0; ago < 15; ago++) {
    const until = now - ago * MINUTE_MS;
    const inside = points.filter(({ at, gap }) => !gap && at <= until && at > until - MINUTE_MS);
    const hits = inside.reduce((sum, point) => sum + point.hits, 0);
    const lookups = hits + inside.reduce((sum, point) => sum + point.misses, 0);
    if (lookups === 0 || hits / lookups >= BAD) return false;
  }
  return true;
}

function isMaybeStale({ points, windows, totals, now }: Situation): boolean {
  const room = totals.maximumMemory === undefined || (totals.usedMemory ?? 0) < totals.maximumMemory / 2;
  return (windows[2]?.rate ?? 0) >= 0.99 && minute(points, now, 0).evicted === 0 && room;
}
