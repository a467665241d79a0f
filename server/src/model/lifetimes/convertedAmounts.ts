/**
 * Into which unit does a product turn a number whose name says what it counts: `hours * 3600` are seconds. In: the expression. Out:
 * the unit, and the name; undefined where the product holds anything else.
 */
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import { factorsOf } from '../calls/callFlow.js';

export interface ConvertedAmount {
  /** As it is said: `hours * 3600`. */
  readonly name: string;
  readonly unit: 'seconds' | 'milliseconds';
}

const SECONDS: readonly (readonly [name: RegExp, seconds: number])[] = [
  [/(^|_)(minutes?|mins?)$/i, 60],
  [/(^|_)hours?$/i, 3_600],
  [/(^|_)days?$/i, 86_400],
];

export function convertedAmount(facts: FileFacts, expression: Expression): ConvertedAmount | undefined {
  const parts = expression.kind === 'binary' ? factorsIn(expression) : [];
  const numbers = parts.map((part) => factorsOf(facts, part));
  const [open, ...others] = parts.filter((_, index) => numbers[index]?.length === 0);
  if (!open || others.length > 0 || (open.kind !== 'name' && open.kind !== 'member')) return undefined;
  const factor = numbers.flat().reduce((product, number) => product * number, 1);
  const words = open.name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  const seconds = SECONDS.find(([name]) => name.test(words))?.[1];
  if (factor === seconds) return { name: `${open.name} * ${factor}`, unit: 'seconds' };
  return seconds !== undefined && factor === seconds * 1_000
    ? { name: `${open.name} * ${factor}`, unit: 'milliseconds' }
    : undefined;
}

/** `hours`, `60` and `60` of `hours * 60 * 60` */
export function factorsIn(expression: Expression): readonly Expression[] {
  return expression.kind === 'binary' && expression.operator === '*'
    ? [...factorsIn(expression.left), ...factorsIn(expression.right)]
    : [expression];
}
