/**
 * Functions that run one after another for the same request: `router.put('/:id', update, forget)`. In: a call. Out: the
 * functions it registers together, those that a wrapper was given among them; none unless there are several.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
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
  if (call.arguments.length < 2) return [];
  const handlers = evaluation
    .argumentsOf(frame, index)
    .flatMap((value) => (value.kind === 'array' ? value.items : [value]))
    .flatMap(functionsIn);
  return handlers.length < 2 ? [] : handlers.map((handler) => [handler, ...wrappedBy(handler)]);
}

/** `asyncHandler(update)` gives a function that calls `update`. */
function wrappedBy({ frame }: FunctionValue): readonly FunctionValue[] {
  return (frame.arguments ?? []).flatMap(functionsIn);
}
