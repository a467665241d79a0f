/**
 * Expressions to values: literals, names, operators. Members and calls have files of their own.
 */
import type { Expression, ParameterFact } from '../../facts/fileFacts.js';
import { callbackArgument } from '../calls/callbackArguments.js';
import { injectedValue } from '../commands/libraryInstances.js';
import { awaited } from '../databases/databaseHandles.js';
import { clientKeptIn, withAssigned } from './assignedMembers.js';
import { superOf } from './baseClasses.js';
import { assignedStep, withSteps } from './builderSteps.js';
import { importedValue } from './evaluateImport.js';
import { memberOf } from './evaluateMember.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import { fillsWith } from './filledValues.js';
import { foldBinary } from './folding.js';
import type { Frame } from './frame.js';
import { mergedObjects } from './mergedObjects.js';
import { isMoment, isRounded, keptValue } from './newValues.js';
import { frameInside } from './promised.js';
import { textOf } from './texts.js';
import { presumedTruth, truthOf, typeOf } from './truth.js';
import {
  constant,
  derived,
  either,
  type FunctionReference,
  isNothing,
  type Parameter,
  rowsWithin,
  UNDEFINED,
  UNKNOWN,
  type Value,
  withoutNothing,
} from './values.js';
import { writtenOut } from './writtenOut.js';

export function evaluateExpression(evaluation: Evaluation, frame: Frame, expression: Expression): Value {
  const evaluate = (part: Expression): Value => evaluation.evaluate(frame, part);
  switch (expression.kind) {
    case 'text':
    case 'number':
    case 'boolean':
      return constant(expression.value);
    case 'null':
      return constant(null);
    case 'undefined':
      return UNDEFINED;
    case 'template':
      return textOf(
        expression.parts.map((part) =>
          typeof part === 'string'
            ? part
            : { name: nameOf(part), value: writtenOut(evaluation, evaluate(part)) },
        ),
      );
    case 'name':
      return evaluateName(evaluation, frame, expression.name, expression.binding);
    case 'this':
      return frame.self ?? ownSelf(evaluation, frame) ?? unknownSelf(frame);
    case 'super':
      return superOf(evaluation, frame);
    case 'member': {
      const { object, name } = expression;
      const injected =
        object.kind === 'this' ? evaluation.injectedMembers.of(evaluation, frame, name) : undefined;
      return injected ?? memberOf(evaluation, frame, evaluate(object), name);
    }
    case 'element':
      return evaluateElement(evaluation, frame, expression.object, expression.index);
    case 'call':
      return evaluation.evaluateCall(frame, expression.call);
    case 'object':
      return evaluateObject(evaluation, frame, expression);
    case 'array':
      return listOf(evaluate, expression.items);
    case 'spread':
      return evaluate(expression.value);
    case 'unary':
      return evaluateUnary(expression.operator, evaluate(expression.operand));
    case 'binary':
      return foldBinary(
        expression.operator,
        operand(evaluation, frame, expression.operator, expression.left),
        operand(evaluation, frame, expression.operator, expression.right),
        nameOf(expression.left),
        nameOf(expression.right),
      );
    case 'conditional':
      return evaluateConditional(evaluation, frame, expression);
    case 'function':
      return { kind: 'function', function: { file: frame.file, index: expression.function }, frame };
    case 'class':
      return { kind: 'class', file: frame.file, index: expression.class, frame };
    case 'await':
      return awaited(evaluate(expression.value));
    case 'unknown':
      return UNKNOWN;
  }
}

function operand(evaluation: Evaluation, frame: Frame, operator: string, expression: Expression): Value {
  const value = evaluation.evaluate(frame, expression);
  return operator === '+' ? writtenOut(evaluation, value) : value;
}

/** `this` in a function of a schema, or of an object. */
function ownSelf(evaluation: Evaluation, frame: Frame): Value | undefined {
  const row = evaluation.schemaMethods.selfOf(ownerOfThis(frame));
  return row ?? evaluation.ownObjects.of(evaluation, frame, unknownSelf(frame));
}

/** An arrow function has the `this` of the function around it. */
function ownerOfThis({ fact, function: reference, outer }: Frame): FunctionReference {
  return fact.inline && outer ? ownerOfThis(outer) : reference;
}

/**
 * `Query.prototype.exec = function () { this.key … }`: what a function of nobody is called on is something it is given,
 * like a parameter.
 */
function unknownSelf(frame: Frame): Value {
  const { fact, function: reference, outer } = frame;
  if (fact.inline && outer) return unknownSelf(outer);
  return reference.index === 0
    ? UNKNOWN
    : { kind: 'parameter', function: reference, index: SELF, path: [], name: 'this' };
}

/** The place of `this` among the parameters. */
const SELF = -1;

/** What a reader would call the value: the last name of the expression. */
export function nameOf(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'member':
      return expression.name;
    case 'await':
    case 'spread':
      return nameOf(expression.value);
    case 'binary':
      return nameOf(expression.left);
    case 'element':
      return nameOf(expression.index) === 'value' ? nameOf(expression.object) : nameOf(expression.index);
    default:
      return 'value';
  }
}

function evaluateName(evaluation: Evaluation, frame: Frame, name: string, binding: number): Value {
  if (binding === -1) return name === 'Infinity' ? constant(Infinity) : { kind: 'global', path: [name] };
  const owner = ownerOf(evaluation, frame, binding);
  const value = boundValue(evaluation, owner, binding);
  return isKept(frame, owner) ? keptValue(value) : value;
}

function boundValue(evaluation: Evaluation, owner: Frame, binding: number): Value {
  const known = owner.bindings.get(binding);
  if (known) return known;
  // A name that leads back to itself is not known.
  owner.bindings.set(binding, UNKNOWN);
  const value = evaluateBinding(evaluation, owner, binding);
  owner.bindings.set(binding, value);
  return value;
}

/** A variable around a function is made once, and the function may be called often. */
function isKept(frame: Frame, owner: Frame): boolean {
  if (owner.function.index === 0) return true;
  for (let inner: Frame | undefined = frame; inner && inner !== owner; inner = inner.outer) {
    if (!inner.fact.inline) return true;
  }
  return false;
}

/** The frame of the function whose scope holds the binding. */
function ownerOf(evaluation: Evaluation, frame: Frame, binding: number): Frame {
  const index = frame.facts.bindings[binding]?.function;
  let owner: Frame = frame;
  while (owner.function.index !== index && owner.outer) owner = owner.outer;
  if (owner.function.index === index || index === undefined) return owner;
  // A callback gave the variable its value: what it calls its own is found in its frame.
  return frameInside(evaluation, frame, index) ?? owner;
}

/** What a variable may be given anew in terms of what it was. */
const GOES_ON: ReadonlySet<Value['kind']> = new Set(['rows', 'database', 'cache']);

function evaluateBinding(evaluation: Evaluation, frame: Frame, index: number): Value {
  const binding = frame.facts.bindings[index];
  if (!binding) return UNKNOWN;
  if (binding.import) return importedValue(evaluation, frame.file, binding.import);
  if (binding.kind === 'parameter') {
    const given = evaluateParameter(evaluation, frame, index);
    const settled = withReassigned(evaluation, frame, index, given);
    return evaluation.changedColumns.withChanges(frame.facts, index, settled);
  }
  if (binding.kind === 'class' && binding.classIndex !== undefined) {
    return { kind: 'class', file: frame.file, index: binding.classIndex, frame };
  }
  if (binding.functionIndex !== undefined) {
    return { kind: 'function', function: { file: frame.file, index: binding.functionIndex }, frame };
  }
  if (binding.kind === 'enum') return evaluateEnum(evaluation, frame, index);
  const values: Value[] = [];
  if (binding.initializer) {
    const whole = evaluation.evaluate(frame, binding.initializer);
    const part = (binding.path ?? []).reduce(
      (value, step) => memberOf(evaluation, frame, value, step),
      whole,
    );
    const first = withDefault(evaluation, frame, asItWas(part), binding.defaultValue);
    values.push(first);
    // `rows = rows.filter(…)`, `client = client.$extends(…)`
    if (GOES_ON.has(first.kind) && binding.assigned.length > 0) frame.bindings.set(index, first);
  }
  for (const assigned of binding.assigned) {
    const step = assignedStep(evaluation, frame, index, assigned, values.at(-1));
    if (step) values[values.length - 1] = step;
    else values.push(evaluation.evaluate(frame, assigned));
  }
  const isNumber = values.every((value) => value.kind === 'constant' && typeof value.value === 'number');
  if (binding.counted && values.length > 0 && isNumber) return { kind: 'derived', from: [] };
  // `let change;`: until it is given something, it is nothing.
  const meaningful = withoutNothing(binding.initializer ? values : [UNDEFINED, ...values]);
  const isFound = meaningful.some((value) => value.kind !== 'unknown');
  const typed =
    binding.type && (!isFound || meaningful.every(isMissing))
      ? valueOfType(evaluation, frame, binding.type)
      : undefined;
  if (meaningful.length > 0 && isFound && !typed)
    return withAdded(evaluation, frame, index, either(meaningful));
  return typed ?? (values.length > 0 ? either(values) : UNKNOWN);
}

/** `const old = post.slug`: a column that is kept by itself, whatever the row is given later. */
function asItWas(value: Value): Value {
  if (value.kind !== 'rows' || value.rows.path.length === 0 || !value.rows.changed) return value;
  const { changed: _changed, ...rows } = value.rows;
  return { ...value, rows };
}

/** `ttl = ttl || 60`: what a parameter is in the end. What is not understood leaves it as it was. */
function withReassigned(evaluation: Evaluation, frame: Frame, index: number, given: Value): Value {
  let value = given;
  for (const next of frame.facts.bindings[index]?.reassigned ?? []) {
    frame.bindings.set(index, value);
    const changed = evaluation.evaluate(frame, next);
    if (changed.kind !== 'unknown') value = changed;
  }
  return value;
}

/** A member that the class of an object says nothing of. */
function isMissing(value: Value): boolean {
  return value.kind === 'method' && value.object.kind === 'instance';
}

function withAdded(evaluation: Evaluation, frame: Frame, binding: number, value: Value): Value {
  if (isMoment(value) && isRounded(frame.facts, binding)) return derived([value]);
  if (value.kind !== 'record') {
    const filled = withFilled(evaluation, frame, binding, value);
    if (filled.kind === 'database') return withSteps(evaluation, frame, binding, filled);
    return evaluation.changedColumns.withChanges(frame.facts, binding, filled);
  }
  // Only an object that is made here is filled here alone.
  if (frame.facts.bindings[binding]?.initializer?.kind !== 'object') return value;
  return withAssigned(evaluation, frame.facts, binding, value, (owner) =>
    frameInside(evaluation, frame, owner),
  );
}

/** A list, a set or a part of a builder with what is put into it later. */
function withFilled(evaluation: Evaluation, frame: Frame, binding: number, value: Value): Value {
  // What functions put into a list of the module is not there when the next one reads it, or too much of it.
  if (frame.function.index === 0) return value;
  const methods = fillsWith(value);
  const isPart = value.kind === 'method' && value.object.kind === 'constructed';
  if (!methods && !isPart) return value;
  const given = evaluation.fillingsOf(frame.facts, binding).flatMap((index) => {
    const call = frame.facts.calls[index];
    const isMeant = call && (call.callee.kind !== 'member' ? isPart : methods?.has(call.callee.name));
    const owner = isMeant ? frameInside(evaluation, frame, call.function) : undefined;
    // `if (ttl) list.push('EX', ttl)`
    return owner && evaluation.isReachable(owner, call?.branches ?? [])
      ? evaluation.argumentsOf(owner, index)
      : [];
  });
  if (given.length === 0) return value;
  if (value.kind === 'array') return { kind: 'array', items: [...value.items, ...given], some: true };
  return value.kind === 'derived'
    ? derived([...value.from, ...given], value.name)
    : derived([value, ...given]);
}

function evaluateEnum(evaluation: Evaluation, frame: Frame, binding: number): Value {
  const members = frame.facts.enums.find((candidate) => candidate.binding === binding)?.members ?? [];
  const fields = new Map<string, Value>();
  // `Hour = Ttl.Minute * 60`: while it is read, it is what was read of it so far.
  frame.bindings.set(binding, { kind: 'record', fields, open: true });
  for (const { name, value } of members) fields.set(name, evaluation.evaluate(frame, value));
  return { kind: 'record', fields, open: false };
}

function evaluateParameter(evaluation: Evaluation, frame: Frame, index: number): Value {
  const binding = frame.facts.bindings[index];
  const position = binding?.parameter;
  const parameter = position === undefined ? undefined : frame.fact.parameters[position];
  if (!binding || position === undefined || !parameter) return UNKNOWN;
  const whole = wholeParameter(evaluation, frame, position, parameter, binding.name);
  const part = (binding.path ?? []).reduce((value, step) => memberOf(evaluation, frame, value, step), whole);
  // Without a path the default belongs to the parameter itself, and is applied there.
  return binding.path ? withDefault(evaluation, frame, part, binding.defaultValue) : part;
}

function wholeParameter(
  evaluation: Evaluation,
  frame: Frame,
  position: number,
  parameter: ParameterFact,
  name: string,
): Value {
  if (frame.arguments) {
    const given = parameter.rest
      ? { kind: 'array' as const, items: frame.arguments.slice(position) }
      : (frame.arguments[position] ?? UNDEFINED);
    const typed = isVague(given) ? typedParameter(evaluation, frame, parameter) : undefined;
    return withDefault(evaluation, frame, typed ?? given, parameter.defaultValue);
  }
  const symbolic = { kind: 'parameter' as const, function: frame.function, index: position, path: [], name };
  const typed = typedParameter(evaluation, frame, parameter) ?? callbackArgument(evaluation, frame, position);
  if (typed) return withParameter(typed, symbolic);
  const [binding] = parameter.bindings;
  const isWhole = binding !== undefined && frame.facts.bindings[binding]?.path === undefined;
  const handed = isWhole ? evaluation.providers.parameterOf(symbolic) : undefined;
  const given = handed ?? evaluation.orGiven(symbolic);
  return withDefault(evaluation, frame, given, parameter.defaultValue);
}

/** What only the type of a parameter says, with the parameter, of which callers may say more. */
function withParameter(typed: Value, symbolic: Parameter): Value {
  if (typed.kind === 'record') return typed.open ? { ...typed, rest: { ...symbolic, typed: true } } : typed;
  const isDeclared = typed.kind === 'instance' || (typed.kind === 'rows' && !typed.rows.site);
  return isDeclared ? { ...typed, given: symbolic } : typed;
}

function isVague(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'derived' || value.kind === 'parameter';
}

function typedParameter(evaluation: Evaluation, frame: Frame, parameter: ParameterFact): Value | undefined {
  return (
    injectedValue(evaluation, frame, parameter.decorators) ??
    (parameter.type && valueOfType(evaluation, frame, parameter.type))
  );
}

/** What is certainly given, so that no default takes its place. */
const PRESENT: ReadonlySet<Value['kind']> = new Set([
  'constant',
  'text',
  'record',
  'array',
  'function',
  'class',
  'cache',
  'database',
]);

function withDefault(
  evaluation: Evaluation,
  frame: Frame,
  value: Value,
  defaultValue: Expression | undefined,
): Value {
  if (!defaultValue) return value;
  if (value.kind === 'undefined') return evaluation.evaluate(frame, defaultValue);
  if (PRESENT.has(value.kind)) return value;
  return { kind: 'fallback', value, otherwise: evaluation.evaluate(frame, defaultValue) };
}

function evaluateElement(evaluation: Evaluation, frame: Frame, object: Expression, index: Expression): Value {
  const value = evaluation.evaluate(frame, object);
  const key = evaluation.evaluate(frame, index);
  if (key.kind === 'constant' && (typeof key.value === 'string' || typeof key.value === 'number')) {
    return memberOf(evaluation, frame, value, String(key.value));
  }
  if (value.kind === 'record' && !value.open && value.fields.size > 0) return chosenBy(key, value);
  const kept = value.kind === 'record' ? clientKeptIn(value) : undefined;
  if (kept) return kept;
  if (value.kind === 'array' && value.items.length > 0) return either(value.items);
  return value.kind === 'rows' ? value : derived([value, key], nameOf(index));
}

/** `PERMISSIONS[user.role]`: what was loaded says which of them it is. */
function chosenBy(key: Value, { fields }: Extract<Value, { kind: 'record' }>): Value {
  const chosen = either([...fields.values()]);
  return chosen.kind === 'either' && rowsWithin(key).length > 0 ? { ...chosen, test: key } : chosen;
}

function evaluateObject(
  evaluation: Evaluation,
  frame: Frame,
  expression: Extract<Expression, { kind: 'object' }>,
): Value {
  const spread = mergedObjects(expression.spreads.map((value) => spreadValue(evaluation, frame, value)));
  const fields = new Map(spread.fields);
  for (const property of expression.properties) {
    const value = evaluation.evaluate(frame, property.value);
    const isGetter = property.get && value.kind === 'function';
    fields.set(property.name, isGetter ? evaluation.returned(value, [], frame.calls) : value);
  }
  for (const [name, client] of evaluation.ownObjects.clientsIn(evaluation, frame, expression)) {
    if (isNothing(fields.get(name) ?? UNDEFINED)) fields.set(name, client);
  }
  const computed = (expression.computed ?? []).map(
    ({ name, value }) => [evaluation.evaluate(frame, name), evaluation.evaluate(frame, value)] as const,
  );
  if (computed.length === 0) return { ...spread, fields };
  return { ...spread, fields, computed: [...(spread.computed ?? []), ...computed] };
}

/** `...(ttl && { EX: ttl })`: where nobody knows whether there is one, the object may be spread. */
function spreadValue(evaluation: Evaluation, frame: Frame, spread: Expression): Value {
  if (spread.kind !== 'binary' || spread.operator !== '&&') return evaluation.evaluate(frame, spread);
  const test = evaluation.evaluate(frame, spread.left);
  if (truthOf(test) !== 'unknown') return evaluation.evaluate(frame, spread);
  return { kind: 'either', values: [evaluation.evaluate(frame, spread.right), constant(false)], test };
}

/** `[first, ...others]` */
function listOf(evaluate: (item: Expression) => Value, items: readonly Expression[]): Value {
  const parts = items.map((item) => ({ value: evaluate(item), isSpread: item.kind === 'spread' }));
  const some = parts.some(({ value, isSpread }) => isSpread && (value.kind !== 'array' || value.some));
  return {
    kind: 'array',
    items: parts.flatMap(({ value, isSpread }) =>
      isSpread && value.kind === 'array' ? value.items : [value],
    ),
    ...(some && { some: true as const }),
  };
}

function evaluateUnary(operator: string, operand: Value): Value {
  if (operator === '!') {
    const truth = truthOf(operand);
    return truth === 'unknown' ? derived([operand]) : constant(truth === 'false');
  }
  if (operator === 'typeof') {
    const type = typeOf(operand);
    return type === undefined ? derived([operand]) : constant(type);
  }
  if (operator === '+' && operand.kind === 'constant' && typeof operand.value === 'string') {
    return constant(Number(operand.value));
  }
  return operator === '+' ? operand : derived([operand]);
}

function evaluateConditional(
  evaluation: Evaluation,
  frame: Frame,
  expression: Extract<Expression, { kind: 'conditional' }>,
): Value {
  const test = evaluation.evaluate(frame, expression.test);
  const truth = presumedTruth(test);
  if (truth === 'true') return evaluation.evaluate(frame, expression.whenTrue);
  if (truth === 'false') return evaluation.evaluate(frame, expression.whenFalse);
  const values = [
    evaluation.evaluate(frame, expression.whenTrue),
    evaluation.evaluate(frame, expression.whenFalse),
  ];
  return { kind: 'either', values, test };
}
