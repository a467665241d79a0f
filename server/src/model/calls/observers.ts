/**
 * Functions that code keeps in a list, a set or a map of its own, and calls out of it later: `listeners.push(run)`,
 * `for (const run of listeners) run(id)`. In: calls. Out: the collection, by the name it has in its file, that a function is put
 * into, or that the called one comes out of. Nothing is evaluated but what is put there.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { BindingIndex, CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { putsIntoCollection } from '../evaluation/filledValues.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

const OVER_ELEMENTS = /^(forEach|map|flatMap|every|some|reduce)$/;
const PARTS = /^(values|entries|slice|filter|reverse|toReversed)$/;
const MAXIMUM_STEPS = 4;

/** The collection that a called function comes out of. */
export function collectionCalled(facts: FileFacts, { callee, branches }: CallFact): string | undefined {
  if (callee.kind === 'call' || callee.kind === 'element') return entryOf(facts, callee);
  if (callee.kind !== 'name' || callee.binding < 0) return undefined;
  const looped = branches.find(({ elements }) => elements?.includes(callee.binding))?.source;
  const source = looped ?? goneThrough(facts, callee.binding);
  if (source) return nameOf(facts, source, 0);
  const { initializer, kind } = facts.bindings[callee.binding] ?? {};
  return kind === 'variable' && initializer ? entryOf(facts, initializer) : undefined;
}

/** `handlers.get(kind)`, `handlers[kind]` */
function entryOf(facts: FileFacts, expression: Expression): string | undefined {
  if (expression.kind === 'element') return nameOf(facts, expression.object, 0);
  const call = callOf(facts, expression);
  return call?.callee.kind === 'member' && call.callee.name === 'get'
    ? nameOf(facts, call.callee.object, 0)
    : undefined;
}

/** What the callback goes through whose parameter it is: `listeners.forEach((run) => run(id))`. */
function goneThrough(facts: FileFacts, binding: BindingIndex): Expression | undefined {
  const { kind, function: owner, parameter } = facts.bindings[binding] ?? {};
  const place =
    kind === 'parameter' && parameter === 0 ? facts.functions[owner ?? -1]?.argumentOf : undefined;
  const callee = place && facts.calls[place.call]?.callee;
  return callee?.kind === 'member' && OVER_ELEMENTS.test(callee.name) ? callee.object : undefined;
}

/** The name of a variable or a field, also of what is only laid out anew: `[...this.listeners]`. */
function nameOf(facts: FileFacts, expression: Expression, step: number): string | undefined {
  if (step > MAXIMUM_STEPS) return undefined;
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'member') return expression.name;
  if (expression.kind === 'spread') return nameOf(facts, expression.value, step + 1);
  if (expression.kind === 'array') {
    const [only, ...others] = expression.items;
    return only?.kind === 'spread' && others.length === 0 ? nameOf(facts, only, step + 1) : undefined;
  }
  if (expression.kind === 'binary') return nameOf(facts, expression.left, step + 1);
  const call = callOf(facts, expression);
  if (call?.callee.kind !== 'member') return undefined;
  const { name, object } = call.callee;
  if (PARTS.test(name)) return nameOf(facts, object, step + 1);
  if (name === 'get') return nameOf(facts, object, step + 1);
  const [given] = call.arguments;
  return given && /^(from|values)$/.test(name) ? nameOf(facts, given, step + 1) : undefined;
}

export interface Observer {
  readonly collection: string;
  readonly file: string;
  readonly handler: FunctionValue;
}

/** The functions that a call puts into collections, itself or through a function that does so with what it is given. */
export function observersIn(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly Observer[] {
  const call = frame.facts.calls[index];
  // Most calls are given none: nothing of them is evaluated.
  if (!call || call.construction || !call.arguments.some((one) => mayBeFunction(frame.facts, one))) return [];
  const own = collectionFilled(frame.facts, call);
  if (own !== undefined) {
    return evaluation
      .argumentsOf(frame, index)
      .filter((value) => value.kind === 'function')
      .map((handler) => ({ collection: own, file: frame.file, handler }));
  }
  if (evaluation.idleCalls.isIdle(call)) return [];
  const callee = evaluation.evaluate(frame, call.callee);
  const facts = callee.kind === 'function' ? evaluation.factsOf(callee.function.file) : undefined;
  if (callee.kind !== 'function' || !facts) return [];
  const { file } = callee.function;
  return keptParameters(facts, callee.function.index).flatMap(([parameter, collection]) => {
    const handler = evaluation.argumentsOf(frame, index)[parameter];
    return handler?.kind === 'function' ? [{ collection, file, handler }] : [];
  });
}

function mayBeFunction({ bindings }: FileFacts, expression: Expression): boolean {
  if (expression.kind === 'function') return true;
  if (expression.kind === 'member') return expression.object.kind === 'this';
  const binding = expression.kind === 'name' ? bindings[expression.binding] : undefined;
  return (
    binding !== undefined &&
    (binding.kind === 'function' || binding.kind === 'import' || binding.initializer?.kind === 'function')
  );
}

function collectionFilled(facts: FileFacts, { callee }: CallFact): string | undefined {
  return callee.kind === 'member' && putsIntoCollection(callee.name)
    ? nameOf(facts, callee.object, 0)
    : undefined;
}

/** Which parameters a function puts into which collections: `subscribe(run) { this.listeners.add(run); }`. */
function keptParameters(facts: FileFacts, index: number): readonly (readonly [number, string])[] {
  const fact = facts.functions[index];
  if (!fact || fact.parameters.length === 0) return [];
  const parameterOf = (expression: Expression | undefined): number =>
    expression?.kind === 'name'
      ? fact.parameters.findIndex(({ bindings }) => bindings.includes(expression.binding))
      : -1;
  const filled = fact.calls.flatMap((position): (readonly [number, string | undefined])[] => {
    const call = facts.calls[position];
    return call ? [[parameterOf(call.arguments.at(-1)), collectionFilled(facts, call)]] : [];
  });
  const assigned = facts.assignments.flatMap(({ target, value, function: owner }) =>
    owner === index && target.kind === 'element'
      ? [[parameterOf(value), nameOf(facts, target.object, 0)] as const]
      : [],
  );
  return [...filled, ...assigned].flatMap(([parameter, collection]) =>
    parameter >= 0 && collection !== undefined ? [[parameter, collection] as const] : [],
  );
}
