/**
 * What did the methods that were called on an object put into it: `new Key('user').with(id)`, `builder.page(2)`? In: an object of a
 * workspace class, and the call of a method that puts something into its fields. Out: the object with that step behind it.
 */
import type { BindingIndex, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Instance } from './baseClasses.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import { changesFields } from './fieldChanges.js';
import type { Frame } from './frame.js';
import { frameInside } from './promised.js';
import { type Place, placeBehind } from './takenForks.js';
import { either, type Value } from './values.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

/** Nothing that is a key, or options of one, is made of more parts. */
const MAXIMUM_STEPS = 16;
/** What makes more calls does other things than to fill an object. */
const MAXIMUM_CALLS = 4;

const ALWAYS: Place = { behind: [] };

/** The object that a method gives which fills it and gives it back. */
export function filledObject(
  evaluation: Evaluation,
  callee: FunctionValue,
  args: readonly Value[],
): Instance | undefined {
  const fact = evaluation.factsOf(callee.function.file)?.functions[callee.function.index];
  const returns = fact?.returns ?? [];
  const givesItself = returns.length > 0 && returns.every(({ value }) => value?.kind === 'this');
  return givesItself ? withStep(evaluation, callee, args, ALWAYS) : undefined;
}

function withStep(
  evaluation: Evaluation,
  method: FunctionValue,
  args: readonly Value[],
  place: Place,
): Instance | undefined {
  const { self } = method;
  if (self?.kind !== 'instance' || !fillsObject(evaluation, method)) return undefined;
  const count = (self.step?.count ?? 0) + 1;
  if (count > MAXIMUM_STEPS) return undefined;
  return { ...self, step: { before: self, method, arguments: args, count, ...place } };
}

/** It changes fields, and does little else. */
function fillsObject(evaluation: Evaluation, { function: { file, index } }: FunctionValue): boolean {
  const facts = evaluation.factsOf(file);
  const fact = facts?.functions[index];
  if (!fact || fact.async || fact.calls.length > MAXIMUM_CALLS) return false;
  if (!changesFields(facts, evaluation.fieldChanges.of(facts), index)) return false;
  return !fact.calls.some((call) => /^(awaited|completed)$/.test(facts.calls[call]?.use ?? ''));
}

/** What a variable holds that is filled in statements of their own; also as it was, where it was used in between. */
export function withObjectSteps(
  evaluation: Evaluation,
  frame: Frame,
  binding: BindingIndex,
  object: Instance,
): Value {
  // What is not made here others may have filled.
  if (frame.function.index === 0 || object.arguments === undefined) return object;
  let current = object;
  const statements = evaluation.stepsOf(frame.facts, binding);
  const filling: CallIndex[] = [];
  for (const index of statements) {
    const call = frame.facts.calls[index];
    const owner = call && frameInside(evaluation, frame, call.function);
    const isOwn = call?.function === frame.function.index;
    const within = isOwn ? frame.facts.bindings[binding]?.within : 0;
    const place = owner && placeBehind(evaluation, owner, call.branches, within);
    if (!owner || !place) continue;
    const repeated = place.repeated || !isOwn;
    const filled = filledBy(evaluation, owner, index, current, {
      ...place,
      ...(repeated && { repeated }),
    });
    if (!filled) continue;
    current = filled;
    filling.push(index);
  }
  const last = filling.at(-1);
  const isUsed = last !== undefined && isUsedBefore(frame.facts, binding, last, statements);
  return isUsed ? either([current, object]) : current;
}

/** `const all = await redis.get(key.toString()); key.add(id);` */
function isUsedBefore(
  { calls }: FileFacts,
  binding: BindingIndex,
  last: CallIndex,
  statements: readonly CallIndex[],
): boolean {
  const isIt = (expression: Expression): boolean =>
    expression.kind === 'name' && expression.binding === binding;
  const begun = statements.map((index) => firstOf(calls, index));
  return calls
    .slice(0, last)
    .some(
      ({ callee, arguments: args }, index) =>
        args.some(isIt) || (callee.kind === 'member' && isIt(callee.object) && !begun.includes(index)),
    );
}

/** `builder.add(id)` of `builder.add(id).page(2)`. */
function firstOf(calls: FileFacts['calls'], index: CallIndex): CallIndex {
  const callee = calls[index]?.callee;
  return callee?.kind === 'member' && callee.object.kind === 'call'
    ? firstOf(calls, callee.object.call)
    : index;
}

/** What the calls of one statement make of the object: `builder.add(id).page(2);` */
function filledBy(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  object: Instance,
  place: Place,
): Instance | undefined {
  const callee = frame.facts.calls[index]?.callee;
  if (callee?.kind !== 'member') return undefined;
  const before =
    callee.object.kind === 'call' ? filledBy(evaluation, frame, callee.object.call, object, place) : object;
  const method = before && memberOf(evaluation, frame, before, callee.name);
  if (method?.kind !== 'function') return undefined;
  return withStep(evaluation, method, evaluation.argumentsOf(frame, index), place);
}
