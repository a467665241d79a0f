/** Expressions that stand for a value that is not there. In: an expression. Out: whether nothing is in it. */
import type { Expression } from './fileFacts.js';

/** `[]`, `{}`, `''`, `0`, or an object of nothing but such: what stands for a value that is not there. */
export function isEmptyValue(value: Expression): boolean {
  if (value.kind === 'array') return value.items.length === 0;
  if (value.kind === 'text') return value.value === '';
  if (value.kind === 'number') return value.value === 0;
  if (value.kind !== 'object' || value.spreads.length > 0 || value.computed) return false;
  return value.properties.every(
    ({ value: member }) => isEmptyValue(member) || member.kind === 'null' || member.kind === 'undefined',
  );
}
