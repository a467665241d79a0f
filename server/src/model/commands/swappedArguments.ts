/**
 * `setex(key, value, seconds)`: the value stands where the command takes its expiry, and the expiry where the value
 * goes. In: the facts of the file and one command. Out: the positions of both; undefined where they may be right.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Value } from '../evaluation/values.js';

export interface SwappedArguments {
  readonly ttl: number;
  readonly value: number;
}

/** Only where what stands for the expiry cannot be a number, and what stands for the value is one. */
export function swappedArguments(facts: FileFacts, effect: CacheEffect): SwappedArguments | undefined {
  const { form, arguments: args, site, chain, script } = effect;
  const slot = form.ttl?.find((entry) => entry.at === 'argument');
  const value = typeof form.value === 'number' ? form.value : undefined;
  if (slot?.at !== 'argument' || value === undefined || slot.argument >= value) return undefined;
  if (chain.length > 1 || script || !isAmount(args[value])) return undefined;
  const written = facts.calls[site.call]?.arguments[slot.argument];
  const isText = isNoNumber(args[slot.argument]) || (written !== undefined && isSerialised(facts, written));
  return isText ? { ttl: slot.argument, value } : undefined;
}

/** More than a mark such as 1. */
function isAmount(value: Value | undefined): boolean {
  return value?.kind === 'constant' && typeof value.value === 'number' && value.value > 1;
}

function isNoNumber(value: Value | undefined): boolean {
  if (value?.kind === 'constant') return Number.isNaN(Number(value.value));
  return value !== undefined && /^(record|array|rows)$/.test(value.kind);
}

/** `JSON.stringify(user)`, there or in the variable that stands there. */
function isSerialised(facts: FileFacts, expression: Expression): boolean {
  if (expression.kind === 'name') {
    const { kind, initializer, assigned } = facts.bindings[expression.binding] ?? {};
    return kind === 'variable' && assigned?.length === 0 && initializer !== undefined
      ? isSerialised(facts, initializer)
      : false;
  }
  const callee = callOf(facts, expression)?.callee;
  return callee?.kind === 'member' && callee.name === 'stringify';
}
