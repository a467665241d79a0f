/**
 * What is a workspace class built on? In: a class, an instance, or a method that says `super`. Out: the base class as an instance
 * with what it is constructed with, or the client that a library's class stands for.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { ClassFact } from '../../facts/fileFacts.js';
import { constructedClient } from '../commands/libraryInstances.js';
import { inheritedInstance } from '../databases/databaseInstances.js';
import type { Evaluation } from './evaluation.js';
import { type Frame, ONE_CALL } from './frame.js';
import { type FunctionReference, UNKNOWN, type Value } from './values.js';

/** Base classes are followed this far. */
export const MAXIMUM_HEIGHT = 12;

export type Instance = Extract<Value, { kind: 'instance' }>;

/** The constructor as it was called; as it stands where nobody knows with what. */
export function constructorFrame(
  evaluation: Evaluation,
  instance: Instance,
  fact: ClassFact,
): Frame | undefined {
  if (fact.constructorFunction === undefined) return undefined;
  const reference = { file: instance.file, index: fact.constructorFunction };
  return instance.arguments
    ? evaluation.callFrame(reference, instance.frame, instance.arguments, instance, ONE_CALL)
    : evaluation.symbolicFrame(reference);
}

/** The class whose methods stand on the prototype of a function: `new User()`. */
export function classOfConstructor(
  evaluation: Evaluation,
  callee: Extract<Value, { kind: 'function' }>,
): Extract<Value, { kind: 'class' }> | undefined {
  const { file, index } = callee.function;
  const facts = evaluation.factsOf(file);
  const owner = facts?.functions[index]?.class;
  if (owner === undefined || facts?.classes[owner]?.constructorFunction !== index) return undefined;
  return { kind: 'class', file, index: owner, frame: callee.frame };
}

/** `if (!(this instanceof Cache)) return new Cache(options)`: it may be called without `new`. */
export function constructsItself(evaluation: Evaluation, { file, index }: FunctionReference): boolean {
  const facts = evaluation.factsOf(file);
  const own = facts?.functions[index];
  const made = facts?.classes[own?.class ?? -1];
  if (!facts || !own || made?.constructorFunction !== index) return false;
  return own.returns.some(({ value }) => {
    const call = callOf(facts, value);
    return call?.construction === true && call.callee.kind === 'name' && call.callee.name === made.name;
  });
}

/** The base class as an instance, or the client a library's class stands for. */
export function baseOf(
  evaluation: Evaluation,
  instance: Instance,
  fact: ClassFact,
  self = instance,
): Value | undefined {
  const written = fact.extends && evaluation.evaluate(instance.frame, fact.extends);
  const base = written?.kind === 'function' ? classOfConstructor(evaluation, written) : written;
  if (base?.kind === 'class') {
    const args = argumentsOfSuper(evaluation, instance, fact);
    const { file, index, frame } = base;
    return { kind: 'instance', file, index, frame, ...(args.some(saysSomething) && { arguments: args }) };
  }
  if (base?.kind !== 'external') return undefined;
  const inherited = inheritedInstance(evaluation, instance, fact, base, self);
  if (inherited?.kind === 'rows' || (inherited?.kind === 'database' && inherited.handle.entity))
    return inherited;
  return constructedClient(evaluation, base, true, argumentsOfSuper(evaluation, instance, fact)) ?? inherited;
}

const SAYING: ReadonlySet<Value['kind']> = new Set(['database', 'cache', 'instance', 'class', 'constant']);

function saysSomething(value: Value): boolean {
  return SAYING.has(value.kind);
}

/** `super` in a method: what the class the method stands in extends. */
export function superOf(evaluation: Evaluation, frame: Frame): Value {
  const { self } = frame;
  if (self?.kind !== 'instance') return self ?? UNKNOWN;
  const index = classOf(frame);
  if (index === undefined) return self;
  const own: Instance = {
    kind: 'instance',
    file: frame.file,
    index,
    frame: evaluation.moduleFrame(frame.file) ?? self.frame,
  };
  const isSelf = self.file === own.file && self.index === own.index;
  const fact = evaluation.factsOf(frame.file)?.classes[index];
  return (fact && baseOf(evaluation, isSelf ? self : own, fact)) ?? self;
}

/** The class that a method, or a function inside one, stands in. */
export function classOf(frame: Frame): number | undefined {
  for (let current: Frame | undefined = frame; current; current = current.outer) {
    if (current.fact.class !== undefined) return current.fact.class;
  }
  return undefined;
}

/** What the base class is constructed with: the arguments of `super(…)`, or those of the class itself. */
function argumentsOfSuper(evaluation: Evaluation, instance: Instance, fact: ClassFact): readonly Value[] {
  const frame = constructorFrame(evaluation, instance, fact);
  // Options nobody has seen may say anything.
  if (!frame) return instance.arguments ?? [UNKNOWN];
  const index = frame.fact.calls.find((call) => frame.facts.calls[call]?.callee.kind === 'super');
  return index === undefined ? [UNKNOWN] : evaluation.argumentsOf(frame, index);
}

/** What a workspace class is when it is used as a client: `class PrismaService extends PrismaClient`. */
export function libraryBaseOf(
  evaluation: Evaluation,
  instance: Instance,
  self = instance,
  height = 0,
): Value | undefined {
  const fact = evaluation.factsOf(instance.file)?.classes[instance.index];
  const base = fact?.extends ? baseOf(evaluation, instance, fact, self) : undefined;
  if (base?.kind !== 'instance') return base;
  return height > MAXIMUM_HEIGHT ? undefined : libraryBaseOf(evaluation, base, self, height + 1);
}
