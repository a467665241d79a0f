/**
 * In which unit does a constant count that is called after a length of time: `HOUR` of `3 * HOUR` is 3,600 or 3,600,000,
 * `SIX_SECONDS` 6 or 6,000. In: the expression, and the frame it stands in. Out: the unit, and the name; undefined where the number is no such length.
 */
import type { Expression } from '../../facts/fileFacts.js';
import { declaredAs } from '../calls/callFlow.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';
import { type ConvertedAmount, factorsIn } from './convertedAmounts.js';

/** `seconds = 1000` is a number of seconds, and `SECOND = 1000` is one of milliseconds. */
const UNITS: readonly (readonly [name: RegExp, seconds: number, isCounted?: true])[] = [
  [/(^|_)second$/i, 1],
  [/(^|_)(seconds|secs?)$/i, 1, true],
  [/(^|_)(minutes?|mins?)$/i, 60],
  [/(^|_)hours?$/i, 3_600],
  [/(^|_)days?$/i, 86_400],
  [/(^|_)weeks?$/i, 604_800],
];

/** How many: `FIVE_MINUTES`, `halfHour`, `TTL_30_DAYS`. */
const AMOUNTS: ReadonlyMap<string, number> = new Map([
  ['half', 0.5],
  ...['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'].map(
    (word, index) => [word, index + 2] as const,
  ),
  ...(['fifteen', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'ninety'] as const).map(
    (word, index) => [word, [15, 20, 30, 40, 50, 60, 90][index] ?? 0] as const,
  ),
]);

export function namedUnit(
  evaluation: Evaluation,
  frame: Frame,
  expression: Expression,
): ConvertedAmount | undefined {
  const parts = factorsIn(expression);
  const units = parts.map((part) => unitOfName(evaluation, frame, part));
  const [only, ...others] = units.filter((unit) => unit !== undefined);
  if (!only) {
    const declaredWith = parts.length === 1 ? declaredAs(frame.facts, expression) : undefined;
    return declaredWith?.kind === 'binary' ? namedUnit(evaluation, frame, declaredWith) : undefined;
  }
  // A thousand beside it makes one unit of the other.
  const isPlain = parts.every((part, index) => units[index] || isCount(evaluation.evaluate(frame, part)));
  return others.length === 0 && isPlain ? only : undefined;
}

function unitOfName(evaluation: Evaluation, frame: Frame, part: Expression): ConvertedAmount | undefined {
  if (part.kind !== 'name' && part.kind !== 'member') return undefined;
  const seconds = lengthInName(part.name);
  const value = seconds === undefined ? undefined : evaluation.evaluate(frame, part);
  const number = value?.kind === 'constant' ? value.value : undefined;
  if (seconds === undefined || (number !== seconds && number !== seconds * 1_000)) return undefined;
  return { name: part.name, unit: number === seconds ? 'seconds' : 'milliseconds' };
}

/** The length of time that a name spells, in seconds. */
function lengthInName(name: string): number | undefined {
  const words = name.replace(/([a-z0-9])([A-Z])|([0-9])(?=[a-z])/g, '$1$3_$2');
  const unit = UNITS.find(([ending]) => ending.test(words));
  if (!unit) return undefined;
  const [ending, seconds, isCounted] = unit;
  const before = words.replace(ending, '').split('_').at(-1)?.toLowerCase() ?? '';
  const amount = /^\d+$/.test(before) ? Number(before) : AMOUNTS.get(before);
  return amount === undefined && isCounted && before !== 'one' ? undefined : (amount ?? 1) * seconds;
}

function isCount(value: Value): boolean {
  return (
    value.kind === 'constant' &&
    typeof value.value === 'number' &&
    value.value >= 0.1 &&
    value.value % 1_000 !== 0
  );
}
