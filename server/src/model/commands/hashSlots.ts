/**
 * Slots of a cluster: which keys must live together, and whether they do. In: effects and the keys they name. Out: two
 * keys that may fall into different slots; keys that begin with something unknown may share a tag and are left alone.
 */

import type { CacheEffect } from '../calls/effect.js';
import type { TextPart, Value } from '../evaluation/values.js';
import { commandName } from './commands.js';

const SPLIT_BY_CLIENT: ReadonlySet<string> = new Set(['mget', 'mset', 'del', 'unlink', 'exists', 'touch']);

const TOGETHER =
  /^(del|unlink|exists|touch|mget|mset|msetnx|rename|renamenx|copy|sinter|sunion|sdiff|[sz](inter|union|diff)store|pfcount|pfmerge|rpoplpush|lmove|blmove|brpoplpush|smove)$/;
const TWO_KEYS = /^(rename|renamenx|copy|rpoplpush|lmove|blmove|brpoplpush|smove)$/;

/** Whether the server refuses the command when its keys are in different slots. */
export function needsOneSlot(effect: CacheEffect): boolean {
  const { client } = effect;
  const name = commandName(effect);
  if (!client.cluster || client.batch) return false;
  if (effect.script) return true;
  const splits = client.library.id === 'valkey-glide' || (client.library.id === 'redis' && client.major >= 6);
  return TOGETHER.test(name) && !(splits && SPLIT_BY_CLIENT.has(name));
}

/** The keys of one command. */
export function keysOf(effect: CacheEffect): readonly Value[] {
  if (TWO_KEYS.test(commandName(effect))) return effect.arguments.slice(0, 2);
  return effect.key.kind === 'either' && !effect.key.test ? effect.key.values : [effect.key];
}

/** The first of the keys that may be in another slot than the one before. */
export function strayKey(keys: readonly Value[]): Value | undefined {
  const [first, ...rest] = keys.filter((key) => partsOf(key) !== undefined);
  const slot = first && slotOf(first);
  return rest.find((key) => slotOf(key) !== slot);
}

/** Keys that differ in a part outside of a tag, when many of them are made the same way. */
export function variesInSlot(key: Value): boolean {
  const parts = partsOf(key);
  if (!parts || textOf(parts).includes('{')) return false;
  return parts.some((part) => typeof part !== 'string');
}

/** What decides on the slot, as text: the tag in braces, else the whole key. */
function slotOf(key: Value): string {
  const text = textOf(partsOf(key) ?? []);
  const tag = /\{([^}]+)\}/.exec(text)?.[1];
  return tag ?? text;
}

function textOf(parts: readonly TextPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.name}>`)).join('');
}

/** Of a key whose beginning is known; it says which tag there is, if any. */
function partsOf(key: Value): readonly TextPart[] | undefined {
  if (key.kind === 'constant') return [String(key.value)];
  return key.kind === 'text' && typeof key.parts[0] === 'string' ? key.parts : undefined;
}
