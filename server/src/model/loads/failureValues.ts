/**
 * Values that stand for a load that failed: an empty list or object where a `catch` goes on with it. In: an expression
 * in its frame. Out: where the failure is turned into a value, through variables and the functions that are called.
 */

import { isEmptyValue } from '../../facts/emptyValues.js';
import { callOf } from '../../facts/expressionNames.js';
import type { CallFact, Expression, FileFacts, TextRange } from '../../facts/fileFacts.js';
import { sharesName, some } from '../calls/callFlow.js';
import type { CacheEffect } from '../calls/effect.js';
import { asksForNote, saysHowItWent } from '../calls/notes.js';
import { outermostSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference, Value } from '../evaluation/values.js';

export interface FailureValue {
  readonly file: string;
  readonly range: TextRange;
  /** Only behind this `try`. */
  readonly behind?: number;
  /** What else the write is given, such as a life, is chosen by how the load went. */
  readonly chooses?: true;
}

/** Where what a write or a read-through call keeps comes from a failure, if nothing tests it before. */
export function failureKeptBy(evaluation: Evaluation, effect: CacheEffect): FailureValue | undefined {
  const site = outermostSite(effect);
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

const MAXIMUM_HOPS = 3;

/** Where the value of an expression may come from a failure; undefined when it does not, or that cannot be seen. */
function failureValueOf(
  evaluation: Evaluation,
  frame: Frame,
  expression: Expression,
  hops = 0,
): FailureValue | undefined {
  if (hops > MAXIMUM_HOPS) return undefined;
  if (expression.kind === 'await') return failureValueOf(evaluation, frame, expression.value, hops);
  if (expression.kind === 'name') {
    const binding = frame.facts.bindings[expression.binding];
    if (binding?.kind !== 'variable' || binding.path) return undefined;
    const { emptiedOnFailure: range, emptyBehind: behind } = binding;
    if (range) return { file: frame.file, range, ...(behind !== undefined && { behind }) };
    const values = [...(binding.initializer ? [binding.initializer] : []), ...binding.assigned];
    const failures = values.map((value) => failureValueOf(evaluation, frame, value, hops + 1));
    return failures.find((failure) => failure !== undefined);
  }
  const call = callOf(frame.facts, expression);
  return call && failureOfCall(evaluation, frame, call, hops);
}

function failureOfCall(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  hops: number,
): FailureValue | undefined {
  const [first] = call.arguments;
  const { callee } = call;
  if (callee.kind === 'member' && callee.name === 'catch' && first?.kind === 'function') {
    const returns = frame.facts.functions[first.function]?.returns ?? [];
    const isEmpty = returns.length > 0 && returns.every(({ value }) => value && isEmptyValue(value));
    return isEmpty ? { file: frame.file, range: call.nameRange } : undefined;
  }
  const isText = callee.kind === 'member' && callee.name === 'stringify' && first;
  if (isText) return failureValueOf(evaluation, frame, first, hops + 1);
  const value = evaluation.evaluate(frame, callee);
  if (value.kind !== 'function') return undefined;
  return failureReturnedBy(evaluation, value, hops + 1) ?? givenForFailure(evaluation, frame, call, value);
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
  hops = 0,
): FailureValue | undefined {
  const frame = evaluation.symbolicFrame(reference) ?? closure;
  const fact = frame.facts.functions[reference.index];
  if (!fact || hops > MAXIMUM_HOPS) return undefined;
  for (const { value, branches } of fact.returns) {
    if (!value) continue;
    const isCaught = branches.some((step) => step.arm === 'catch');
    if (isCaught && isEmptyValue(value)) return { file: frame.file, range: fact.nameRange };
    const failure = isCaught ? undefined : failureValueOf(evaluation, frame, value, hops + 1);
    if (failure) return failure;
  }
  return undefined;
}
