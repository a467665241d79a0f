/** How the only argument of a call is put together, where that is a text with names in it. In: facts. Out: its parts. */
import { sourceOf } from '../../facts/expressionNames.js';
import type { CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';

/** What stands in the holes of the text, in order, as it is written; undefined when more than names stands there. */
export function holesAsWritten(facts: FileFacts, call: CallIndex): readonly string[] | undefined {
  const [only, ...others] = facts.calls[call]?.arguments ?? [];
  if (!only || others.length > 0) return undefined;
  const holes = holesIn(only).map(sourceOf);
  return holes.every((hole) => hole !== undefined) ? holes : undefined;
}

function holesIn(expression: Expression): readonly Expression[] {
  if (expression.kind === 'text') return [];
  if (expression.kind === 'template') return expression.parts.filter((part) => typeof part !== 'string');
  if (expression.kind === 'binary' && expression.operator === '+') {
    return [...holesIn(expression.left), ...holesIn(expression.right)];
  }
  return [expression];
}
