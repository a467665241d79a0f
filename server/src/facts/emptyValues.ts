/** Expressions that stand for a value that is not there. In: an expression. Out: whether nothing is in it. */
import type { Expression } from './fileFacts.js';

/** `[]`, `{}`, `''`, or an object of nothing but such: what stands for a value that is not there. */
export function isEmptyValue(value: Expression): boolean {
  if (value.kind === 'array') return value.items.length === 0;
  if (value.kind === 'text') return value.value === '';
  if (value.kind !== 'object' || value.spreads.length > 0) return false;
  const isNothing = ({ kind }: Expression): boolean => kind === 'null' || kind === 'undefined';
  return value.properties.every(
    (property) =>
      isEmptyValue(property.value) ||
      isNothing(property.value) ||
      (property.value.kind === 'number' && property.value.value === 0),
  );
}
