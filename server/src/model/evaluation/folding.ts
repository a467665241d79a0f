/** Operators over values: numbers are folded, texts joined, the rest keeps where it comes from. */
import { eachChoice, isNumber } from './chosenNumbers.js';
import { withBounds } from './drawnNumbers.js';
import { withAhead } from './momentsAhead.js';
import { NAMELESS } from './pureCalls.js';
import { textOf } from './texts.js';
import { presumedTruth, truthOf, typeOf } from './truth.js';
import { constant, derived, isNothing, UNKNOWN, type Value } from './values.js';

export function foldBinary(
  operator: string,
  left: Value,
  right: Value,
  leftName: string,
  rightName: string,
): Value {
  if (operator === '??' || operator === '||') return fallback(operator, left, right);
  if (operator === '&&') return conjunction(left, right);
  if (left.kind === 'constant' && right.kind === 'constant') {
    const folded = foldConstants(operator, left.value, right.value);
    const scaled = scaledBy1000(operator, [left.value, leftName], [right.value, rightName]);
    if (folded !== undefined) return { ...constant(folded), ...(scaled && { scaledFrom: scaled }) };
  }
  const each = isNumber(right)
    ? eachChoice(left, (one) => foldBinary(operator, one, right, leftName, rightName))
    : undefined;
  if (each && ARITHMETIC.test(operator)) return each;
  if (operator === '+' && (isTextual(left) || isTextual(right))) {
    return textOf([
      { name: leftName, value: left },
      { name: rightName, value: right },
    ]);
  }
  const comparison =
    compareWithNothing(operator, left, right) ??
    compareTypes(operator, left, right) ??
    (operator === 'in' ? isMember(left, right) : undefined);
  return comparison ?? arithmetic(operator, left, right);
}

/** `'seconds' in options`, of an object that is written out. */
function isMember(name: Value, object: Value): Value | undefined {
  if (name.kind !== 'constant' || object.kind !== 'record') return undefined;
  if (object.fields.has(String(name.value))) return constant(true);
  return object.open ? undefined : constant(false);
}

/** `ttlMs / 1000`, `seconds * 1000`: what was given in another unit, where that has a name. */
function scaledBy1000(
  operator: string,
  [left, leftName]: readonly [unknown, string],
  [right, rightName]: readonly [unknown, string],
): number | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  if ((operator === '/' || operator === '*') && right === 1_000 && leftName !== NAMELESS) return left;
  return operator === '*' && left === 1_000 && rightName !== NAMELESS ? right : undefined;
}

/** `life === 'forever'` where an object is given: what is of another type is not the same. */
function compareTypes(operator: string, left: Value, right: Value): Value | undefined {
  if (operator !== '===' && operator !== '!==') return undefined;
  const [a, b] = [typeOf(left), typeOf(right)];
  return a === undefined || b === undefined || a === b ? undefined : constant(operator === '!==');
}

const ARITHMETIC = /^[-+*/]$/;
const COMPARISON = /^([<>]=?|[!=]==?)$/;

function arithmetic(operator: string, left: Value, right: Value): Value {
  if (left.kind === 'environment' || right.kind === 'environment') return { kind: 'environment' };
  const drawn = withBounds(operator, left, right, derived([left, right]));
  const value = withAhead(operator, left, right, drawn);
  return value.kind === 'derived' && COMPARISON.test(operator) ? { ...value, answers: true } : value;
}

function isTextual(value: Value): boolean {
  return value.kind === 'text' || (value.kind === 'constant' && typeof value.value === 'string');
}

function foldConstants(
  operator: string,
  left: string | number | boolean | null,
  right: string | number | boolean | null,
): string | number | boolean | undefined {
  if (typeof left === 'number' && typeof right === 'number') return foldNumbers(operator, left, right);
  if (operator === '+') return `${left}${right}`;
  if (operator === '===' || operator === '==') return left === right;
  if (operator === '!==' || operator === '!=') return left !== right;
  return undefined;
}

function foldNumbers(operator: string, left: number, right: number): number | boolean | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return left ** right;
    case '<<':
      return left << right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '===':
    case '==':
      return left === right;
    case '!==':
    case '!=':
      return left !== right;
    default:
      return undefined;
  }
}

function fallback(operator: '??' | '||', left: Value, right: Value): Value {
  if (left.kind === 'undefined' || (left.kind === 'constant' && left.value === null)) return right;
  if (operator === '||' && truthOf(left) === 'false') return right;
  if ((left.kind === 'constant' && !left.optional) || presumedTruth(left) === 'true') return left;
  // `globalThis.prisma ?? new PrismaClient()`: what was kept is one that was made here before.
  if (KEPT.has(left.kind) && CLIENTS.has(right.kind)) return right;
  return { kind: 'fallback', value: left, otherwise: right };
}

const KEPT: ReadonlySet<Value['kind']> = new Set(['global', 'unknown', 'method', 'derived']);
const CLIENTS: ReadonlySet<Value['kind']> = new Set(['cache', 'database', 'instance']);

function conjunction(left: Value, right: Value): Value {
  const truth = presumedTruth(left);
  if (truth === 'false') return left;
  if (truth === 'true') return right;
  // `row && toCard(row)` is what `row ? toCard(row) : null` is.
  if (isRow(left) && right.kind === 'record')
    return { kind: 'either', values: [right, constant(null)], test: left };
  // `!!id && `user:${id}``: the text, or nothing.
  return isTextual(right) ? { ...right, optional: true } : derived([left, right]);
}

function isRow(value: Value): boolean {
  return value.kind === 'rows' && !value.rows.many && value.rows.path.length === 0;
}

/** `ttl !== undefined`, `ttl == null`, `ttl > 0` where `ttl` is not given. */
function compareWithNothing(operator: string, left: Value, right: Value): Value | undefined {
  const leftNothing = isNothing(left);
  const rightNothing = isNothing(right);
  const equality = operator === '===' || operator === '==';
  const inequality = operator === '!==' || operator === '!=';
  if ((equality || inequality) && leftNothing && rightNothing) return constant(equality);
  if ((equality || inequality) && (leftNothing || rightNothing)) {
    const other = leftNothing ? right : left;
    return isPresent(other) ? constant(inequality) : derived([other]);
  }
  const orders = operator === '>' || operator === '>=' || operator === '<' || operator === '<=';
  return orders && (leftNothing || rightNothing) ? constant(false) : undefined;
}

/** `false` and `0` are something as well. */
function isPresent(value: Value): boolean {
  if (value.kind === 'constant') return !isNothing(value);
  return value !== UNKNOWN && truthOf(value) === 'true';
}
