/**
 * Keys whose beginning could not be read: they seem to match keys of all kinds, but for those of an object that holds
 * nothing else. In: a group. Out: whether.
 */
import { isHole } from '../../../shared/src/keyPattern.js';
import { NAMELESS } from '../model/evaluation/pureCalls.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';

export function beginsUnread({ pattern, store }: KeyGroup): boolean {
  const [first] = pattern.parts;
  return store === undefined && first !== undefined && isHole(first) && first.hole === NAMELESS;
}
