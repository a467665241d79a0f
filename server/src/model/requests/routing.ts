/**
 * How handlers and middleware are put on routes: `router.get('/', cache, list)`, `app.use(cache)`. In: such a call and the
 * place of one of its arguments. Out: the handlers that run behind it, in the same call, on the same router, or on one that is
 * defined in a file of its own.
 */
import { requiredModule } from '../../facts/expressionNames.js';
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import { routerOf } from '../calls/requestHandlers.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, someValue, type Value } from '../evaluation/values.js';

const ROUTING = /^(get|all)$/;
export const INSTALLING = /^(use|all|get)$/;

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
    ...behind.flatMap((argument) => routesOf(evaluation, frame, argument)),
    ...laterCalls(frame.facts, index, call).flatMap((other) => handlersOf(evaluation, frame, other)),
  ];
}

function handlerIn(evaluation: Evaluation, frame: Frame, argument: Expression): readonly FunctionReference[] {
  return functionsIn(evaluation.evaluate(frame, argument));
}

function handlersOf(evaluation: Evaluation, frame: Frame, call: CallFact): readonly FunctionReference[] {
  if (methodOf(call) === 'use')
    return laidOut(call.arguments).flatMap((argument) => routesOf(evaluation, frame, argument));
  const inner = evaluation.symbolicFrame({ file: frame.file, index: call.function }) ?? frame;
  return call.arguments.flatMap((argument) => handlerIn(evaluation, inner, argument));
}

/** The handlers of a router that is defined in a file of its own. */
function routesOf(evaluation: Evaluation, frame: Frame, argument: Expression): readonly FunctionReference[] {
  const module =
    argument.kind === 'name' ? importedFrom(frame.facts, argument) : requiredIn(frame.facts, argument);
  const file = module === undefined ? undefined : evaluation.linker.resolve(frame.file, module);
  const routed = file === undefined ? undefined : evaluation.moduleFrame(file);
  const routes = routed?.facts.calls.filter((call) => isRoute(call)) ?? [];
  return routed ? routes.flatMap((call) => handlersOf(evaluation, routed, call)) : [];
}

/** `router.get('/', list)`, `router.route('/').get(list)` */
function isRoute(call: CallFact): boolean {
  const { callee, arguments: given } = call;
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

function functionsIn(value: Value): readonly FunctionReference[] {
  if (value.kind === 'function')
    return [value.function, ...(value.frame.arguments ?? []).flatMap(functionsIn)];
  // `asyncHandler(async (req, res) => …)`
  if (value.kind === 'derived') return value.from.flatMap(functionsIn);
  if (value.kind === 'array') return value.items.flatMap(functionsIn);
  return value.kind === 'either' ? value.values.flatMap(functionsIn) : [];
}

function importedFrom(
  facts: FileFacts,
  { binding }: Extract<Expression, { kind: 'name' }>,
): string | undefined {
  const fact = facts.bindings[binding];
  return fact?.import?.module ?? (fact?.initializer && requiredIn(facts, fact.initializer));
}

function requiredIn(facts: FileFacts, expression: Expression): string | undefined {
  return expression.kind === 'call' ? requiredModule(facts.calls[expression.call]) : undefined;
}

/** What is kept was handed to a function inside the middleware: `res.json = (body) => …`. */
export function holdsBody(evaluation: Evaluation, value: Value, owner: FunctionReference): boolean {
  const facts = evaluation.factsOf(owner.file);
  return someValue(value, (part) => {
    if (part.kind !== 'parameter' || part.function.file !== owner.file) return false;
    const { index } = part.function;
    return index !== owner.index && facts !== undefined && isInside(facts, index, owner.index);
  });
}
