/**
 * In which unit is a moment written? In: an expression. Out: the unit in which it counts from 1970 on; undefined for whatever
 * else it is, lengths of time between two moments among them.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import { declaredAs, nameOfExpression } from '../calls/callFlow.js';

export type MomentUnit = 'unix-seconds' | 'unix-milliseconds';

/** Variables are followed this far. */
const MAXIMUM_HOPS = 3;

export function writtenMoment(
  facts: FileFacts,
  expression: Expression,
  hops = MAXIMUM_HOPS,
): MomentUnit | undefined {
  switch (expression.kind) {
    case 'call':
      return momentOfCall(facts, expression.call, hops);
    case 'unary':
      return expression.operator === '+' && isDate(facts, expression.operand)
        ? 'unix-milliseconds'
        : undefined;
    case 'binary':
      return momentOfSum(facts, expression, hops);
    default: {
      const declared = hops > 0 && isSettled(facts, expression) ? declaredAs(facts, expression) : undefined;
      return declared && writtenMoment(facts, declared, hops - 1);
    }
  }
}

/** A variable that is given nothing else later, and holds all that it is declared with. */
export function isSettled(facts: FileFacts, expression: Expression): boolean {
  const binding = expression.kind === 'name' ? facts.bindings[expression.binding] : undefined;
  return !binding || (binding.assigned.length === 0 && !binding.counted && !binding.path);
}

const ROUNDING = /^(floor|round|ceil|trunc|Number|parseInt)$/;

function momentOfCall(facts: FileFacts, index: number, hops: number): MomentUnit | undefined {
  const call = facts.calls[index];
  const name = call && nameOfExpression(call.callee);
  if (!call || call.construction || name === undefined) return undefined;
  const object = call.callee.kind === 'member' ? call.callee.object : undefined;
  const [argument] = call.arguments;
  if (ROUNDING.test(name)) return argument && writtenMoment(facts, argument, hops);
  if (name === 'now') return object && nameOfExpression(object) === 'Date' ? 'unix-milliseconds' : undefined;
  if (name === 'getTime') return 'unix-milliseconds';
  return name === 'valueOf' && object && isDate(facts, object) ? 'unix-milliseconds' : undefined;
}

function isDate(facts: FileFacts, expression: Expression): boolean {
  const call = callOf(facts, expression);
  return call?.construction === true && nameOfExpression(call.callee) === 'Date';
}

/** A moment and a length are a moment; two moments are a length. */
function momentOfSum(
  facts: FileFacts,
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  hops: number,
): MomentUnit | undefined {
  const [first, second] = [left, right].map((part) => writtenMoment(facts, part, hops));
  if (operator === '+') return first === undefined || second === undefined ? (first ?? second) : undefined;
  const isThousand = right.kind === 'number' && right.value === 1_000;
  if (operator === '/' && isThousand) return first === 'unix-milliseconds' ? 'unix-seconds' : undefined;
  return operator === '*' && isThousand && first === 'unix-seconds' ? 'unix-milliseconds' : undefined;
}
