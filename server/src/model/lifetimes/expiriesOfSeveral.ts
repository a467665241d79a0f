/**
 * One `expire` for several keys: `keys.forEach((key) => multi.expire(key, 300))` behind what wrote them. In: a write, and an expiry of
 * the same function. Out: whether the write's key is among those that the expiry goes through, as far as their shape says.
 */
import { formatKeyPattern, hasText, type KeyPattern } from '../../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../calls/effect.js';
import { patternsOf } from '../evaluation/patterns.js';
import { someValue } from '../evaluation/values.js';

export function expiresAmongSeveral(write: CacheEffect, expiry: CacheEffect): boolean {
  if (expiry.operation !== 'expire' || expiry.client.library !== write.client.library) return false;
  const textOf = isOfWrittenOutList(expiry) ? formatKeyPattern : isOfList(expiry) ? shapeOf : undefined;
  if (!textOf) return false;
  const expired = new Set(patternsOf(expiry.key).filter(hasText).map(textOf));
  const written = patternsOf(write.key);
  return written.length > 0 && written.every((pattern) => expired.has(textOf(pattern)));
}

/** `for (const key of [list, count]) await redis.expire(key, 300)`, `[list, count].map((key) => redis.expire(key, 300))` */
function isOfWrittenOutList({ key, branches }: CacheEffect): boolean {
  if (key.kind !== 'either') return false;
  return key.each === true || branches.some(({ arm, elements }) => arm === 'loop' && elements);
}

/** What an element of a list is called says nothing about whether it is the same list. */
function isOfList({ key }: CacheEffect): boolean {
  return someValue(key, (part) => part.kind === 'derived' && part.name === 'element');
}

function shapeOf({ parts }: KeyPattern): string {
  return parts.map((part) => (typeof part === 'string' ? part : '{}')).join('');
}
