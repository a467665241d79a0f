/**
 * Where does an effect stand, and under which conditions is it reached? In: a call, the frame it stands in, and how deep calls were
 * followed to it. Out: its place, its order in the function, and the conditions whose outcome is not known.
 */
import type { BranchStep, CallFact, CallIndex } from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { truthOf } from '../evaluation/truth.js';
import type { EffectPlace, Guard } from './effect.js';

const CONTINUATION = /^(then|catch|finally)$/;

/** A call as it is met on the way through the calls of a function. */
export interface MetCall {
  readonly frame: Frame;
  readonly index: CallIndex;
  readonly call: CallFact;
  /** How many calls of functions with their arguments bound lead to it. */
  readonly depth: number;
}

/** The place of what a call does by itself. */
export function placeOf(evaluation: Evaluation, { frame, index, call }: MetCall): EffectPlace {
  const site = { file: frame.file, call: index };
  const guards = [...withoutForks(guardsBefore(evaluation, frame)), ...guardsOf(evaluation, frame, call)];
  return { site, chain: [site], order: index, branches: call.branches, guards };
}

function guardsOf(evaluation: Evaluation, frame: Frame, call: CallFact): readonly Guard[] {
  return call.branches.flatMap(({ condition, reached, fork }) => {
    const asked = condition ?? reached;
    const value = asked && evaluation.evaluate(frame, asked);
    return value && truthOf(value) === 'unknown' ? [{ value, fork, ...(reached && { ofCase: true }) }] : [];
  });
}

/** Seen from a function around the one whose conditions they are. */
export function withoutForks(guards: readonly Guard[]): readonly Guard[] {
  return guards.map(({ fork: _, ...guard }) => guard);
}

/** What comes in a `then` goes on with the function around it: it is reached where that call is. */
function guardsBefore(evaluation: Evaluation, { fact, outer }: Frame): readonly Guard[] {
  if (!outer || !fact.argumentOf) return [];
  const call = outer.facts.calls[fact.argumentOf.call];
  if (call?.callee.kind !== 'member' || !CONTINUATION.test(call.callee.name)) return [];
  return [...guardsBefore(evaluation, outer), ...guardsOf(evaluation, outer, call)];
}

/** Whether two places stand in different arms of one fork, so that one run does not reach both. */
export function inOtherArms(one: readonly BranchStep[], other: readonly BranchStep[]): boolean {
  return one.some((step) => other.some(({ fork, arm }) => fork === step.fork && arm !== step.arm));
}

/** Whether no run reaches both of two places: in other arms of a fork, in other cases, for other values of one expression. */
export function areExclusive(one: readonly BranchStep[], other: readonly BranchStep[]): boolean {
  return (
    inOtherArms(one, other) ||
    (hasOwnCase(one, other) && hasOwnCase(other, one)) ||
    one.some((step) => other.some((compared) => asksForOtherValue(step, compared)))
  );
}

/** It stands in a case of a `switch` that the other one does not stand in. */
export function hasOwnCase(steps: readonly BranchStep[], other: readonly BranchStep[]): boolean {
  return steps.some(({ arm, fork }) => arm === 'case' && !other.some((step) => step.fork === fork));
}

/** `if (event.type === 'paid') { … } if (event.type === 'refunded') { … }` */
function asksForOtherValue(one: BranchStep, other: BranchStep): boolean {
  const [asked, compared] = [comparedIn(one), comparedIn(other)];
  return (
    asked !== undefined &&
    compared !== undefined &&
    asked.to !== compared.to &&
    isSameExpression(asked.what, compared.what)
  );
}

/** What is the case in an arm, where its condition or its `case` compares something with a literal. */
export function comparedIn({ arm, condition: tested, reached }: BranchStep) {
  const condition = arm === 'case' ? reached : tested;
  if ((arm !== 'true' && arm !== 'case') || condition?.kind !== 'binary' || !EQUAL.test(condition.operator))
    return undefined;
  const { left: what, right } = condition;
  return right.kind === 'text' || right.kind === 'number' ? { what, to: right.value } : undefined;
}

const EQUAL = /^===?$/;
