/** `object.name` for every kind of object. */
import type { ClassFact, FieldFact } from '../../facts/fileFacts.js';
import {
  constructedClient,
  exportedValueOf,
  hostMember,
  injectedValue,
} from '../commands/libraryInstances.js';
import { memberOfHandle, siblingOfHandle } from '../databases/databaseHandles.js';
import { inheritedInstance, inheritedStatics } from '../databases/databaseInstances.js';
import { entityOfClass, isEntityClass } from '../databases/entityOfValue.js';
import { mayRequest } from '../databases/remoteRequests.js';
import { attachedMember } from './attachedMembers.js';
import { exportedBeside, exportedValue } from './evaluateImport.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import { type Frame, ONE_CALL } from './frame.js';
import { loadedMember } from './loadedModules.js';
import { keptValue } from './newValues.js';
import { proxiedMember } from './proxies.js';
import {
  constant,
  derived,
  either,
  isNothing,
  isNotUnderstood,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './values.js';

/** Base classes are followed this far. */
const MAXIMUM_HEIGHT = 12;

type FunctionValue = Extract<Value, { kind: 'function' }>;
type Instance = Extract<Value, { kind: 'instance' }>;

export function memberOf(evaluation: Evaluation, frame: Frame, object: Value, name: string): Value {
  const value = knownMember(evaluation, frame, object, name);
  if (!NOT_UNDERSTOOD.has(value.kind)) return value;
  return (
    evaluation.providers.memberOf(object, name) ??
    hostMember(evaluation, frame.file, name) ??
    evaluation.holders.memberOf(object, name) ??
    loadedMember(evaluation, frame, object, name) ??
    value
  );
}

const NOT_UNDERSTOOD: ReadonlySet<Value['kind']> = new Set(['unknown', 'parameter', 'method', 'global']);

function knownMember(evaluation: Evaluation, frame: Frame, object: Value, name: string): Value {
  switch (object.kind) {
    case 'namespace': {
      const exported = exportedValue(evaluation, object.file, name);
      // `import('./client').then(…)`
      return exported ?? (name === 'then' ? { kind: 'method', object, name } : UNKNOWN);
    }
    case 'external':
      return exportedValueOf(evaluation, { ...object, path: [...object.path, name] });
    case 'global':
      return globalMember(object.path, name);
    case 'record':
      return recordMember(object, name);
    case 'array':
      return arrayMember(object, name);
    case 'instance':
      return instanceMember(evaluation, object, name) ?? { kind: 'method', object, name };
    case 'class':
      return exportedBeside(evaluation, object.file, object, name) ?? staticMember(evaluation, object, name);
    case 'cache':
      return clientMember(evaluation, object, name);
    case 'database':
      return memberOfHandle(object.handle, name) ?? { kind: 'method', object, name };
    case 'rows':
      return methodOfRow(evaluation, object, name) ?? rowsMember(object, name);
    case 'parameter':
    case 'ambient':
      return evaluation.orGiven({ ...object, path: [...object.path, name] });
    case 'fallback': {
      const value = memberOf(evaluation, frame, object.value, name);
      const otherwise = memberOf(evaluation, frame, object.otherwise, name);
      const isLikeIt = HELD.has(object.otherwise.kind) && isForeign(object.value);
      return isLikeIt || value.kind === 'unknown' ? otherwise : { kind: 'fallback', value, otherwise };
    }
    case 'either':
      return eitherMember(evaluation, frame, object.values, name);
    case 'environment':
      return { kind: 'environment', name: object.name === undefined ? name : `${object.name}.${name}` };
    case 'undefined':
      return UNDEFINED;
    case 'function':
      return (
        exportedBeside(evaluation, object.function.file, object, name) ??
        attachedMember(evaluation, object, name) ?? { kind: 'method', object, name }
      );
    case 'constant':
    case 'text':
    case 'method':
    case 'cached':
    case 'databaseMethod':
      return { kind: 'method', object, name };
    case 'cacheMethod':
      return groupedCommand(object, name) ?? { kind: 'method', object, name };
    case 'constructed':
      return proxiedMember(evaluation, frame, object, name) ?? { kind: 'method', object, name };
    case 'derived':
      return { kind: 'method', object, name };
    default:
      return UNKNOWN;
  }
}

/** `client || shared`: what may stand in the place of a client is one of its kind. */
const HELD: ReadonlySet<Value['kind']> = new Set(['cache', 'database', 'instance']);

function isForeign(value: Value): boolean {
  return value.kind === 'parameter' || isNotUnderstood(value);
}

function clientMember(
  evaluation: Evaluation,
  object: Extract<Value, { kind: 'cache' }>,
  name: string,
): Value {
  const { client } = object;
  if (client.library.selfMembers?.includes(name)) return object;
  const isGroup = client.library.commandGroups?.includes(name) === true;
  if (isGroup || client.library.command(name, client.major)) return { kind: 'cacheMethod', client, name };
  const script = client.library.definesCommands ? evaluation.definedScript(name) : undefined;
  return script ? { kind: 'cacheMethod', client, name, script } : { kind: 'method', object, name };
}

/** `client.json.set` */
function groupedCommand(
  { client, name }: Extract<Value, { kind: 'cacheMethod' }>,
  member: string,
): Value | undefined {
  const isGroup = client.library.commandGroups?.includes(name) === true;
  const command = `${name}.${member}`;
  return isGroup && client.library.command(command, client.major)
    ? { kind: 'cacheMethod', client, name: command }
    : undefined;
}

function globalMember(path: readonly string[], name: string): Value {
  // Also as a whole: what checks it, `cleanEnv(process.env, …)`, gives what was read from it.
  if (path[0] === 'process' && (path[1] ?? name) === 'env') {
    return { kind: 'environment', ...(path[1] === 'env' && { name }) };
  }
  if (path[0] === 'import.meta' || path[0] === 'Deno') return { kind: 'environment', name };
  return { kind: 'global', path: [...path, name] };
}

function recordMember(object: Extract<Value, { kind: 'record' }>, name: string): Value {
  const field = object.fields.get(name);
  if (field) return field;
  if (!object.open) return UNDEFINED;
  return siblingOfHandle(object.fields.values(), name) ?? derived([...object.fields.values()], name);
}

function arrayMember(object: Extract<Value, { kind: 'array' }>, name: string): Value {
  if (name === '*') return object.items.length > 0 ? either(object.items) : UNKNOWN;
  // An empty list is there to be filled, also by whom it is handed to.
  const isCounted = !object.some && object.items.length > 0;
  if (/^\d+$/.test(name)) return object.items[Number(name)] ?? (isCounted ? UNDEFINED : UNKNOWN);
  if (name !== 'length') return { kind: 'method', object, name };
  return isCounted ? constant(object.items.length) : derived([object], name);
}

/** What a row becomes when it is written out is still the row. */
const WRITTEN_OUT: ReadonlySet<string> = new Set(['toJSON', 'toObject', 'toString', 'valueOf']);

/** A method that the class of the row declares itself: `user.forget()`. */
function methodOfRow(
  evaluation: Evaluation,
  object: Extract<Value, { kind: 'rows' }>,
  name: string,
): Value | undefined {
  const { entity, path } = object.rows;
  const declared = path.length === 0 && !WRITTEN_OUT.has(name) ? entity.declaration : undefined;
  const methods = declared && evaluation.factsOf(declared.file)?.classes[declared.index]?.methods;
  const method = methods?.find((one) => one.name === name && one.kind === 'method' && !one.static);
  const frame = declared && evaluation.moduleFrame(declared.file);
  if (!declared || !method || !frame) return undefined;
  return {
    kind: 'function',
    function: { file: declared.file, index: method.function },
    frame,
    self: object,
  };
}

function rowsMember(object: Extract<Value, { kind: 'rows' }>, name: string): Value {
  // In a loop the elements are all of them; one that is taken by its number is one row.
  if (name === '*' || /^\d+$/.test(name)) {
    const isTaken = name !== '*' && object.rows.library?.rowsFirst !== true;
    return { kind: 'rows', rows: { ...object.rows, many: object.rows.many && !isTaken } };
  }
  return { kind: 'rows', rows: { ...object.rows, path: [...object.rows.path, name] } };
}

const PLAIN: ReadonlySet<Value['kind']> = new Set(['constant', 'function']);

function eitherMember(evaluation: Evaluation, frame: Frame, values: readonly Value[], name: string): Value {
  // `if (typeof options === 'function') options = {}`: what has members is meant, where one of them is such a thing.
  const hasRecord = values.some((value) => value.kind === 'record');
  const members = values
    .filter((value) => !isNothing(value) && !(hasRecord && PLAIN.has(value.kind)))
    .map((value) => memberOf(evaluation, frame, value, name));
  const known = members.filter((member) => member.kind !== 'unknown');
  return known.length > 0 ? either(known) : UNKNOWN;
}

/** A method, getter or field of an instance, from its class or a base class. */
function instanceMember(
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
  if (value && !saysTooLittle(value)) return keptValue(value);
  const assigned = constructorAssignment(evaluation, instance, fact, name);
  if (value) return assigned?.kind === value.kind ? assigned : value;
  if (assigned) return keptValue(assigned);
  const base = fact.extends ? baseOf(evaluation, instance, fact, self) : undefined;
  // A class that extends itself is half typed; nobody inherits from so many.
  if (height > MAXIMUM_HEIGHT) return undefined;
  if (base?.kind === 'instance') return instanceMember(evaluation, base, name, self, height + 1);
  if (base) return memberOf(evaluation, instance.frame, base, name);
  if (!field) return undefined;
  const entity = isEntityClass(evaluation, instance) ? entityOfClass(evaluation, instance) : undefined;
  // A column of a row that was handed in.
  if (entity)
    return { kind: 'rows', rows: { entity, many: false, path: [name], where: new Map(), related: [] } };
  return { kind: 'derived', from: [], name };
}

/** An annotation leaves out whose rows a handle is for, and to which address a client sends; what is assigned says it. */
function saysTooLittle(value: Value): boolean {
  if (value.kind === 'database') return !value.handle.entity;
  return value.kind === 'constructed' && value.arguments.length === 0 && mayRequest(value);
}

function returnedBy(evaluation: Evaluation, getter: FunctionValue, self: Value): Value {
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
    return initial.kind === 'function' ? { ...initial, self: instance } : filledLater(initial);
  }
  const typed = field.type && valueOfType(evaluation, frame, field.type);
  if (typed) return withoutItself(typed, instance);
  if (field.parameter !== undefined) return constructorDefault(evaluation, instance, fact, field.parameter);
  return initial && !isNothing(initial) ? initial : undefined;
}

/** `private readonly settings: Settings = {}`: an empty object in a field is there to be filled. */
function filledLater(value: Value): Value {
  return value.kind === 'record' && value.fields.size === 0 ? { ...value, open: true } : value;
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

function constructorFrame(evaluation: Evaluation, instance: Instance, fact: ClassFact): Frame | undefined {
  if (fact.constructorFunction === undefined) return undefined;
  const reference = { file: instance.file, index: fact.constructorFunction };
  return instance.arguments
    ? evaluation.callFrame(reference, instance.frame, instance.arguments, instance, ONE_CALL)
    : evaluation.symbolicFrame(reference);
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
    if (!frame || !isInsideClass(frame, instance.index)) continue;
    const value = evaluation.evaluate(frame, assignment.value);
    if (value.kind !== 'unknown' && !isNothing(value)) values.push(value);
  }
  return values.length > 0 ? either(values) : undefined;
}

function isInsideClass(frame: Frame, index: number): boolean {
  return classOf(frame) === index;
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

/** The base class as an instance, or the client a library's class stands for. */
function baseOf(
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

function classOf(frame: Frame): number | undefined {
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

function staticMember(evaluation: Evaluation, value: Extract<Value, { kind: 'class' }>, name: string): Value {
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
