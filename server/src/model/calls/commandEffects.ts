/**
 * What does a command do to a cache? In: the call that sends it, and what the client's table says about it. Out: the effect, with
 * key, value and TTL as seen from the function that the call stands in.
 */
import type { CacheOperation, CommandForm } from '../../libraries/library.js';
import { argumentAt, type CommandCall, commandsOfCall } from '../commands/commandOfCall.js';
import { keyAsDeclared, ttlAsDeclared } from '../evaluation/annotations.js';
import { memoizedResult } from '../evaluation/cacheResults.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { CacheClient, Value } from '../evaluation/values.js';
import { onlyFills } from '../keys/fills.js';
import { keyOfCall, valueOfCall } from '../keys/keys.js';
import { type Ttl, ttlOfCall } from '../lifetimes/ttl.js';
import type { CacheEffect } from './effect.js';
import { type MetCall, placeOf } from './effectPlaces.js';
import { keptFunction } from './keptFunctions.js';

/** What puts a value, or a part of one, under a key. */
export const WRITES: ReadonlySet<CacheOperation> = new Set(['write', 'write-part']);

/** `redis.set(key, value)`, and all commands of a script. */
export function commandEffects(
  evaluation: Evaluation,
  met: MetCall,
  callee: Extract<Value, { kind: 'cacheMethod' }>,
): readonly CacheEffect[] {
  const given = evaluation.argumentsOf(met.frame, met.index);
  const effects = commandsOfCall(callee, given).map((command) =>
    commandEffect(evaluation, met, callee.client, command),
  );
  if (callee.client.library.definesLoaders && !callee.client.memoized) {
    return effects.flatMap((effect) => ofLoaders(evaluation, effect, given));
  }
  const value = memoizedResult(evaluation, met.frame, callee, given);
  return value ? effects.flatMap((effect) => lookupAndFill(effect, value)) : effects;
}

/** `cache.clear('user', id)`: each loader whose results go, or that of this name. */
function ofLoaders(
  evaluation: Evaluation,
  effect: CacheEffect,
  [name, key]: readonly Value[],
): readonly CacheEffect[] {
  if (!effect.operation.startsWith('invalidate')) return [effect];
  const isOne = name?.kind === 'constant' && effect.command !== 'invalidateAll';
  return evaluation.definedLoaders.of(evaluation, effect.client).flatMap(({ name: own, method }) => {
    if (!method || (isOne && own !== name.value)) return [];
    const operation = effect.operation === 'invalidate' && key ? 'invalidate' : 'invalidate-all';
    // Several go by one call, and they are not the same.
    return [{ ...effect, operation, command: `${effect.command}.${own}`, client: method.client }];
  });
}

const KEEP = 'keep';

/** A function whose results are kept looks for one, and keeps what it gives where there is none. */
function lookupAndFill(effect: CacheEffect, value: Value): readonly CacheEffect[] {
  const form = { operation: 'read', key: 0 } as const;
  return [
    { ...effect, operation: 'read', form },
    {
      ...effect,
      operation: 'write',
      // One call does both, and they are not the same.
      command: KEEP,
      form: { ...effect.form, operation: 'write' },
      value,
      fills: true,
    },
  ];
}

/** One command of a client, which may be one that the library sends by itself. */
export function commandEffect(
  evaluation: Evaluation,
  met: MetCall,
  client: CacheClient,
  command: CommandCall,
): CacheEffect {
  const { frame, call } = met;
  const { form, args } = command;
  const loader = form.loader === undefined ? undefined : argumentAt(form.loader, args);
  const kept = form.keepsCaller ? keptFunction(evaluation, frame) : undefined;
  const given =
    loader?.kind === 'function' ? evaluation.returns.of(loader, [], frame.calls) : valueOfCall(form, args);
  const tags = tagsGiven(form, args);
  const value = kept?.value ?? given;
  const key = kept?.key ?? keyAsDeclared(frame, keyOfCall(client, form, args));
  return {
    kind: 'cache',
    ...placeOf(evaluation, met),
    operation: form.operation,
    command: command.name,
    client,
    form,
    key,
    ttl: kept ? UNKNOWN_TTL : ttlOf(frame, client, command),
    arguments: args,
    use: call.use,
    caught: call.caught,
    temporary: false,
    fills: WRITES.has(form.operation) && onlyFills(evaluation, frame, call.branches, key),
    ...(value && { value }),
    ...(tags && { tags }),
    ...(command.script && { script: command.script }),
  };
}

/** What is not read of a script may give its keys a life. */
function ttlOf(frame: Frame, client: CacheClient, { form, args, script }: CommandCall): Ttl {
  const ttl = ttlAsDeclared(frame, ttlOfCall(client, form, args));
  return script?.isOpen && ttl.kind === 'none' ? UNKNOWN_TTL : ttl;
}

const UNKNOWN_TTL: Ttl = { kind: 'unknown' };

/** All that is given are tags where the function around the call is kept: `cacheTag('front', section)`. */
function tagsGiven({ tags, keepsCaller }: CommandForm, args: readonly Value[]): Value | undefined {
  if (tags === undefined) return undefined;
  return keepsCaller ? { kind: 'array', items: args } : argumentAt(tags, args);
}
