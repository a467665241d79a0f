/**
 * Functions of an object that is handed whole to a function of the project, which puts others in their place:
 * `export const hotels = invalidating(plain)`. In: a function that stands in such an object. Out: the functions that are handed it.
 */
import type { Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionsIn, type Value } from '../evaluation/values.js';

type Wrapping = Extract<Value, { kind: 'function' }>;

export function wrappingObjectOf(
  evaluation: Evaluation,
  { file, index }: FunctionReference,
): readonly Wrapping[] {
  const facts = evaluation.factsOf(file);
  if (!facts) return [];
  const holders = new Set(
    facts.bindings.flatMap(({ initializer }, binding) => (isIn(facts, initializer, index) ? [binding] : [])),
  );
  const holds = (argument: Expression): boolean =>
    argument.kind === 'name' ? holders.has(argument.binding) : isIn(facts, argument, index);
  // Whoever calls it by its own object passes the others by.
  if (facts.calls.some(({ callee }) => callee.kind === 'member' && holds(callee.object))) return [];
  return facts.calls.flatMap((call) => {
    if (!call.arguments.some(holds)) return [];
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    return frame ? functionsIn(evaluation.evaluate(frame, call.callee)) : [];
  });
}

/** As a value of the object, by itself or by its name. */
function isIn(facts: FileFacts, object: Expression | undefined, index: FunctionIndex): boolean {
  if (object?.kind !== 'object') return false;
  return object.properties.some(({ value }) =>
    value.kind === 'name'
      ? facts.bindings[value.binding]?.functionIndex === index
      : value.kind === 'function' && value.function === index,
  );
}
