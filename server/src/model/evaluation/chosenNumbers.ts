/**
 * Numbers of which the code chooses one: `(failed ? 300_000 : 3_600_000) / 1000`. In: the choice, and what is done with a number.
 * Out: the choice among the results; undefined where not all of them are known.
 */
import type { Value } from './values.js';

export function eachChoice(value: Value, fold: (one: Value) => Value): Value | undefined {
  if (value.kind !== 'either' || !value.values.every(isNumber)) return undefined;
  return { ...value, values: value.values.map(fold) };
}

export function isNumber(value: Value): boolean {
  return value.kind === 'constant' && typeof value.value === 'number';
}
