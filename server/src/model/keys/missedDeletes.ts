/**
 * Deletes of keys that nobody writes, next to keys that somebody does. In: the uses of keys and their groups. Out: each
 * such delete with the groups it may be meant for, the likeliest first. What cannot be read may be any key.
 */
import {
  formatKeyPattern,
  hasText,
  isHole,
  type KeyHole,
  type KeyPart,
  type KeyPattern,
  keyPattern,
  unify,
} from '../../../../shared/src/keyPattern.js';
import { commandName } from '../commands/commands.js';
import type { CacheClient } from '../evaluation/values.js';
import type { KeyGroup } from './keyGroups.js';
import type { KeyUse } from './keyUses.js';
import { differenceOf, type KeyDifference } from './nearKeys.js';

export interface MissedDelete {
  readonly use: KeyUse;
  readonly pattern: KeyPattern;
  readonly candidates: readonly MissedGroup[];
}

export interface MissedGroup {
  readonly group: KeyGroup;
  readonly difference: KeyDifference;
}

export function findMissedDeletes(
  uses: readonly KeyUse[],
  groups: readonly KeyGroup[],
): readonly MissedDelete[] {
  const kept = keptKeys(uses);
  const cached = groups.filter((group) => group.nature === 'cache' && group.writes.length > 0);
  return uses.filter(isPlainDelete).flatMap((use) =>
    use.patterns.flatMap((pattern): readonly MissedDelete[] => {
      if (!isReadable(pattern) || kept.some((other) => mayBe(other, use, pattern))) return [];
      const candidates = cached.flatMap((group) => nearness(use, pattern, group) ?? []);
      return candidates.length > 0 ? [{ use, pattern, candidates: candidates.toSorted(byLikelihood) }] : [];
    }),
  );
}

const DELETES = /^(del|unlink|delete|mdel|deletemany|delmany|remove)$/i;

/** Whoever asks for the value as well, or moves it, has another use for the key. */
function isPlainDelete({ effect }: KeyUse): boolean {
  return (
    effect.operation === 'invalidate' &&
    DELETES.test(commandName(effect)) &&
    !effect.script &&
    effect.client.state !== true
  );
}

/** Where a key begins with something unknown, that may be most of it; a star asks for many keys. */
function isReadable(pattern: KeyPattern): boolean {
  return hasText(pattern) && !beginsUnread(pattern) && !pattern.parts.some(hasStar);
}

function beginsUnread({ parts: [first] }: KeyPattern): boolean {
  return first === undefined || (isHole(first) && holdsMore(first));
}

function hasStar(part: KeyPart): boolean {
  return typeof part === 'string' && part.includes('*');
}

/** Names of values that have no parts. */
const PLAIN =
  /(id|uuid|guid|slug|e-?mail|phone|code|number|page|limit|offset|size|year|month|day|date|user_?name|login|handle|symbol|sku|locale|lang|language|currency|country|version)s?$/i;

function holdsMore({ hole }: KeyHole): boolean {
  return !PLAIN.test(hole);
}

/** A key that is read or written somewhere. */
interface KeptKey {
  readonly pattern: KeyPattern;
  readonly client: CacheClient;
  readonly isWritten: boolean;
}

/** Each pattern once for every library and kind of use. */
function keptKeys(uses: readonly KeyUse[]): readonly KeptKey[] {
  const kept = new Map<string, KeptKey>();
  for (const { effect, patterns } of uses) {
    const { operation, client } = effect;
    if (operation === 'invalidate' || operation === 'scan') continue;
    const isWritten = operation !== 'read';
    for (const pattern of patterns) {
      const name = `${client.library.id}#${isWritten}#${formatKeyPattern(pattern)}`;
      kept.set(name, { pattern, client, isWritten });
    }
  }
  return [...kept.values()];
}

/** Whether a key may be the one that is deleted, as far as its pattern can be trusted. */
function mayBe({ pattern: other, client, isWritten }: KeptKey, use: KeyUse, pattern: KeyPattern): boolean {
  // A key that cannot be read is about any key of its store.
  if (!hasText(other)) return isWritten && client.library === use.effect.client.library;
  if (!beginsUnread(other)) return unify(other, pattern, holdsMore);
  const rest = keyPattern(other.parts.slice(1));
  return tailsOf(pattern).some((tail) => unify(tail, rest, holdsMore));
}

/** What may be left of a key after an unknown beginning. */
function tailsOf({ parts }: KeyPattern): readonly KeyPattern[] {
  return parts.flatMap((part, index) => {
    const after = parts.slice(index + 1);
    if (isHole(part)) return [keyPattern(parts.slice(index))];
    return [...part].map((_letter, at) => keyPattern([part.slice(at + 1), ...after]));
  });
}

function nearness(use: KeyUse, pattern: KeyPattern, group: KeyGroup): MissedGroup | undefined {
  if (!group.writes.some((write) => isSameStore(write.effect.client, use.effect.client))) return undefined;
  if (beginsUnread(group.pattern)) return undefined;
  const difference = differenceOf(pattern, group.pattern);
  return difference && { group, difference };
}

/** What is made twice may be two databases, or have two prefixes. */
function isSameStore(a: CacheClient, b: CacheClient): boolean {
  if (a.library !== b.library) return false;
  return !a.origin || !b.origin || (a.origin.file === b.origin.file && a.origin.call === b.origin.call);
}

const ORDER: readonly KeyDifference[] = ['separators', 'spelling', 'order', 'more', 'less'];

/** Of what is only shortened, lists are meant rather than single rows. */
function byLikelihood(a: MissedGroup, b: MissedGroup): number {
  const [left, right] = [ORDER.indexOf(a.difference), ORDER.indexOf(b.difference)];
  return left === right ? Number(isList(b.group)) - Number(isList(a.group)) : left - right;
}

function isList({ entities }: KeyGroup): boolean {
  return entities.some(({ many }) => many);
}
