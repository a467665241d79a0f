/**
 * How handlers and middleware are put on routes: `router.get('/', cache, list)`, `app.use(cache)`. In: such a call and the
 * place of one of its arguments. Out: the handlers that run behind it, in the same call, on the same router, or on one that is
 * defined in a file of its own.
 */
import { moduleGiven } from '../../facts/expressionNames.js';
import type { BindingIndex, CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { routerGiven, routerOf } from '../calls/requestHandlers.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference, Value } from '../evaluation/values.js';

const ROUTING = /^(get|all)$/;
export const INSTALLING = /^(use|all|get)$/;
/** Routers on routers are followed this far. */
const MAXIMUM_DEPTH = 3;

export function handlersBehind(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  position: number,
): readonly FunctionReference[] {
  const call = frame.facts.calls[index];
  if (!call) return [];
  const behind = laidOut(call.arguments).slice(position + 1);
  if (methodOf(call) !== 'use') return behind.flatMap((argument) => handlerIn(evaluation, frame, argument));
  return [
    ...behind.flatMap((argument) => routesOf(evaluation, frame, argument, 0)),
    ...laterCalls(frame.facts, index, call).flatMap((other) => handlersOf(evaluation, frame, other, 0)),
  ];
}

function handlerIn(evaluation: Evaluation, frame: Frame, argument: Expression): readonly FunctionReference[] {
  return handlersIn(evaluation.evaluate(frame, argument));
}

function handlersOf(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  depth: number,
): readonly FunctionReference[] {
  if (methodOf(call) === 'use')
    return laidOut(call.arguments).flatMap((argument) => routesOf(evaluation, frame, argument, depth));
  const inner = evaluation.symbolicFrame({ file: frame.file, index: call.function }) ?? frame;
  return call.arguments.flatMap((argument) => handlerIn(evaluation, inner, argument));
}

/** The handlers of a router, in the same file or in one of its own: `users`, `users.routes()`. */
function routesOf(
  evaluation: Evaluation,
  frame: Frame,
  argument: Expression,
  depth: number,
): readonly FunctionReference[] {
  if (depth > MAXIMUM_DEPTH) return [];
  const router = routerGiven(frame.facts, argument);
  const module = moduleGiven(frame.facts, router);
  if (module === undefined) {
    if (router.kind !== 'name' || !isRouterHere(frame.facts, router.binding)) return [];
    return callsOn(frame.facts, router.binding).flatMap((call) =>
      handlersOf(evaluation, frame, call, depth + 1),
    );
  }
  const file = evaluation.linker.resolve(frame.file, module);
  const routed = file === undefined ? undefined : evaluation.moduleFrame(file);
  const routes = routed?.facts.calls.filter((call) => isRoute(call)) ?? [];
  return routed ? routes.flatMap((call) => handlersOf(evaluation, routed, call, depth + 1)) : [];
}

/** A variable that holds what a call made: a function of the file is a handler by itself. */
function isRouterHere(facts: FileFacts, binding: BindingIndex): boolean {
  const { kind, initializer } = facts.bindings[binding] ?? {};
  return kind === 'variable' && initializer?.kind === 'call';
}

function callsOn(facts: FileFacts, router: BindingIndex): readonly CallFact[] {
  return facts.calls.filter(
    (call) =>
      isRoute(call) && call.callee.kind === 'member' && routerOf(facts, call.callee.object) === router,
  );
}

/** `router.get('/', list)`, `router.route('/').get(list)`, `router.use('/users', users)` */
function isRoute(call: CallFact): boolean {
  const { callee, arguments: given } = call;
  if (methodOf(call) === 'use') return callee.kind === 'member' && callee.object.kind === 'name';
  const isOnRoute = callee.kind === 'member' && callee.object.kind === 'call';
  return ROUTING.test(methodOf(call)) && given.length > (isOnRoute ? 0 : 1);
}

export function methodOf({ callee }: CallFact): string {
  return callee.kind === 'member' ? callee.name : '';
}

export function laidOut(given: readonly Expression[]): readonly Expression[] {
  return given.flatMap((argument) => (argument.kind === 'array' ? argument.items : [argument]));
}

/** Routes and middleware that are added to the same router later on. */
export function laterCalls(facts: FileFacts, index: CallIndex, { callee }: CallFact): readonly CallFact[] {
  const router =
    callee.kind === 'member' && callee.object.kind === 'name' ? callee.object.binding : undefined;
  if (router === undefined || router < 0) return [];
  return facts.calls.filter(
    (other, position) =>
      position > index &&
      INSTALLING.test(methodOf(other)) &&
      other.callee.kind === 'member' &&
      routerOf(facts, other.callee.object) === router,
  );
}

/** The handlers that a value stands for, also inside what they are wrapped in. */
export function handlersIn(value: Value): readonly FunctionReference[] {
  if (value.kind === 'function')
    return [value.function, ...(value.frame.arguments ?? []).flatMap(handlersIn)];
  // `asyncHandler(async (req, res) => …)`
  if (value.kind === 'derived') return value.from.flatMap(handlersIn);
  if (value.kind === 'array') return value.items.flatMap(handlersIn);
  return value.kind === 'either' ? value.values.flatMap(handlersIn) : [];
}
