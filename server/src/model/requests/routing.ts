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
import { EVERY_PATH, isUnder, joined, type MountedPath, pathOf } from './mountedPaths.js';

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
  if (methodOf(call) !== 'use' && behind.length > 0)
    return behind.flatMap((argument) => handlerIn(evaluation, frame, argument));
  const wanted = pathOf(call);
  return [
    ...behind.flatMap((argument) =>
      routesOf(evaluation, frame, argument, { wanted, path: wanted, depth: 0 }),
    ),
    ...laterCalls(frame.facts, index, call).flatMap((other) =>
      handlersOf(evaluation, frame, other, { wanted, path: EVERY_PATH, depth: 0 }),
    ),
  ];
}

/** How far the routers on routers have been followed. */
interface Followed {
  /** The path that the handlers must lie under. */
  readonly wanted: MountedPath;
  /** The path that leads there. */
  readonly path: MountedPath;
  readonly depth: number;
}

function handlerIn(evaluation: Evaluation, frame: Frame, argument: Expression): readonly FunctionReference[] {
  return handlersIn(evaluation.evaluate(frame, argument));
}

function handlersOf(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
  followed: Followed,
): readonly FunctionReference[] {
  const path = joined(followed.path, pathOf(call));
  if (isMount(call))
    return laidOut(call.arguments).flatMap((argument) =>
      routesOf(evaluation, frame, argument, { ...followed, path }),
    );
  if (!isUnder(followed.wanted, path)) return [];
  const inner = evaluation.symbolicFrame({ file: frame.file, index: call.function }) ?? frame;
  return call.arguments.flatMap((argument) => handlerIn(evaluation, inner, argument));
}

/** The handlers of a router, in the same file or in one of its own: `users`, `users.routes()`. */
function routesOf(
  evaluation: Evaluation,
  frame: Frame,
  argument: Expression,
  followed: Followed,
): readonly FunctionReference[] {
  if (followed.depth > MAXIMUM_DEPTH) return [];
  const further = { ...followed, depth: followed.depth + 1 };
  const router = routerGiven(frame.facts, argument);
  const module = moduleGiven(frame.facts, router);
  if (module === undefined) {
    if (router.kind !== 'name' || !isRouterHere(frame.facts, router.binding)) return [];
    return callsOn(frame.facts, router.binding).flatMap((call) =>
      handlersOf(evaluation, frame, call, further),
    );
  }
  const file = evaluation.linker.resolve(frame.file, module);
  const routed = file === undefined ? undefined : evaluation.moduleFrame(file);
  const routes = routed?.facts.calls.filter((call) => isRoute(call)) ?? [];
  return routed ? routes.flatMap((call) => handlersOf(evaluation, routed, call, further)) : [];
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
  if (isMount(call)) return callee.kind === 'member' && callee.object.kind === 'name';
  const isOnRoute = callee.kind === 'member' && callee.object.kind === 'call';
  return ROUTING.test(methodOf(call)) && given.length > (isOnRoute ? 0 : 1);
}

/** `app.use('/users', users)`, and `app.route('/users', users)` of Hono. */
function isMount(call: CallFact): boolean {
  return methodOf(call) === 'use' || (methodOf(call) === 'route' && call.arguments.length === 2);
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
      (INSTALLING.test(methodOf(other)) || isMount(other)) &&
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
