/**
 * What does a name stand for in an object of a workspace class? In: the instance and the name. Out: its method, what its getter
 * gives, or what stands in its field, from the class or a base class; undefined where nothing says it.
 */
import type { ClassFact, FieldFact, FileFacts } from '../../facts/fileFacts.js';
import { injectedValue } from '../commands/libraryInstances.js';
import { entityOfClass, isEntityClass } from '../databases/entityOfValue.js';
import { mayRequest } from '../databases/remoteRequests.js';
import { baseOf, classOf, constructorFrame, type Instance, MAXIMUM_HEIGHT } from './baseClasses.js';
import { withChangedMembers } from './changedFields.js';
import { memberOf } from './evaluateMember.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import { filledField } from './filledFields.js';
import type { Frame } from './frame.js';
import { keptValue } from './newValues.js';
import { filledLater, returnedBy } from './staticMembers.js';
import { either, isNothing, UNDEFINED, type Value } from './values.js';

/** A method, getter or field of an instance, from its class or a base class, with what methods put into the field. */
export function instanceMember(evaluation: Evaluation, instance: Instance, name: string): Value | undefined {
  return filledField(evaluation, instance, name) ?? declaredMember(evaluation, instance, name);
}

/** The same as the object begins with it. */
export function declaredMember(
  evaluation: Evaluation,
  instance: Instance,
  name: string,
  /** The object itself, when `instance` is what it is as a base class. */
  self = instance,
  height = 0,
): Value | undefined {
  const facts = evaluation.factsOf(instance.file);
  const fact = facts?.classes[instance.index];
  if (!facts || !fact) return undefined;
  const method = fact.methods.find((candidate) => candidate.name === name && candidate.kind !== 'set');
  if (method) {
    const value: Value = {
      kind: 'function',
      function: { file: instance.file, index: method.function },
      frame: instance.frame,
      self,
    };
    return method.kind === 'get' ? returnedBy(evaluation, value, self) : value;
  }
  const field = fact.fields.find((candidate) => candidate.name === name);
  const value = field && fieldValue(evaluation, instance, fact, field);
  if (value && !saysTooLittle(value) && !isOnlyDeclared(value, field)) return keptValue(value);
  const assigned = constructorAssignment(evaluation, instance, fact, name);
  if (value) return assigned?.kind === value.kind ? assigned : value;
  if (assigned) return keptValue(assigned);
  const nothing = field && initialNothing(evaluation, instance, fact, field);
  if (nothing && isNeverFilled(evaluation, self, name)) return nothing;
  const base = fact.extends ? baseOf(evaluation, instance, fact, self) : undefined;
  // A class that extends itself is half typed; nobody inherits from so many.
  if (height > MAXIMUM_HEIGHT) return undefined;
  if (base?.kind === 'instance') return declaredMember(evaluation, base, name, self, height + 1);
  if (base) return memberOf(evaluation, instance.frame, base, name);
  if (!field) return undefined;
  if (field.optional && isNeverFilled(evaluation, self, name)) return UNDEFINED;
  const entity = isEntityClass(evaluation, instance) ? entityOfClass(evaluation, instance) : undefined;
  // A column of a row that was handed in.
  if (entity)
    return { kind: 'rows', rows: { entity, many: false, path: [name], where: new Map(), related: [] } };
  return { kind: 'derived', from: [], name };
}

/**
 * An annotation leaves out whose rows a handle is for, to which address a client sends, and what options a cache has; what is
 * assigned says it.
 */
function saysTooLittle(value: Value): boolean {
  if (value.kind === 'cache') return value.client.origin === undefined;
  if (value.kind === 'database') return !value.handle.entity;
  return value.kind === 'constructed' && value.arguments.length === 0 && mayRequest(value);
}

/** `readonly users: KVCache<User>;`, which the constructor fills: with what it was made, the assignment says. */
function isOnlyDeclared(value: Value, field: FieldFact | undefined): boolean {
  return (
    value.kind === 'instance' && !value.arguments && !field?.initializer && field?.parameter === undefined
  );
}

function fieldValue(
  evaluation: Evaluation,
  instance: Instance,
  fact: ClassFact,
  field: FieldFact,
): Value | undefined {
  if (field.parameter !== undefined && instance.arguments) {
    const given = instance.arguments[field.parameter];
    if (given && given.kind !== 'unknown' && given.kind !== 'parameter') return given;
    const frame = constructorFrame(evaluation, instance, fact);
    const defaultValue = frame?.fact.parameters[field.parameter]?.defaultValue;
    if (!given && frame && defaultValue) return evaluation.evaluate(frame, defaultValue);
  }
  const frame = selfFrame(evaluation, instance, fact);
  const injected = injectedValue(evaluation, frame, field.decorators);
  if (injected) return injected;
  const initial = field.initializer && evaluation.evaluate(frame, field.initializer);
  if (initial && initial.kind !== 'unknown' && !isNothing(initial)) {
    if (initial.kind === 'function') return { ...initial, self: instance };
    const filled = filledLater(initial);
    return filled.kind === 'record' ? withChangedMembers(evaluation, instance, field.name, filled) : filled;
  }
  const typed = field.type && valueOfType(evaluation, frame, field.type);
  if (typed) return withoutItself(typed, instance);
  if (field.parameter !== undefined) return constructorDefault(evaluation, instance, fact, field.parameter);
  return initial && !isNothing(initial) ? initial : undefined;
}

/** `readonly life = null;` */
function initialNothing(
  evaluation: Evaluation,
  instance: Instance,
  fact: ClassFact,
  { initializer }: FieldFact,
): Value | undefined {
  const initial = initializer && evaluation.evaluate(selfFrame(evaluation, instance, fact), initializer);
  return initial && isNothing(initial) ? initial : undefined;
}

/** A class that is handed what it implements itself stands around another implementation. */
function withoutItself(value: Value, { file, index }: Instance): Value {
  if (value.kind !== 'either') return value;
  const others = value.values.filter(
    (one) => !(one.kind === 'instance' && one.file === file && one.index === index),
  );
  return others.length > 0 ? either(others) : value;
}

/** A constructor parameter that nothing is known of: its default, or a parameter of the constructor. */
function constructorDefault(
  evaluation: Evaluation,
  instance: Instance,
  fact: ClassFact,
  parameter: number,
): Value | undefined {
  const frame = constructorFrame(evaluation, instance, fact);
  const binding = frame?.fact.parameters[parameter]?.bindings[0];
  const name = binding === undefined ? undefined : frame?.facts.bindings[binding]?.name;
  if (!frame || binding === undefined || name === undefined) return undefined;
  return evaluation.evaluate(frame, { kind: 'name', name, binding });
}

/** A frame in which `this` is the instance, for initialisers. */
function selfFrame(evaluation: Evaluation, instance: Instance, fact: ClassFact): Frame {
  const frame = constructorFrame(evaluation, instance, fact);
  return frame ?? { ...instance.frame, self: instance, values: new Map(), bindings: new Map() };
}

/** Whether neither the class of an object that is made here nor one it extends puts anything into a field. */
function isNeverFilled(evaluation: Evaluation, self: Instance, name: string): boolean {
  return (self.arguments !== undefined || isLast(evaluation, self)) && isLeftEmpty(evaluation, self, name, 0);
}

/** What is only said to be of a class may be of one that extends it. */
function isLast(evaluation: Evaluation, { file, index }: Instance): boolean {
  const fact = evaluation.factsOf(file)?.classes[index];
  return fact !== undefined && evaluation.implementations.of(file, fact.name).length === 0;
}

function isLeftEmpty(evaluation: Evaluation, value: Value, name: string, height: number): boolean {
  if (value.kind !== 'instance' || height > MAXIMUM_HEIGHT) return false;
  const facts = evaluation.factsOf(value.file);
  const fact = facts?.classes[value.index];
  if (!facts || !fact || isFilledIn(facts, name)) return false;
  const base = fact.extends && baseOf(evaluation, value, fact);
  return (
    fact.extends === undefined || (base !== undefined && isLeftEmpty(evaluation, base, name, height + 1))
  );
}

/** `this.ttl = …`, `Object.assign(this, options)` somewhere in a file. */
function isFilledIn({ assignments, calls }: FileFacts, name: string): boolean {
  return (
    assignments.some(
      ({ target }) =>
        (target.kind === 'element' || (target.kind === 'member' && target.name === name)) &&
        target.object.kind === 'this',
    ) ||
    calls.some(
      ({ callee, arguments: [first] }) =>
        callee.kind === 'member' && callee.name === 'assign' && first?.kind === 'this',
    )
  );
}

/** `this.client = …` anywhere in the class. */
function constructorAssignment(
  evaluation: Evaluation,
  instance: Instance,
  fact: ClassFact,
  name: string,
): Value | undefined {
  const facts = evaluation.factsOf(instance.file);
  const values: Value[] = [];
  for (const assignment of facts?.assignments ?? []) {
    const { target } = assignment;
    if (target.kind !== 'member' || target.object.kind !== 'this' || target.name !== name) continue;
    const reference = { file: instance.file, index: assignment.function };
    const frame =
      assignment.function === fact.constructorFunction
        ? constructorFrame(evaluation, instance, fact)
        : evaluation.symbolicFrame(reference);
    if (!frame || classOf(frame) !== instance.index) continue;
    const value = evaluation.evaluate(frame, assignment.value);
    if (value.kind !== 'unknown') values.push(value);
  }
  const something = values.filter((value) => !isNothing(value));
  const [first, ...more] = something;
  // `this.clients = {}`: the methods fill it.
  if (first?.kind === 'record' && first.fields.size === 0 && more.length === 0)
    return withChangedMembers(evaluation, instance, name, { ...first, open: true });
  if (something.length > 0) return either(something);
  // Left out by who makes it, and filled nowhere else.
  return values.length === 1 && instance.arguments ? values[0] : undefined;
}
