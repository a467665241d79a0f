/**
 * Functions of an object, or methods of a class, that is handed whole to a function of the project, which puts others in their place:
 * `export const hotels = invalidating(plain)`, `class extends Cached(Hotels)`, a function that makes a proxy. In: such a function, or
 * a call that hands a class over. Out: the functions that are handed it.
 */
import type { CallIndex, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
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

export interface WrappedClass {
  readonly class: { readonly file: string; readonly index: number };
  readonly wrapper: Wrapping;
}

/** `Cached(Hotels)`, `evicting(new Hotels())`, where what is called gives a class or a proxy. */
export function wrappedClasses(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
): readonly WrappedClass[] {
  const call = frame.facts.calls[index];
  if (!call || call.construction || !call.arguments.some(({ kind }) => kind === 'name' || kind === 'call'))
    return [];
  const wrappers = functionsIn(evaluation.evaluate(frame, call.callee)).filter((one) =>
    givesWrapper(evaluation, one.function),
  );
  if (wrappers.length === 0) return [];
  return evaluation.argumentsOf(frame, index).flatMap((given) => {
    if (given.kind !== 'instance' && given.kind !== 'class') return [];
    return wrappers.map((wrapper) => ({ class: { file: given.file, index: given.index }, wrapper }));
  });
}

function givesWrapper(evaluation: Evaluation, { file, index }: FunctionReference): boolean {
  const facts = evaluation.factsOf(file);
  return (facts?.functions[index]?.returns ?? []).some(({ value }) => {
    if (value?.kind === 'class') return true;
    const made = value?.kind === 'call' ? facts?.calls[value.call] : undefined;
    return made?.construction === true && made.callee.kind === 'name' && made.callee.name === 'Proxy';
  });
}

/** The method of that name in the class that a function gives. */
export function overriddenBy(
  evaluation: Evaluation,
  { file, index }: FunctionReference,
  name: string,
): FunctionReference | undefined {
  const facts = evaluation.factsOf(file);
  for (const { value } of facts?.functions[index]?.returns ?? []) {
    const made = value?.kind === 'class' ? facts?.classes[value.class] : undefined;
    const method = made?.methods.find((one) => one.name === name);
    if (method) return { file, index: method.function };
  }
  return undefined;
}
