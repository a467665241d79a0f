/**
 * What a framework runs for the same request as a handler, put there by something else than the route's list of functions.
 * In: a call that puts it there. Out: the functions that run, and the handlers that they run beside.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, functionsIn, type Value } from '../evaluation/values.js';
import { FOR_A_REQUEST, hooksOf } from './fastifyHooks.js';
import { procedureOf } from './procedureMiddleware.js';

export interface RunBeside {
  readonly handlers: readonly FunctionReference[];
  readonly beside: readonly Extract<Value, { kind: 'function' }>[];
}

export function runBeside(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly RunBeside[] {
  const hooks = hooksOf(evaluation, frame, index, FOR_A_REQUEST).map(({ argument, handlers }) => ({
    handlers: handlers(),
    beside: functionsIn(evaluation.evaluate(frame, argument)),
  }));
  const procedure = procedureOf(evaluation, frame, index);
  return procedure ? [...hooks, procedure] : hooks;
}
