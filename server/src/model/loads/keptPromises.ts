/**
 * Promises that a map or object of a module keeps under a key for good: once one is rejected, every later caller gets the
 * failure. In: facts. Out: where such a promise is kept; none where something deletes entries, or catches the failure.
 */
import { callOf, lastName } from '../../facts/expressionNames.js';
import type { Expression, FileFacts, FunctionFact, TextRange } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type Fill, fillsOf, isStore, looksUp } from './memoryCaches.js';

export interface KeptPromise {
  readonly file: string;
  /** The variable that keeps it. */
  readonly name: string;
  /** Where it is put there. */
  readonly range: TextRange;
}

export function collectKeptPromises(evaluation: Evaluation): readonly KeptPromise[] {
  return evaluation.files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    if (!facts) return [];
    return facts.bindings.flatMap(({ name }, binding) => {
      if (!isStore(facts, binding)) return [];
      const fill = fillsOf(facts, binding).find(
        (candidate) =>
          looksUp(facts, candidate.function, binding) && keepsPromise(evaluation, file, candidate),
      );
      return fill ? [{ file, name, range: fill.range }] : [];
    });
  });
}

function keepsPromise(evaluation: Evaluation, file: string, { function: owner, value }: Fill): boolean {
  const frame = evaluation.symbolicFrame({ file, index: owner });
  return frame !== undefined && mayBeRejected(evaluation, frame, value, 0);
}

const MAXIMUM_HOPS = 3;

/** A promise that nobody has waited for, of something that may fail and does not catch it. */
function mayBeRejected(evaluation: Evaluation, frame: Frame, value: Expression, hops: number): boolean {
  if (hops > MAXIMUM_HOPS) return false;
  const { facts } = frame;
  if (value.kind === 'name') {
    const { kind, initializer, assigned = [] } = facts.bindings[value.binding] ?? {};
    const values = [...(initializer ? [initializer] : []), ...assigned];
    return (
      kind === 'variable' &&
      !isCaughtLater(facts, value.binding) &&
      values.some((kept) => mayBeRejected(evaluation, frame, kept, hops + 1))
    );
  }
  const call = callOf(facts, value);
  if (!call) return false;
  const { callee } = call;
  if (callee.kind === 'name' && callee.name === 'fetch' && callee.binding === -1) return true;
  if (callee.kind === 'member' && /^(then|finally|catch)$/.test(callee.name)) {
    const isCaught = callee.name === 'catch' || (callee.name === 'then' && call.arguments.length > 1);
    return !isCaught && mayBeRejected(evaluation, frame, callee.object, hops);
  }
  const called = evaluation.evaluate(frame, callee);
  if (called.kind === 'external') return called.module === 'axios';
  if (called.kind !== 'function') return false;
  const inner = called.frame.facts;
  const fact = inner.functions[called.function.index];
  return fact?.async === true && waitsUncaught(inner, fact);
}

/** `promise.catch(forget)` beside it. */
function isCaughtLater(facts: FileFacts, binding: number): boolean {
  return facts.calls.some(
    ({ callee }) =>
      callee.kind === 'member' &&
      callee.name === 'catch' &&
      callee.object.kind === 'name' &&
      callee.object.binding === binding,
  );
}

/** It waits for something outside of every `try`. */
function waitsUncaught(facts: FileFacts, { calls }: FunctionFact): boolean {
  return calls.some((index) => {
    const { use, tries = [], callee } = facts.calls[index] ?? {};
    return (
      (use === 'awaited' || use === 'returned') &&
      tries.length === 0 &&
      callee !== undefined &&
      lastName(callee) !== 'catch'
    );
  });
}
