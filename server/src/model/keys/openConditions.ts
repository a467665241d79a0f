/**
 * Of which fills do callers say whether the key is complete? In: a write of a key. Out: whether what is cached was asked for with a
 * credential, with both ends of a range, or with all conditions as one, that a function was handed.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { rowsWithin, type Value } from '../evaluation/values.js';
import { credentialsIn } from './askedOfOthers.js';
import type { KeyUse } from './keyUses.js';
import { rangeIn } from './ranges.js';

export function dependsOnCallers(evaluation: Evaluation, { effect: { value } }: KeyUse): boolean {
  if (!value) return false;
  return (
    rowsWithin(value).some(({ whereGiven }) => whereGiven !== undefined) ||
    rowsWithin(value).some(({ where }) => [...where.values()].some((one) => hasRange(evaluation, one))) ||
    credentialsIn(evaluation, value, () => true).some(({ value: given }) => given.kind === 'parameter')
  );
}

function hasRange(evaluation: Evaluation, compared: Value): boolean {
  if (compared.kind === 'array') return compared.items.some((item) => hasRange(evaluation, item));
  if (compared.kind !== 'record') return false;
  return (
    rangeIn(evaluation, compared.fields).length > 0 ||
    [...compared.fields.values()].some((inner) => hasRange(evaluation, inner))
  );
}
