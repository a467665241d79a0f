/**
 * Is what is left until a moment divided and not rounded, so that it is no whole number? In: an expression. Out: true where it
 * is written so: `(end - Date.now()) / 1000`, `exp - Date.now() / 1000`, also of a moment: `Date.now() / 1000 + 60`.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import { declaredAs, nameOfExpression } from '../calls/callFlow.js';
import { isSettled } from './writtenMoments.js';

/** Variables are followed this far. */
const MAXIMUM_HOPS = 3;

export function isUnroundedRemainder(facts: FileFacts, expression: Expression, hops = MAXIMUM_HOPS): boolean {
  switch (expression.kind) {
    case 'binary':
      return /^[+-]$/.test(expression.operator)
        ? [expression.left, expression.right].some((side) => isDividedMoment(facts, side, hops))
        : isDividedLength(facts, expression, hops);
    case 'call':
      return isBoundOf(facts, expression.call, hops);
    default: {
      const declared = behind(facts, expression, hops);
      return declared !== undefined && isUnroundedRemainder(facts, declared, hops - 1);
    }
  }
}

/** `Math.max(1, left)` gives what it is given. */
function isBoundOf(facts: FileFacts, index: number, hops: number): boolean {
  const call = facts.calls[index];
  const name = call && nameOfExpression(call.callee);
  const isBound = call?.callee.kind === 'member' && (name === 'max' || name === 'min');
  return isBound && call.arguments.some((argument) => isUnroundedRemainder(facts, argument, hops));
}

/** `Date.now() / 1000` */
function isDividedMoment(facts: FileFacts, expression: Expression, hops: number): boolean {
  const declared = behind(facts, expression, hops);
  if (declared) return isDividedMoment(facts, declared, hops - 1);
  return isThousandth(expression) && isNow(facts, expression.left, hops);
}

/** `(end - Date.now()) / 1000` */
function isDividedLength(facts: FileFacts, expression: Expression, hops: number): boolean {
  return isThousandth(expression) && isLength(facts, expression.left, hops);
}

function isLength(facts: FileFacts, expression: Expression, hops: number): boolean {
  const declared = behind(facts, expression, hops);
  if (declared) return isLength(facts, declared, hops - 1);
  if (expression.kind !== 'binary' || expression.operator !== '-') return false;
  return [expression.left, expression.right].some((side) => isNow(facts, side, hops));
}

/** `Date.now()`, `new Date()`, `new Date().getTime()`: milliseconds, and hardly ever a whole second. */
function isNow(facts: FileFacts, expression: Expression, hops: number): boolean {
  const declared = behind(facts, expression, hops);
  if (declared) return isNow(facts, declared, hops - 1);
  if (expression.kind === 'unary')
    return expression.operator === '+' && isNow(facts, expression.operand, hops);
  const call = callOf(facts, expression);
  if (!call) return false;
  const name = nameOfExpression(call.callee);
  if (call.construction) return name === 'Date' && call.arguments.length === 0;
  if (call.callee.kind !== 'member') return false;
  const { object } = call.callee;
  if (name === 'now') return nameOfExpression(object) === 'Date';
  return (name === 'getTime' || name === 'valueOf') && isNow(facts, object, hops);
}

function isThousandth(expression: Expression): expression is Extract<Expression, { kind: 'binary' }> {
  if (expression.kind !== 'binary' || expression.operator !== '/') return false;
  return expression.right.kind === 'number' && expression.right.value === 1_000;
}

/** What a variable holds for good. */
function behind(facts: FileFacts, expression: Expression, hops: number): Expression | undefined {
  return hops > 0 && expression.kind === 'name' && isSettled(facts, expression)
    ? declaredAs(facts, expression)
    : undefined;
}
