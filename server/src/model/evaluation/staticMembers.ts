/**
 * What does a name stand for in a workspace class itself? In: the class and the name. Out: its static method or field, from the
 * class or a base class.
 */
import { inheritedStatics } from '../databases/databaseInstances.js';
import { MAXIMUM_HEIGHT } from './baseClasses.js';
import { memberOf } from './evaluateMember.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import { ONE_CALL } from './frame.js';
import { constant, either, isNothing, isNotUnderstood, UNKNOWN, type Value } from './values.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

/** What a getter of an object or a class gives. */
export function returnedBy(evaluation: Evaluation, getter: FunctionValue, self: Value): Value {
  const frame = evaluation.callFrame(getter.function, getter.frame, [], self, ONE_CALL);
  const values = frame?.fact.returns.flatMap((entry) =>
    entry.value ? [evaluation.evaluate(frame, entry.value)] : [],
  );
  const returnType = frame?.fact.returnType;
  const typed = frame && returnType && valueOfType(evaluation, frame, returnType);
  const isOne = typed?.kind === 'cache' || typed?.kind === 'instance';
  if (isOne && values?.every(isNotUnderstood)) return typed;
  return values && values.length > 0 ? either(values) : UNKNOWN;
}

/** `private readonly settings: Settings = {}`: an empty object in a field is there to be filled. */
export function filledLater(value: Value): Value {
  return value.kind === 'record' && value.fields.size === 0 ? { ...value, open: true } : value;
}

/** `Settings.client`, `Settings.connect` */
export function staticMember(
  evaluation: Evaluation,
  value: Extract<Value, { kind: 'class' }>,
  name: string,
): Value {
  const facts = evaluation.factsOf(value.file);
  const fact = facts?.classes[value.index];
  const method = fact?.methods.find((candidate) => candidate.name === name && candidate.static);
  if (method) {
    const member: FunctionValue = {
      kind: 'function',
      function: { file: value.file, index: method.function },
      frame: value.frame,
      self: value,
    };
    return method.kind === 'get' ? returnedBy(evaluation, member, value) : member;
  }
  const field = fact?.fields.find((candidate) => candidate.name === name && candidate.static);
  const initial = field?.initializer && evaluation.evaluate(value.frame, field.initializer);
  if (initial && !isNothing(initial)) return filledLater(initial);
  const typed = field?.type && valueOfType(evaluation, value.frame, field.type);
  if (typed) return typed;
  for (const assignment of facts?.assignments ?? []) {
    const { target } = assignment;
    const isStatic =
      target.kind === 'member' &&
      target.name === name &&
      (target.object.kind === 'this' || (target.object.kind === 'name' && target.object.name === fact?.name));
    const frame = isStatic
      ? evaluation.symbolicFrame({ file: value.file, index: assignment.function })
      : undefined;
    if (frame) return evaluation.evaluate(frame, assignment.value);
  }
  if (name === 'name' && fact) return constant(fact.name);
  return fact?.extends ? inheritedMember(evaluation, value, name) : UNKNOWN;
}

/** A static member of a base class, with `this` still the class that inherits it. */
function inheritedMember(
  evaluation: Evaluation,
  value: Extract<Value, { kind: 'class' }>,
  name: string,
): Value {
  let current = value;
  for (let height = 0; height <= MAXIMUM_HEIGHT; height++) {
    const fact = evaluation.factsOf(current.file)?.classes[current.index];
    const base = fact?.extends && evaluation.evaluate(current.frame, fact.extends);
    if (base?.kind === 'external') {
      const statics = inheritedStatics(evaluation, value, base);
      return statics ? memberOf(evaluation, value.frame, statics, name) : UNKNOWN;
    }
    if (base?.kind !== 'class') return UNKNOWN;
    const method = evaluation
      .factsOf(base.file)
      ?.classes[base.index]?.methods.find((candidate) => candidate.name === name && candidate.static);
    if (method) {
      const reference = { file: base.file, index: method.function };
      return { kind: 'function', function: reference, frame: base.frame, self: value };
    }
    current = base;
  }
  return UNKNOWN;
}
