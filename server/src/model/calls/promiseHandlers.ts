/**
 * Which function runs when a promise is fulfilled: `save(user).then(forget)`. In: a call of `then` and the like. Out: the function
 * that it is handed by its name, or by the call that makes it, with what that is then given. What is written in its place is a
 * part of the function around it.
 */
import type { CallFact } from '../../facts/fileFacts.js';
import { awaited } from '../databases/databaseHandles.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { UNKNOWN, type Value } from '../evaluation/values.js';

/** These run what they are given once what they are called on is there. */
const HANDLED: ReadonlySet<string> = new Set(['then', 'finally', 'tap', 'andThen', 'asyncAndThen', 'andTee']);

/** `save(user).then(forget)`: a function that is handed by its name, or by the call that makes it. */
export function handsHandler({ callee, arguments: [given] }: CallFact): boolean {
  return (
    callee.kind === 'member' &&
    HANDLED.has(callee.name) &&
    given !== undefined &&
    (given.kind === 'name' || given.kind === 'member' || given.kind === 'call')
  );
}

/** The function that runs when a promise is fulfilled, with what it is then given. */
export function functionBehindPromise(
  evaluation: Evaluation,
  frame: Frame,
  index: number,
): { readonly called: Extract<Value, { kind: 'function' }>; readonly element: Value } | undefined {
  const call = frame.facts.calls[index];
  const [given] = call?.arguments ?? [];
  if (!call || !given || call.callee.kind !== 'member' || !handsHandler(call)) return undefined;
  const called = evaluation.evaluate(frame, given);
  if (called.kind !== 'function') return undefined;
  const isTold = call.callee.name !== 'finally';
  return { called, element: isTold ? awaited(evaluation.evaluate(frame, call.callee.object)) : UNKNOWN };
}
