/**
 * Keys that are listed under other keys, as tags are that a project keeps itself: `sadd('tag:users', key)`, and later
 * `del(...(await smembers('tag:users')))`. In: the writes of a group, and a delete. Out: the lists that the keys of the group
 * are put into, and those that a delete takes its keys from.
 */
import { hasText, type KeyPattern, unify } from '../../../../shared/src/keyPattern.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { patternsOf } from '../evaluation/patterns.js';
import { walkValue } from '../evaluation/values.js';
import type { KeyUse } from './keyUses.js';

/** The keys of the lists that every write puts its key into; undefined where one of them cannot be read. */
export function listsOfWrites(
  effects: Effects,
  pattern: KeyPattern,
  writes: readonly KeyUse[],
): readonly KeyPattern[] | undefined {
  const lists = writes.map(({ effect, function: owner }) =>
    effects
      .of(owner)
      .filter((other): other is CacheEffect => other.kind === 'cache' && isAddedBeside(other, effect))
      .filter((other) => addsKey(other, pattern))
      .flatMap((other) => patternsOf(other.key)),
  );
  const isRead = lists.every((found) => found.length > 0 && found.every(hasText));
  return lists.length > 0 && isRead ? lists.flat() : undefined;
}

/** By the same call of a wrapper, or right in the same function. */
function isAddedBeside(other: CacheEffect, write: CacheEffect): boolean {
  if (other.operation !== 'write-part') return false;
  return other.order === write.order || (other.chain.length === 1 && write.chain.length === 1);
}

function addsKey({ value }: CacheEffect, pattern: KeyPattern): boolean {
  const members = value?.kind === 'array' ? value.items : value ? [value] : [];
  return members.some((member) =>
    patternsOf(member).some((added) => hasText(added) && unify(added, pattern)),
  );
}

/**
 * Whether a function that deletes keys of the pattern also goes through a list, or takes members out of one, into which a write
 * puts what its own key is made of: `zadd('ages', now, id)`.
 */
export function deletesListed(
  change: CacheEffect,
  besideChange: readonly Effect[],
  write: CacheEffect,
  besideWrite: readonly Effect[],
  pattern: KeyPattern,
): boolean {
  const isMeant = patternsOf(change.key).some((deleted) => hasText(deleted) && unify(deleted, pattern));
  if (change.operation !== 'invalidate' || !isMeant) return false;
  const lists = besideChange.flatMap((other) =>
    other.kind === 'cache' && LISTED.has(other.operation) ? patternsOf(other.key).filter(hasText) : [],
  );
  return besideWrite.some(
    (other) =>
      other.kind === 'cache' &&
      isAddedBeside(other, write) &&
      patternsOf(other.key).some((own) => lists.some((list) => unify(own, list))),
  );
}

const LISTED: ReadonlySet<string> = new Set(['read', 'invalidate-part']);

/** The keys of the lists that deleted keys are taken from; empty where they come from elsewhere, or nobody can say. */
export function listsOfDelete({ key }: CacheEffect): readonly KeyPattern[] {
  const lists: KeyPattern[] = [];
  walkValue(key, (part) => {
    if (part.kind === 'cached' && !part.listed) lists.push(...patternsOf(part.key));
    return true;
  });
  return lists.every(hasText) ? lists : [];
}
