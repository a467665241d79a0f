/**
 * Between which numbers does one lie that is drawn? In: `Math.random()`, and what is added to it, multiplied with it and rounded.
 * Out: the bounds of `20 + Math.floor(Math.random() * 10)`.
 */
import type { Value } from './values.js';

export interface DrawnBetween {
  readonly least: number;
  readonly most: number;
  /** Not rounded yet: it stays below the upper bound. */
  readonly isBelow: boolean;
}

export const DRAWN: DrawnBetween = { least: 0, most: 1, isBelow: true };

/** The result of an operation, with the bounds that it has. */
export function withBounds(operator: string, left: Value, right: Value, result: Value): Value {
  const [number, drawn] = left.kind === 'constant' ? [left, right] : [right, left];
  if (number.kind !== 'constant' || typeof number.value !== 'number') return result;
  if (drawn.kind !== 'derived' || !drawn.between || result.kind !== 'derived') return result;
  const between = bounds(operator, drawn.between, number.value, drawn === left);
  return between ? { ...result, between } : result;
}

function bounds(
  operator: string,
  { least, most, isBelow }: DrawnBetween,
  by: number,
  isFirst: boolean,
): DrawnBetween | undefined {
  if (operator === '+') return { least: least + by, most: most + by, isBelow };
  if (operator === '-')
    return isFirst
      ? { least: least - by, most: most - by, isBelow }
      : { least: by - most, most: by - least, isBelow: false };
  if (by <= 0 || !(operator === '*' || (operator === '/' && isFirst))) return undefined;
  const factor = operator === '*' ? by : 1 / by;
  return { least: least * factor, most: most * factor, isBelow };
}

/** `Math.floor(drawn)` */
export function roundedBounds(value: Value, round: (number: number) => number, name: string): Value {
  if (value.kind !== 'derived' || !value.between) return value;
  const { least, most, isBelow } = value.between;
  const isNextLower = isBelow && Number.isInteger(most) && /floor|trunc/.test(name);
  const between = { least: round(least), most: isNextLower ? most - 1 : round(most), isBelow: false };
  return { ...value, between };
}
