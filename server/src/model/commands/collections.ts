/**
 * Collections that grow: whether a command adds one member more in every call, and whether it bounds the collection
 * itself. In: one cache operation. Out: answers for rules; what other code does to the key is not looked at.
 */

import type { CacheEffect } from '../calls/effect.js';
import { isNew } from '../evaluation/newValues.js';
import { nameOfValue } from '../evaluation/pureCalls.js';
import { isComputed, someValue, type Value } from '../evaluation/values.js';
import { commandName } from './commands.js';

export type CollectionKind = 'list' | 'stream' | 'set' | 'sorted set' | 'hash';

const ADDITIONS: ReadonlyMap<string, CollectionKind> = new Map([
  ['lpush', 'list'],
  ['rpush', 'list'],
  ['xadd', 'stream'],
  ['sadd', 'set'],
  ['zadd', 'sorted set'],
  ['hset', 'hash'],
  ['hsetnx', 'hash'],
  ['hincrby', 'hash'],
  ['hincrbyfloat', 'hash'],
  ['zincrby', 'sorted set'],
]);

/** The kind of a collection that a call adds to without an end in sight. */
export function growing(effect: CacheEffect): CollectionKind | undefined {
  const kind = ADDITIONS.get(commandName(effect));
  // A key that is named after the time is filled for a while only.
  if (!kind || effect.temporary || someValue(effect.key, isComputed)) return undefined;
  const [, first, second] = effect.arguments;
  switch (kind) {
    case 'list':
      return kind;
    case 'stream':
      return isEndless(effect) ? kind : undefined;
    case 'set':
      return isOneOfMany(first) ? kind : undefined;
    case 'sorted set':
      return isScoredByTime(effect.arguments.slice(1)) || [second, ...membersIn(first)].some(isOneOfMany)
        ? kind
        : undefined;
    case 'hash':
      return (second && isOneOfMany(first)) || hasFieldOfMany(first) ? kind : undefined;
  }
}

/** `zadd(key, { score, member })` of Upstash, `zAdd(key, { score, value })` of node-redis. */
function membersIn(value: Value | undefined): readonly Value[] {
  if (value?.kind === 'array') return value.items.flatMap(membersIn);
  const member =
    value?.kind === 'record' ? (value.fields.get('member') ?? value.fields.get('value')) : undefined;
  return member ? [member] : [];
}

/** `hset(key, { [id]: count })` */
function hasFieldOfMany(value: Value | undefined): boolean {
  return value?.kind === 'record' && value.computed?.some(([name]) => isOneOfMany(name)) === true;
}

const REMOVALS = /^([zsl]rem|hdel)$/;

/** `zrem(key, JSON.stringify({ id, at: new Date() }))`: what is made anew for the call is equal to no member. */
export function removesNothing(effect: CacheEffect): boolean {
  const name = commandName(effect);
  const members = effect.arguments.slice(name === 'lrem' ? 2 : 1);
  return REMOVALS.test(name) && members.length > 0 && members.every(isAnotherEachTime);
}

function isAnotherEachTime(value: Value): boolean {
  if (value.kind === 'array') return value.items.length > 0 && value.items.every(isAnotherEachTime);
  return isNew(value);
}

const IDS = /(id|uuid|token|email|ip|hash|url|session|address|phone|socket)s?$/i;

/** A member that is called after one of many: an id, an address, a token. */
function isOneOfMany(value: Value | undefined): boolean {
  if (value?.kind === 'text') {
    return value.parts.some((part) => typeof part !== 'string' && IDS.test(part.name));
  }
  return value !== undefined && (isNew(value) || IDS.test(nameOfValue(value)));
}

/** `zadd(key, Date.now(), member)`, `zAdd(key, { score: Date.now(), value })`: a member for each event. */
function isScoredByTime(args: readonly Value[]): boolean {
  return args.some((value) => {
    if (value.kind === 'array') return isScoredByTime(value.items);
    const score = value.kind === 'record' ? value.fields.get('score') : value;
    return score?.kind === 'derived' && isNew(score);
  });
}

/** An entry of a stream without a word on how many may stay; options nobody can read may have one. */
function isEndless({ arguments: [, ...rest] }: CacheEffect): boolean {
  return (
    rest.length > 0 &&
    rest.every((value, index) => !trims(value) && (index !== 2 || value.kind !== 'unknown'))
  );
}

function trims(value: Value): boolean {
  if (value.kind === 'constant') return /^(maxlen|minid)$/i.test(String(value.value));
  if (value.kind === 'record')
    return value.open || [...value.fields.keys()].some((name) => /^trim$/i.test(name));
  if (value.kind === 'array') return value.items.some(trims);
  return value.kind === 'environment' || (value.kind === 'either' && value.values.some(trims));
}

const WHOLE = /^(hgetall|hkeys|hvals|smembers)$/;
const RANGES = /^(lrange|zrange|zrevrange|xrange)$/;

/** Everything in the collection is asked for at once. */
export function readsAll(effect: CacheEffect): boolean {
  const name = commandName(effect);
  const [, from, to] = effect.arguments;
  const isRange = from?.kind === 'constant' && to?.kind === 'constant';
  return (
    WHOLE.test(name) ||
    (RANGES.test(name) && isRange && /^(0|-)$/.test(String(from.value)) && /^(-1|\+)$/.test(String(to.value)))
  );
}
