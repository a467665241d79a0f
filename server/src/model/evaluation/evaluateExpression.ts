/**
 * Expressions to values: literals, objects, operators. Names, members and calls have files of their own.
 */
import type { Expression } from '../../facts/fileFacts.js';
import { awaited } from '../databases/databaseHandles.js';
import { clientKeptIn } from './assignedMembers.js';
import { superOf } from './baseClasses.js';
import { evaluateName } from './evaluateBinding.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import { foldBinary } from './folding.js';
import type { Frame } from './frame.js';
import { mergedObjects } from './mergedObjects.js';
import { textOf } from './texts.js';
import { presumedTruth, truthOf, typeOf } from './truth.js';
import {
  constant,
  derived,
  either,
  type FunctionReference,
  isNothing,
  rowsWithin,
  UNDEFINED,
  UNKNOWN,
  type Value,
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
      return listOf((item) => itemOf(evaluation, frame, item), expression.items);
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
    fields.set(property.name, isGetter ? evaluation.returns.of(value, [], frame.calls) : value);
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

/** `[id, locale && `l=${locale}`]`: a text that is only there where something is so. */
function itemOf(evaluation: Evaluation, frame: Frame, item: Expression): Value {
  const isText =
    item.kind === 'binary' && item.operator === '&&' && /^(text|template)$/.test(item.right.kind);
  return isText ? spreadValue(evaluation, frame, item) : evaluation.evaluate(frame, item);
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
