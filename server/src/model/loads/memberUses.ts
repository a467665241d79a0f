/**
 * Whether code looks at a member of what it has: in a test, an argument, a result, by destructuring. In: a function and the
 * name. Out: yes as soon as the name is read anywhere in its text; whose member it is is not asked, unless it is a table's.
 */
import type { BindingIndex, Expression, FileFacts, TextRange } from '../../facts/fileFacts.js';
import { partsOfExpression, some } from '../calls/callFlow.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';

export function readsMember(evaluation: Evaluation, reference: FunctionReference, name: string): boolean {
  return looksAt(evaluation, reference, name, () => true);
}

/** The same, but for `const { end } = answer` where all that becomes of it is `{ end }`. */
export function usesMember(evaluation: Evaluation, reference: FunctionReference, name: string): boolean {
  return looksAt(evaluation, reference, name, (facts, binding) => {
    const isNamed = (part: Expression): boolean => part.kind === 'name' && part.binding === binding;
    const isUsed = (root: Expression): boolean => {
      if (isNamed(root)) return true;
      if (root.kind !== 'object') return partsOfExpression(facts, root).some(isUsed);
      return root.properties.some((property) => property.name !== name && isUsed(property.value));
    };
    return rootsIn(facts, () => true).some(isUsed);
  });
}

function looksAt(
  evaluation: Evaluation,
  reference: FunctionReference,
  name: string,
  counts: (facts: FileFacts, binding: BindingIndex) => boolean,
): boolean {
  const facts = evaluation.factsOf(reference.file);
  const range = facts?.functions[reference.index]?.range;
  if (!facts || !range) return false;
  const isInside = ([from, to]: TextRange): boolean => from >= range[0] && to <= range[1];
  const frame = evaluation.symbolicFrame(reference);
  // A column of a table is named in order to read it, and its value is not looked at.
  const isColumn = (object: Expression): boolean =>
    frame !== undefined && evaluation.evaluate(frame, object).kind === 'database';
  const isMember = (root: Expression): boolean =>
    some(facts, root, (part) => part.kind === 'member' && part.name === name && !isColumn(part.object));
  return (
    facts.bindings.some(
      (binding, index) =>
        isInside(binding.range) &&
        ((binding.path?.includes(name) && counts(facts, index)) || valuesOf(binding).some(isMember)),
    ) || rootsIn(facts, isInside).some(isMember)
  );
}

function valuesOf({ initializer, assigned }: FileFacts['bindings'][number]): readonly Expression[] {
  return initializer ? [initializer, ...assigned] : assigned;
}

/** Calls and results of a text, and the conditions they stand under. */
function rootsIn(facts: FileFacts, isInside: (range: TextRange) => boolean): readonly Expression[] {
  const calls = facts.calls.filter((call) => isInside(call.range));
  const returns = facts.functions.filter((fact) => isInside(fact.range)).flatMap((fact) => fact.returns);
  const conditions = [...calls, ...returns].flatMap(({ branches }) =>
    branches.flatMap((step) => step.condition ?? step.again ?? []),
  );
  return [
    ...calls.flatMap((call) => [call.callee, ...call.arguments]),
    ...returns.flatMap(({ value }) => value ?? []),
    ...conditions,
  ];
}
