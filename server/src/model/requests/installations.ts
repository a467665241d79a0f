/**
 * Where functions are put between requests and the handlers of routes: middleware of Express, Koa and Hono, hooks of
 * Fastify. In: a file. Out: each of them with the handlers that run behind it.
 */
import type { CallFact, CallIndex, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference } from '../evaluation/values.js';
import { AROUND_READS, hooksOf } from './fastifyHooks.js';
import { handlersBehind, INSTALLING, laidOut, methodOf } from './routing.js';

export interface Installation {
  /** Of the function that puts it there. */
  readonly frame: Frame;
  readonly index: CallIndex;
  readonly call: CallFact;
  /** What is put there. */
  readonly argument: Expression;
  /** Its place among the arguments, as far as others run before and behind it; none for hooks. */
  readonly position?: number;
  readonly handlers: () => readonly FunctionReference[];
}

export function installationsIn(evaluation: Evaluation, file: string): readonly Installation[] {
  const calls = evaluation.factsOf(file)?.calls ?? [];
  return calls.flatMap((call, index) => {
    if (!INSTALLING.test(methodOf(call)) && !/^(addHook|route)$/.test(methodOf(call))) return [];
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    return frame ? installedBy(evaluation, frame, index, call) : [];
  });
}

function installedBy(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  call: CallFact,
): readonly Installation[] {
  const place = { frame, index, call };
  const given = INSTALLING.test(methodOf(call)) ? laidOut(call.arguments) : [];
  const middleware = given.map((argument, position) => ({
    ...place,
    argument,
    position,
    handlers: () => handlersBehind(evaluation, frame, index, position),
  }));
  return [
    ...middleware,
    ...hooksOf(evaluation, frame, index, AROUND_READS).map((hook) => ({ ...place, ...hook })),
  ];
}
