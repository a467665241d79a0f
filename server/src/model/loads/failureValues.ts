/**
 * Values that stand for a load that failed: an empty list or object where a `catch` goes on with it. In: an expression
 * in its frame. Out: where the failure is turned into a value, through variables and the functions that are called.
 */

import { isEmptyValue } from '../../facts/emptyValues.js';
import { callOf } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BranchStep,
  CallFact,
  Expression,
  FileFacts,
  TextRange,
} from '../../facts/fileFacts.js';
import { sharesName, some } from '../calls/callFlow.js';
import { decoratorAround } from '../calls/decoratedMethods.js';
import type { CacheEffect } from '../calls/effect.js';
import { asksForNote, saysHowItWent } from '../calls/notes.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference, Value } from '../evaluation/values.js';
import { firstOf } from '../lists.js';
import { type CallerOf, standsInForFailure } from './failureFallbacks.js';
import { isEmptyAt, isPartlyEmpty, type Path, partsAt } from './failureParts.js';

export interface FailureValue {
  readonly file: string;
  readonly range: TextRange;
  /** Only behind this `try`. */
  readonly behind?: number;
  /** It is no empty value, but what is given for that case. */
  readonly standIn?: true;
  /** What else the write is given, such as a life, is chosen by how the load went. */
  readonly chooses?: true;
}

export interface KeptFailure {
  readonly failure: FailureValue;
  /** What keeps it, or hands it on to be kept: a call, or a decorator. */
  readonly file: string;
  readonly range: TextRange;
}

/** Where what a write or a read-through call keeps comes from a failure, if nothing tests it before. */
export function failureKeptBy(
  evaluation: Evaluation,
  effect: CacheEffect,
  owner: FunctionReference,
): KeptFailure | undefined {
  return (
    firstOf(effect.chain, (site) => {
      const failure = failureKeptAt(evaluation, effect, site);
      const range = evaluation.factsOf(site.file)?.calls[site.call]?.nameRange;
      return failure && range && { failure, file: site.file, range };
    }) ?? failureOfDecorated(evaluation, effect, owner)
  );
}

/** `@Kept(…) async load() { … }`: what stands around the method keeps what it gives. */
function failureOfDecorated(
  evaluation: Evaluation,
  { chain }: CacheEffect,
  owner: FunctionReference,
): KeptFailure | undefined {
  const frame = evaluation.symbolicFrame(owner);
  const decorator = firstOf(chain, (site) => decoratorAround(evaluation, owner, site));
  if (!frame || !decorator) return undefined;
  const failure = failureReturnedBy(evaluation, { kind: 'function', function: owner, frame });
  return failure && { failure, file: owner.file, range: decorator.range };
}

/** By what one call on the way to the library is given. */
function failureKeptAt(evaluation: Evaluation, effect: CacheEffect, site: Site): FailureValue | undefined {
  const owner = evaluation.factsOf(site.file)?.calls[site.call]?.function;
  const frame = owner === undefined ? undefined : evaluation.symbolicFrame({ file: site.file, index: owner });
  const call = frame?.facts.calls[site.call];
  if (!frame || !call) return undefined;
  for (const argument of call.arguments) {
    const value = evaluation.evaluate(frame, argument);
    const failure =
      value.kind === 'function' && isLoader(evaluation, effect, value.function)
        ? failureReturnedBy(evaluation, value)
        : storedFailure(evaluation, frame, call, argument);
    if (failure) return failure;
  }
  return undefined;
}

/** A function that is handed to what keeps its result, and does not write itself. */
function isLoader(evaluation: Evaluation, effect: CacheEffect, given: FunctionReference): boolean {
  const isRemembered = effect.operation === 'wrap' || effect.chain.length > 1;
  return (
    isRemembered &&
    !effect.chain.some(
      ({ file, call }) =>
        file === given.file && evaluation.factsOf(file)?.calls[call]?.function === given.index,
    )
  );
}

/** A value that is tested before it is written was looked at, and so was how the load went. */
function storedFailure(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  argument: Expression,
): FailureValue | undefined {
  const isTested = call.branches.some(
    ({ condition }) =>
      condition &&
      (sharesName(frame.facts, condition, argument) ||
        asksForNote(frame.facts, condition, call.function, (note) => saysHowItWent(frame.facts, note))),
  );
  const found = isTested ? undefined : failureValueOf(evaluation, frame, argument);
  // What comes in the same `try` is not reached when the load fails.
  if (!found || (found.behind !== undefined && call.tries?.includes(found.behind))) return undefined;
  const others = call.arguments.filter((other) => other !== argument);
  const isChosen = others.some((other) => isChosenByLoad(frame.facts, call, argument, other));
  return isChosen ? { ...found, chooses: true } : found;
}

/** `life` that a `catch` makes short, `failed ? 15 : 600`, `found.length > 0 ? 600 : 15`. */
function isChosenByLoad(facts: FileFacts, call: CallFact, value: Expression, given: Expression): boolean {
  const isChoice = (part: Expression): boolean =>
    part.kind === 'conditional' &&
    (sharesName(facts, part.test, value) ||
      asksForNote(facts, part.test, call.function, (note) => saysHowItWent(facts, note)));
  return (
    asksForNote(facts, given, call.function) ||
    some(facts, given, (part) => {
      const binding = part.kind === 'name' ? facts.bindings[part.binding] : undefined;
      const isMade = binding?.kind === 'variable' && binding.initializer;
      return isChoice(part) || (isMade && some(facts, isMade, isChoice)) || false;
    })
  );
}

const MAXIMUM_HOPS = 8;

/** Where the value of an expression may come from a failure; undefined when it does not, or that cannot be seen. */
function failureValueOf(
  evaluation: Evaluation,
  frame: Frame,
  expression: Expression,
  path: Path = [],
  hops = 0,
): FailureValue | undefined {
  if (hops > MAXIMUM_HOPS) return undefined;
  const follow = (inner: Expression, rest: Path): FailureValue | undefined =>
    failureValueOf(evaluation, frame, inner, rest, hops);
  if (expression.kind === 'await') return follow(expression.value, path);
  if (expression.kind === 'member') return follow(expression.object, [expression.name, ...path]);
  if (expression.kind === 'name')
    return failureOfVariable(evaluation, frame, frame.facts.bindings[expression.binding], path, hops);
  const parts = partsAt(frame.facts, expression, path);
  if (parts) return firstOf(parts, (part) => follow(part.value, part.path));
  const call = callOf(frame.facts, expression);
  return call && failureOfCall(evaluation, frame, call, path, hops);
}

function failureOfVariable(
  evaluation: Evaluation,
  frame: Frame,
  binding: BindingFact | undefined,
  wanted: Path,
  hops: number,
): FailureValue | undefined {
  if (binding?.kind === 'parameter') return failureOfElement(evaluation, frame, binding, wanted, hops);
  if (binding?.kind !== 'variable') return undefined;
  const { emptiedOnFailure: range, emptyBehind: behind, initializer, assigned } = binding;
  const values = [...(initializer ? [initializer] : []), ...assigned];
  if (range && wanted.length === 0 && values.some((value) => isWaitedFor(frame.facts, value)))
    return { file: frame.file, range, ...(behind !== undefined && { behind }) };
  const path = [...(binding.path ?? []), ...wanted];
  const filled = path.length > 0 ? [] : putInto(evaluation, frame.facts, binding);
  return (
    firstOf(values, (value) => failureValueOf(evaluation, frame, value, path, hops + 1)) ??
    firstOf(filled, (value) => failureValueOf(evaluation, frame, value, [], hops + 1))
  );
}

/** `rows.forEach((row) => …)` */
function failureOfElement(
  evaluation: Evaluation,
  frame: Frame,
  { function: owner, parameter, path = [] }: BindingFact,
  wanted: Path,
  hops: number,
): FailureValue | undefined {
  const { argumentOf } = frame.facts.functions[owner] ?? {};
  const callee = argumentOf && frame.facts.calls[argumentOf.call]?.callee;
  if (parameter !== 0 || callee?.kind !== 'member' || !/^(forEach|map)$/.test(callee.name)) return undefined;
  return failureValueOf(evaluation, frame, callee.object, ['*', ...path, ...wanted], hops + 1);
}

/** `found[row.id] = row.minutes`, `rows.push(row)`, where nothing looks at it before. */
function putInto(evaluation: Evaluation, facts: FileFacts, binding: BindingFact): readonly Expression[] {
  const index = facts.bindings.indexOf(binding);
  const unseen = (value: Expression, branches: readonly BranchStep[] = []): readonly Expression[] =>
    branches.some(({ condition }) => condition && sharesName(facts, condition, value)) ? [] : [value];
  const pushes = evaluation.fillingsOf(facts, index).flatMap((call) => facts.calls[call] ?? []);
  return [
    ...evaluation.assignmentsTo(facts, index).flatMap(({ value, branches }) => unseen(value, branches)),
    ...pushes.flatMap((call) => call.arguments.flatMap((value) => unseen(value, call.branches))),
  ];
}

/** What is read from a text that is at hand already does not fail another time. */
function isWaitedFor(facts: FileFacts, value: Expression, hops = 0): boolean {
  return some(facts, value, (part) => {
    if (part.kind === 'await') return true;
    const binding = part.kind === 'name' && hops < MAXIMUM_HOPS ? facts.bindings[part.binding] : undefined;
    const held = binding?.kind === 'variable' ? [binding.initializer, ...binding.assigned] : [];
    return held.some((inner) => inner !== undefined && isWaitedFor(facts, inner, hops + 1));
  });
}

function failureOfCall(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  path: Path,
  hops: number,
): FailureValue | undefined {
  const [given] = call.arguments;
  const { callee } = call;
  const isMethod = callee.kind === 'member' && given;
  if (isMethod && callee.name === 'catch' && given.kind === 'function') {
    const returns = frame.facts.functions[given.function]?.returns ?? [];
    const isEmpty =
      returns.length > 0 && returns.every(({ value }) => value && isEmptyAt(frame.facts, value, path));
    return isEmpty ? { file: frame.file, range: call.nameRange } : undefined;
  }
  if (isMethod && callee.name === 'stringify') return failureValueOf(evaluation, frame, given, [], hops);
  if (isMethod && callee.name === 'all') return failureValueOf(evaluation, frame, given, path, hops);
  if (isMethod && callee.name === 'map') return failureOfEach(evaluation, frame, given, path, hops);
  const value = evaluation.evaluate(frame, callee);
  if (value.kind !== 'function') return undefined;
  return (
    failureReturnedBy(evaluation, value, path, hops + 1, { frame, call }) ??
    (path.length === 0 ? givenForFailure(evaluation, frame, call, value) : undefined)
  );
}

/** `ids.map(async (id) => …)` */
function failureOfEach(
  evaluation: Evaluation,
  frame: Frame,
  given: Expression,
  [, ...path]: Path,
  hops: number,
): FailureValue | undefined {
  const value = evaluation.evaluate(frame, given);
  return value.kind === 'function' ? failureReturnedBy(evaluation, value, path, hops + 1) : undefined;
}

/** `safely(load, [])`: what the function that is called gives where it catches a failure, its caller says. */
function givenForFailure(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  { function: reference }: Extract<Value, { kind: 'function' }>,
): FailureValue | undefined {
  const facts = evaluation.factsOf(reference.file);
  const returns = facts?.functions[reference.index]?.returns ?? [];
  const isEmptied = returns.some(({ value, branches }) => {
    if (value?.kind !== 'name' || !branches.some((step) => step.arm === 'catch')) return false;
    const { kind, parameter, path } = facts?.bindings[value.binding] ?? {};
    const given =
      kind === 'parameter' && !path && parameter !== undefined ? call.arguments[parameter] : undefined;
    return given !== undefined && isEmptyValue(given);
  });
  return isEmptied ? { file: frame.file, range: call.nameRange } : undefined;
}

/** What a function returns where it catches a failure. */
function failureReturnedBy(
  evaluation: Evaluation,
  { function: reference, frame: closure }: Extract<Value, { kind: 'function' }>,
  path: Path = [],
  hops = 0,
  caller?: CallerOf,
): FailureValue | undefined {
  const frame = evaluation.symbolicFrame(reference) ?? closure;
  const fact = frame.facts.functions[reference.index];
  if (!fact || hops > MAXIMUM_HOPS) return undefined;
  const isStandIn = path.length === 0 && standsInForFailure(evaluation, frame, caller);
  const standIn: FailureValue | undefined = isStandIn
    ? { file: frame.file, range: fact.nameRange, standIn: true }
    : undefined;
  if (!fact.async) return standIn;
  const failure = firstOf(fact.returns, ({ value, branches, tries }) => {
    if (!value) return undefined;
    if (branches.some((step) => step.arm === 'catch')) {
      const isFailure = isEmptyAt(frame.facts, value, path) || isPartlyEmpty(value, path, fact.returns);
      return isFailure ? { file: frame.file, range: fact.nameRange } : undefined;
    }
    const failure = failureValueOf(evaluation, frame, value, path, hops + 1);
    if (!failure) return undefined;
    const { behind, ...known } = failure;
    return behind !== undefined && tries?.includes(behind) ? undefined : known;
  });
  return failure ?? standIn;
}
