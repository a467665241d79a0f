/**
 * Does a condition come down to whether a write was made? In: the condition of a delete, and the write that goes before it. Out:
 * whether it is the very condition of the write, asks for what the write gave, or for a variable that the function keeps of what
 * it did: `let isSaved = false; if (name) { await save(); isSaved = true; } if (isSaved) …`.
 */
import type { BranchStep, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { holdsResult } from '../calls/callFlow.js';
import { asksForNote } from '../calls/notes.js';

interface Write {
  /** The call in the function that the condition stands in. */
  readonly order: CallIndex;
  readonly branches: readonly BranchStep[];
}

export function asksWhetherWritten(
  facts: FileFacts,
  { condition, arm }: BranchStep,
  { order, branches }: Write,
): boolean {
  if (!condition) return false;
  return (
    holdsResult(facts, condition, order) ||
    asksForNote(facts, condition, facts.calls[order]?.function) ||
    branches.some((step) => step.arm === arm && step.condition && isSame(step.condition, condition))
  );
}

/** Of names, members, operators and literals: two calls may give two answers. */
function isSame(one: Expression, other: Expression): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
