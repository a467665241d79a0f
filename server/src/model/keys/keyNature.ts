/**
 * Cache or state? A cache is a copy of something that can be loaded again; state is the only place where its
 * value stands. Decided by what the code does with the keys, never by their names.
 */
import type { CacheEffect, Effect } from '../calls/effect.js';
import { isSameSite } from '../calls/sites.js';
import { commandName } from '../commands/commands.js';
import { type CachedEntity, onlyDecides } from '../databases/entities.js';
import { isNew } from '../evaluation/newValues.js';
import type { Value } from '../evaluation/values.js';
import type { KeyUse } from './keyUses.js';
import { alternativesOf } from './readThroughKeys.js';

export type KeyNature =
  /** A copy of something that can be loaded again. */
  | 'cache'
  /** The only place the value stands: sessions, locks, counters, progress. */
  | 'state';

/** One column alone, under a key that is not filled when it is missing, is a link, a token or a setting of its own. */
function isCopy(cached: CachedEntity): boolean {
  const { whole, computed, single, columns } = cached;
  if (onlyDecides(cached)) return false;
  return whole || (!computed && !single && columns?.size !== 1);
}

/** What the database counted or put together, and nothing besides: it can be asked again. */
function isSummary({ effect }: KeyUse): boolean {
  return effect.value !== undefined && alternativesOf(effect.value).some(isCounted);
}

function isCounted(value: Value): boolean {
  if (value.kind === 'method') return isCounted(value.object);
  return value.kind === 'derived' && value.counts === true;
}

/**
 * A key that `isFilled` where it is missing is a cache, and one that is written with rows that are read somewhere. The messages of a
 * queue, counters, what is computed from the cached value, and what a library keeps for itself are state.
 */
export function natureOf(
  isFilled: boolean,
  isMessage: boolean,
  writes: readonly KeyUse[],
  reads: readonly KeyUse[],
  removals: readonly KeyUse[],
  entities: readonly CachedEntity[],
): KeyNature {
  if (writes.length > 0 && writes.every((use) => use.effect.client.state)) return 'state';
  if (isMessage || isQueue(writes, removals)) return 'state';
  if (writes.some((use) => use.effect.operation === 'wrap')) return 'cache';
  if (isDrawn(writes, reads)) return 'state';
  if (!reads.some(readsContent) || writes.every((use) => use.effect.operation === 'counter')) return 'state';
  // A copy needs nobody to compare it before it is written; what scripts keep is hardly ever one.
  if (writes.some((use) => use.effect.script?.comparesFirst)) return 'state';
  const isScripted = writes.some((use) => use.effect.script);
  // Members that come one by one are an index or a record of what happened, whatever they are the ids of.
  const isCollected = writes.every((use) => addsMembers(use.effect));
  const isKept = (entities.some(isCopy) || writes.some(isSummary)) && !isScripted && !isCollected;
  return isKept || isFilled ? 'cache' : 'state';
}

/**
 * The key is drawn where it is first written, and whoever reads it was told: a session, a job, a token. A copy has a key
 * that can be made from what is asked for.
 */
function isDrawn(writes: readonly KeyUse[], reads: readonly KeyUse[]): boolean {
  return writes.some(({ effect }) => isNew(effect.key)) && reads.some(({ effect }) => !isNew(effect.key));
}

const MEASURES = /^(exists|type|p?ttl|p?expiretime|strlen|llen|scard|zcard|hlen|xlen)$/;

/** Whoever only asks whether there is something, or how much, has no use for a copy. */
export function readsContent({ effect }: KeyUse): boolean {
  return !MEASURES.test(commandName(effect));
}

const ADDITIONS = /^(lpush|rpush|lpushx|rpushx|sadd|zadd|xadd)$/;
/** Whether members are added to a list, a set or a stream. */
export function addsMembers(effect: CacheEffect): boolean {
  return ADDITIONS.test(commandName(effect));
}

/** The messages of a queue: the script that writes one puts its key, or its id, into a list or a set as well. */
export function isQueued({ site, script }: CacheEffect, all: readonly Effect[]): boolean {
  return (
    script !== undefined &&
    all.some((other) => other.kind === 'cache' && isSameSite(other.site, site) && addsMembers(other))
  );
}

const POPS = /^(b?[lr]pop(lpush)?|b?lmpop|b?lmove|spop|b?zpop(min|max)|b?zmpop)$/;

/** Members are added one by one, and whoever takes one takes it out: by a pop, or by a script that removes it. */
function isQueue(writes: readonly KeyUse[], removals: readonly KeyUse[]): boolean {
  return (
    writes.length > 0 &&
    writes.every((use) => addsMembers(use.effect)) &&
    removals.some(
      ({ effect }) =>
        POPS.test(commandName(effect)) || (effect.script && effect.operation === 'invalidate-part'),
    )
  );
}
