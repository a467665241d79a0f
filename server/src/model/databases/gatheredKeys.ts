/**
 * Keys that are gathered and deleted together later: `stale.add(keyOf(id))` beside a timer, or the end of a request, that deletes all
 * of `stale`. In: the function that writes, which may call a helper that gathers, and the keys of a copy. Out: whether what it
 * gathers is such a key, or what such keys are made of, and some code deletes what is gathered there.
 */
import { hasText, unify } from '../../../../shared/src/keyPattern.js';
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import { calledFrames } from '../calls/calledFrames.js';
import { some } from '../calls/callFlow.js';
import type { Effects } from '../calls/effects.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { putsIntoCollection } from '../evaluation/filledValues.js';
import type { Frame } from '../evaluation/frame.js';
import { isUnread, patternsOf } from '../evaluation/patterns.js';
import { textOf } from '../evaluation/texts.js';
import {
  type CacheClient,
  type FunctionReference,
  functionsIn,
  isParameterOf,
  someValue,
  type Value,
} from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';

/** A helper may gather. */
const MAXIMUM_HOPS = 2;

export function isGathered(
  evaluation: Evaluation,
  effects: Effects,
  reference: FunctionReference,
  group: KeyGroup,
): boolean {
  return evaluation.gatheredKeys.of(reference).some(({ name, value, file }) => {
    const isKey = isOfGroup(value, group);
    return deletesOf(evaluation, effects, name, isKey ? evaluation.files : file).some(
      ({ function: owner, key, client }) =>
        isKey
          ? isUnread(bareOf(key, client)) || isOfGroup(key, group)
          : isOfGroup(key, group) && !isGivenIn(key, owner),
    );
  });
}

function isOfGroup(key: Value, { pattern, writes }: KeyGroup): boolean {
  const prefixes = new Set(writes.flatMap(({ effect }) => effect.client.prefix ?? []));
  // The client puts its prefix before it when it deletes.
  const keys = [
    key,
    ...[...prefixes].map((value) =>
      textOf([
        { name: 'prefix', value },
        { name: 'key', value: key },
      ]),
    ),
  ];
  return keys.flatMap(patternsOf).some((other) => hasText(other) && unify(other, pattern));
}

/** Without the prefix that the client puts before it. */
function bareOf(key: Value, { prefix }: CacheClient): Value {
  const [first, last, ...others] = key.kind === 'text' ? key.parts : [];
  const isPrefix = prefix?.kind === 'constant' && first === prefix.value;
  return isPrefix && typeof last === 'object' && others.length === 0 ? last.value : key;
}

/** A key that is made of what the function that deletes is given is not made of what was gathered. */
function isGivenIn(key: Value, owner: FunctionReference): boolean {
  return someValue(key, (part) => isParameterOf(part, owner));
}

export interface Gathered {
  /** Of the collection. */
  readonly name: string;
  readonly value: Value;
  /** Where the collection is known: a variable of the module, a field. There it may hold ids as well. */
  readonly file: readonly string[];
}

/** What a function gathers, itself or through helpers. */
export function gatheredBy(evaluation: Evaluation, reference: FunctionReference): readonly Gathered[] {
  const frame = evaluation.symbolicFrame(reference);
  return frame ? gatheredIn(evaluation, frame, 0) : [];
}

function gatheredIn(evaluation: Evaluation, frame: Frame, hops: number): readonly Gathered[] {
  const { facts, function: owner } = frame;
  return callsInside(facts, owner.index).flatMap((index) => {
    const call = facts.calls[index];
    const inner = call && frameOf(evaluation, frame, call.function);
    if (!call || !inner) return [];
    const name = collectionOf(evaluation, inner, call.callee);
    const file = isOwn(call.callee) ? [frame.file] : [];
    if (name !== undefined)
      return evaluation
        .argumentsOf(inner, index)
        .slice(0, 1)
        .map((value) => ({ name, value, file }));
    if (hops >= MAXIMUM_HOPS) return [];
    const gathers = (called: FunctionReference): boolean => gathersItself(evaluation, called, hops + 1);
    return calledFrames(evaluation, inner, index, gathers).flatMap((next) =>
      gatheredIn(evaluation, next, hops + 1),
    );
  });
}

/** Most functions gather nothing: their arguments are not looked at. */
function gathersItself(evaluation: Evaluation, { file, index }: FunctionReference, hops: number): boolean {
  const frame = evaluation.symbolicFrame({ file, index });
  if (!frame) return false;
  return callsInside(frame.facts, index).some((inner) => {
    const callee = frame.facts.calls[inner]?.callee;
    if (!callee || collectionOf(evaluation, frame, callee) !== undefined) return callee !== undefined;
    return (
      hops < MAXIMUM_HOPS &&
      functionsIn(evaluation.evaluate(frame, callee)).some((called) =>
        gathersItself(evaluation, called.function, hops + 1),
      )
    );
  });
}

/** Its own calls and those of callbacks written in it. */
function callsInside(facts: FileFacts, owner: FunctionIndex): readonly CallIndex[] {
  const inner = facts.functions.flatMap(({ calls, inline }, index) =>
    index === owner || (inline && isInside(facts, index, owner)) ? calls : [],
  );
  return owner === 0 ? [] : inner;
}

function frameOf(evaluation: Evaluation, frame: Frame, index: FunctionIndex): Frame | undefined {
  return index === frame.function.index ? frame : evaluation.nestedFrame(frame, index);
}

/** The name of a collection that outlives the function: of the module, of an object, of the request. */
function collectionOf(evaluation: Evaluation, frame: Frame, callee: Expression): string | undefined {
  if (callee.kind !== 'member' || !putsIntoCollection(callee.name)) return undefined;
  const { object } = callee;
  const store = storeOfRequest(evaluation, frame, object);
  if (store !== undefined) return store;
  const binding = object.kind === 'name' ? frame.facts.bindings[object.binding] : undefined;
  const isLasting = object.kind === 'member' || binding?.import !== undefined || binding?.function === 0;
  // `redis.set(key, value)`
  if (!isLasting || !COLLECTION.test(evaluation.evaluate(frame, object).kind)) return undefined;
  return lastName(object);
}

/** `storage.getStore()?.add(key)`, through a variable or not: what the store of the request is kept in. */
function storeOfRequest(evaluation: Evaluation, frame: Frame, object: Expression): string | undefined {
  const held = object.kind === 'name' ? frame.facts.bindings[object.binding] : undefined;
  const call = held && !held.path ? held.initializer : object;
  if (call?.kind !== 'call' || evaluation.evaluate(frame, call).kind !== 'ambient') return undefined;
  const callee = frame.facts.calls[call.call]?.callee ?? call;
  return callee.kind === 'member' && callee.name === 'getStore' ? lastName(callee.object) : lastName(callee);
}

/** A collection is made by the language, or is not known. */
const COLLECTION = /^(unknown|derived|array|parameter|method|fallback|either|constructed|ambient)$/;

function isOwn(callee: Expression): boolean {
  if (callee.kind !== 'member') return false;
  const { object } = callee;
  return object.kind === 'name' || (object.kind === 'member' && object.object.kind === 'this');
}

interface Delete {
  readonly function: FunctionReference;
  readonly key: Value;
  readonly client: CacheClient;
}

/** What is deleted by functions that look at a collection of this name. */
function deletesOf(
  evaluation: Evaluation,
  effects: Effects,
  name: string,
  files: readonly string[],
): readonly Delete[] {
  return files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    return (facts?.functions ?? []).flatMap((_, index) => {
      if (!facts || index === 0 || !mentions(facts, index, name)) return [];
      return effects
        .of({ file, index })
        .filter((effect) => effect.kind === 'cache')
        .filter(({ operation }) => operation === 'invalidate')
        .map(({ key, client }) => ({ function: { file, index }, key, client }));
    });
  });
}

function mentions(facts: FileFacts, owner: FunctionIndex, name: string): boolean {
  const isNamed = (part: Expression): boolean =>
    (part.kind === 'name' || part.kind === 'member') && lastName(part) === name;
  const has = (expression: Expression | undefined): boolean =>
    expression !== undefined && some(facts, expression, isNamed);
  return (
    facts.calls.some(
      (call) =>
        isInside(facts, call.function, owner) &&
        (call.arguments.some(has) || (!putsIntoCollection(lastName(call.callee)) && has(call.callee))),
    ) ||
    facts.bindings.some(
      (binding) =>
        binding.function > 0 && isInside(facts, binding.function, owner) && has(binding.initializer),
    )
  );
}
