/**
 * Functions that run one after another for the same request: `router.put('/:id', update, forget)`, and before them what
 * the router uses for all of its requests: `router.use(forget)`. In: a call. Out: the functions it registers together,
 * those that a wrapper was given among them; none unless there are several.
 */
import { callOf, lastName, moduleGiven } from '../../facts/expressionNames.js';
import type { BindingIndex, CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { functionsIn, type Value } from '../evaluation/values.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

const REGISTERING: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'del', 'all']);

export function handlersTogether(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
): readonly (readonly FunctionValue[])[] {
  const call = frame.facts.calls[index];
  if (call?.callee.kind !== 'member' || !REGISTERING.has(call.callee.name)) return [];
  const router = routerOf(frame.facts, call.callee.object);
  const isOnRoute = call.callee.object.kind === 'call' && router !== undefined;
  if (call.arguments.length < (isOnRoute ? 1 : 2)) return [];
  const used = router === undefined ? [] : usesBefore(frame.facts, index, router);
  const handlers = [...used, index].flatMap((one) => functionsGiven(evaluation, frame, one));
  return handlers.length < 2 ? [] : handlers.map((handler) => [handler, ...wrappedBy(handler)]);
}

function functionsGiven(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly FunctionValue[] {
  return evaluation
    .argumentsOf(frame, index)
    .flatMap((value) => (value.kind === 'array' ? value.items : [value]))
    .flatMap(functionsWithin);
}

/** Also `createMiddleware(async (context, next) => …)`: what a package was given, it gives to the router. */
function functionsWithin(value: Value): readonly FunctionValue[] {
  return value.kind === 'derived' ? value.from.flatMap(functionsWithin) : functionsIn(value);
}

/** `router` of `router.routes()`, as Koa has it. */
export function routerGiven(facts: FileFacts, argument: Expression): Expression {
  const callee = callOf(facts, argument)?.callee;
  return callee?.kind === 'member' && /^(routes|middleware)$/.test(callee.name) ? callee.object : argument;
}

/** What is done for every request of a router, and the handlers of its routes, which stand in a file of their own. */
export interface Mounted {
  readonly before: readonly FunctionValue[];
  readonly handlers: readonly FunctionValue[];
}

/** `app.use(forget)` and, further down, `app.use('/users', users)`: only what may delete something is of interest. */
export function mountedBehind(evaluation: Evaluation, frame: Frame, index: CallIndex): Mounted | undefined {
  const call = frame.facts.calls[index];
  if (call?.callee.kind !== 'member' || call.callee.name !== 'use') return undefined;
  const router = routerOf(frame.facts, call.callee.object);
  if (router === undefined) return undefined;
  const files = call.arguments.flatMap((argument) => {
    const module = moduleGiven(frame.facts, routerGiven(frame.facts, argument));
    return module === undefined ? [] : (evaluation.linker.resolve(frame.file, module) ?? []);
  });
  if (files.length === 0) return undefined;
  const before = [...usesBefore(frame.facts, index, router), index]
    .flatMap((one) => functionsGiven(evaluation, frame, one))
    .filter((middleware) => mayDelete(evaluation, middleware));
  if (before.length === 0) return undefined;
  return { before, handlers: files.flatMap((file) => handlersIn(evaluation, file)) };
}

const DELETING = /^(m?del|unlink|delete|flush|clear|reset|purge|forget|bust|evict|expire|invalidate)/i;

function mayDelete(evaluation: Evaluation, { function: { file, index } }: FunctionValue): boolean {
  const facts = evaluation.factsOf(file);
  return (
    facts?.calls.some(
      (call) => DELETING.test(lastName(call.callee)) && isInside(facts, call.function, index),
    ) === true
  );
}

function handlersIn(evaluation: Evaluation, file: string): readonly FunctionValue[] {
  const frame = evaluation.moduleFrame(file);
  return (frame?.facts.calls ?? []).flatMap(({ callee, function: within }, index) => {
    const isRoute = callee.kind === 'member' && REGISTERING.has(callee.name);
    const inner = isRoute ? evaluation.symbolicFrame({ file, index: within }) : undefined;
    return inner ? functionsGiven(evaluation, inner, index) : [];
  });
}

/** The variable of `router.put(…)` and of `router.route('/').put(…)`. */
export function routerOf(facts: FileFacts, object: Expression): BindingIndex | undefined {
  if (object.kind === 'name') return object.binding >= 0 ? object.binding : undefined;
  const callee = callOf(facts, object)?.callee;
  const isOnRoute = callee?.kind === 'member' && (callee.name === 'route' || REGISTERING.has(callee.name));
  return isOnRoute ? routerOf(facts, callee.object) : undefined;
}

/** Earlier `router.use(…)`, in the same function. */
function usesBefore(facts: FileFacts, index: CallIndex, router: BindingIndex): readonly CallIndex[] {
  const owner = facts.calls[index]?.function;
  const isUse = ({ callee, function: within }: CallFact): boolean =>
    callee.kind === 'member' &&
    callee.name === 'use' &&
    callee.object.kind === 'name' &&
    callee.object.binding === router &&
    within === owner;
  return facts.calls.flatMap((call, position) => (position < index && isUse(call) ? [position] : []));
}

/** `asyncHandler(update)` gives a function that calls `update`. */
function wrappedBy({ frame }: FunctionValue): readonly FunctionValue[] {
  return (frame.arguments ?? []).flatMap(functionsIn);
}
