/**
 * What a function says about the life of an entry besides the call that writes it. In: its effects, in order. Out: the
 * same, with the TTL that a later `expire` gives, without the "for ever" of one arm of a choice that cannot be read,
 * and with the writes marked whose key is deleted again.
 */
import type { BranchStep } from '../../facts/fileFacts.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import { inOtherArms } from '../calls/effectPlaces.js';
import { speaksRedis } from '../commands/commands.js';
import { append } from '../lists.js';
import { expiresAmongSeveral } from './expiriesOfSeveral.js';
import type { Ttl } from './ttl.js';

/** `keyTextOf` is equal for effects on the same key. */
export function withSettledLives(
  effects: readonly Effect[],
  keyTextOf: (effect: Effect) => string,
): readonly Effect[] {
  if (!effects.some(isUnboundedWrite)) return effects;
  const byKey = new Map<string, CacheEffect[]>();
  for (const effect of effects) {
    if (effect.kind === 'cache') append(byKey, keyTextOf(effect), effect);
  }
  return effects.map((effect) => {
    if (!isUnboundedWrite(effect)) return effect;
    const same = byKey.get(keyTextOf(effect)) ?? [];
    const expiries = same.filter(isExpiry);
    const inTime = expiries.find((expiry) => !comesTooEarly(expiry, effect, same));
    const life = settled(effect, same, inTime ?? expiryAmong(effects, effect));
    const [early] = inTime ? [] : expiries;
    return early && life.ttl.kind === 'none' ? { ...life, earlyExpiry: early } : life;
  });
}

function isUnboundedWrite(effect: Effect): effect is CacheEffect {
  if (effect.kind !== 'cache' || effect.ttl.kind !== 'none') return false;
  return WRITES.has(effect.operation);
}

const WRITES: ReadonlySet<string> = new Set(['write', 'write-part', 'counter']);

function isExpiry({ operation }: CacheEffect): boolean {
  return operation === 'expire';
}

/**
 * `expire(key, 60)` and only then `rpush(key, …)`: there is no key yet that could expire, unless something has made it before.
 * A SET takes the life of the key that was there away.
 */
function comesTooEarly(expiry: CacheEffect, write: CacheEffect, same: readonly CacheEffect[]): boolean {
  if (expiry.order >= write.order || !speaksRedis(write.client) || expiry.script) return false;
  if (!expiry.branches.every((step) => isAround(write, step)) || isInLoop(expiry)) return false;
  if (write.operation === 'write') return true;
  return !same.some((other) => other.order < expiry.order && TELLING.has(other.operation));
}

/** Behind these a key may be there: they make it, or say whether it is. */
const TELLING: ReadonlySet<string> = new Set([...WRITES, 'wrap', 'read']);

function isAround({ branches }: CacheEffect, { fork, arm }: BranchStep): boolean {
  return branches.some((other) => other.fork === fork && other.arm === arm);
}

/** The next turn finds what this one has written. */
function isInLoop({ branches }: CacheEffect): boolean {
  return branches.some(({ arm }) => arm === 'loop');
}

function expiryAmong(effects: readonly Effect[], write: CacheEffect): CacheEffect | undefined {
  return effects.find(
    (other): other is CacheEffect =>
      other.kind === 'cache' &&
      expiresAmongSeveral(write, other) &&
      !inOtherArms(write.branches, other.branches),
  );
}

/** `same` are the effects on the same key. */
function settled(
  effect: CacheEffect,
  same: readonly CacheEffect[],
  expiry: CacheEffect | undefined,
): CacheEffect {
  const deleted = same.some(
    (other) =>
      other.operation === 'invalidate' &&
      other.order > effect.order &&
      !inOtherArms(effect.branches, other.branches),
  );
  const ttl = expiry ? expiryOf(expiry.ttl) : isOpenChoice(effect, same) ? UNKNOWN : effect.ttl;
  return { ...effect, ttl, temporary: effect.temporary || deleted };
}

const UNKNOWN: Ttl = { kind: 'unknown' };

/** An `expire` that takes no readable amount still sets an expiry. */
function expiryOf(ttl: Ttl): Ttl {
  return ttl.kind === 'none' ? UNKNOWN : ttl;
}

/**
 * `ttl ? set(key, value, 'EX', ttl) : set(key, value)` with a TTL that cannot be read, or that is there for some only: nobody
 * knows which one runs.
 */
function isOpenChoice(effect: CacheEffect, same: readonly CacheEffect[]): boolean {
  return same.some(
    (other) =>
      other.operation === effect.operation &&
      (other.ttl.kind === 'unknown' || (other.ttl.kind === 'known' && other.ttl.optional === true)) &&
      inOtherArms(effect.branches, other.branches),
  );
}
