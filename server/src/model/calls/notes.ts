/**
 * Variables in which a function notes what happened on its way: `let isLoaded = false; try { …; isLoaded = true; } catch {}`. In:
 * an expression, and the function. Out: whether it asks for such a note, and whether that says nothing but how it went.
 */
import type { BindingFact, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { some } from './callFlow.js';

/** Whether it asks for a variable of the function that this changes on its way. */
export function asksForNote(
  facts: FileFacts,
  asked: Expression,
  owner: FunctionIndex | undefined,
  isMeant: (note: BindingFact) => boolean = () => true,
): boolean {
  const isNote = (binding: BindingFact | undefined): boolean =>
    binding?.kind === 'variable' &&
    binding.function === owner &&
    (binding.assigned.length > 0 || binding.counted === true) &&
    isMeant(binding);
  return some(facts, asked, (part) => part.kind === 'name' && isNote(facts.bindings[part.binding]));
}

const SAYINGS: ReadonlySet<Expression['kind']> = new Set(['boolean', 'null', 'undefined']);

/** It is yes or no, or the error that was caught: not what was loaded, or found in a cache. */
export function saysHowItWent(facts: FileFacts, { initializer, assigned }: BindingFact): boolean {
  return [...(initializer ? [initializer] : []), ...assigned].every(
    (value) =>
      SAYINGS.has(value.kind) || (value.kind === 'name' && facts.bindings[value.binding]?.kind === 'catch'),
  );
}
