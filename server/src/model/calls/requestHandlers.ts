/**
 * Functions that run one after another for the same request: `router.put('/:id', update, forget)`, and before them what
 * the router uses for all of its requests: `router.use(forget)`. In: a call. Out: the functions it registers together,
 * those that a wrapper was given among them; none unless there are several.
 */
import type { BindingIndex, CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
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
    .flatMap(functionsIn);
}

/** The variable of `router.put(…)` and of `router.route('/').put(…)`. */
export function routerOf(facts: FileFacts, object: Expression): BindingIndex | undefined {
  if (object.kind === 'name') return object.binding >= 0 ? object.binding : undefined;
  const callee = object.kind === 'call' ? facts.calls[object.call]?.callee : undefined;
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
