/**
 * Keys whose beginning could not be read: they seem to match keys of all kinds, but for those of an object that holds
 * nothing else. In: a group. Out: whether.
 */
import { isHole } from '../../../shared/src/keyPattern.js';
import { NAMELESS } from '../model/evaluation/pureCalls.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';

export function beginsUnread({ pattern, store, writes }: KeyGroup): boolean {
  const [first] = pattern.parts;
  // Maps of the program hold whatever is at hand.
  const isOfCacheLibrary = writes.some(({ effect }) => effect.client.library.onlyFresh === undefined);
  if (store !== undefined && isOfCacheLibrary) return false;
  return first !== undefined && isHole(first) && first.hole === NAMELESS;
}
