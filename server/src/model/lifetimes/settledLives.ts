/**
 * What a function says about the life of an entry besides the call that writes it. In: its effects, in order. Out: the
 * same, with the TTL that a later `expire` gives, without the "for ever" of one arm of a choice that cannot be read,
 * and with the writes marked whose key is deleted again.
 */
import type { CacheEffect, Effect } from '../calls/effect.js';
import { inOtherArms } from '../calls/effectPlaces.js';
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
    return settled(effect, same, same.find(isExpiry) ?? expiryAmong(effects, effect));
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
