/**
 * Writes whose expiry is a command of its own. In: the effects of one function. Out: for a write, the expiry
 * that follows it on the same key, and whether that depends on more than the write does.
 */
import { formatKeyPattern, hasText } from '../../../../shared/src/keyPattern.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import { commandName } from '../commands/commands.js';
import { patternsOf } from '../evaluation/patterns.js';
import { isComputed, isSameParameter, someValue, UNKNOWN, type Value } from '../evaluation/values.js';

export interface ExpiryPair {
  readonly write: CacheEffect;
  readonly expiry: CacheEffect;
  /** The expiry stands under a condition that the write does not share. */
  readonly conditional: boolean;
}

/** Pairs of two calls of the function itself; what one call does on its own is a matter of the function called. */
export function expiryPairs(effects: readonly Effect[]): readonly ExpiryPair[] {
  const cache = effects.filter((effect) => effect.kind === 'cache');
  return cache.flatMap((expiry) => {
    if (expiry.operation !== 'expire' || expiry.client.batch || expiry.script) return [];
    const write = cache.findLast((candidate) => isWriteFor(candidate, expiry));
    return write ? [{ write, expiry, conditional: isConditional(write, expiry) }] : [];
  });
}

const WRITES: ReadonlySet<string> = new Set(['write', 'write-part', 'counter']);

function isWriteFor(write: CacheEffect, expiry: CacheEffect): boolean {
  return (
    WRITES.has(write.operation) &&
    !write.client.batch &&
    write.order < expiry.order &&
    isSameKey(write, expiry) &&
    runsTogether(write, expiry)
  );
}

/** Keys of which nothing is known are only the same when they are made of the same parameter in the same way. */
export function isSameKey(a: CacheEffect, b: CacheEffect): boolean {
  const [left, right] = [patternsOf(a.key), patternsOf(b.key)];
  if (left.length !== right.length) return false;
  const isEqual = left.every((pattern, index) => {
    const other = right[index];
    return other !== undefined && formatKeyPattern(pattern) === formatKeyPattern(other);
  });
  return isEqual && (left.every(hasText) || isSameGiven(a.key, b.key));
}

function isSameGiven(a: Value, b: Value): boolean {
  if (a.kind !== 'derived' || b.kind !== 'derived') return isSameParameter(a, b);
  return (
    a.name === b.name &&
    !isComputed(a) &&
    a.from.length > 0 &&
    a.from.length === b.from.length &&
    a.from.every((part, index) => isSameGiven(part, b.from[index] ?? UNKNOWN))
  );
}

function runsTogether(write: CacheEffect, expiry: CacheEffect): boolean {
  return expiry.branches.every((step) => {
    const shared = write.branches.find((other) => other.fork === step.fork);
    return shared ? shared.arm === step.arm : step.arm !== 'catch';
  });
}

function isConditional(write: CacheEffect, expiry: CacheEffect): boolean {
  return expiry.branches.some(
    (step) =>
      step.arm !== 'loop' && !step.afterExit && !write.branches.some((other) => other.fork === step.fork),
  );
}

const TTL_WORDS = /ttl|expir|second|minute|hour|\bms\b|milli|duration|lifetime|max_?age/i;

/** The condition asks whether there is a TTL to give. */
export function asksForTtl(expiry: CacheEffect): boolean {
  return expiry.guards.some(({ value }) =>
    someValue(value, (part) => part.kind === 'parameter' && TTL_WORDS.test(part.path.at(-1) ?? part.name)),
  );
}

/** The calls that ask how long the key still lives. */
export function ttlReads(effects: readonly Effect[], write: CacheEffect): readonly CacheEffect[] {
  return effects.filter(
    (effect): effect is CacheEffect =>
      effect.kind === 'cache' && /^p?(ttl|expiretime)$/.test(commandName(effect)) && isSameKey(effect, write),
  );
}
