/**
 * What does the second argument of `JSON.stringify` leave out: a list of the names that are kept, or a function that is asked for each
 * of them? In: the call, and a column. Out: whether it is left out, also where that cannot be read.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { BindingIndex, CallFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import { declaredAs, some } from '../calls/callFlow.js';

export function isReplaced(
  facts: FileFacts,
  { callee, arguments: given }: CallFact,
  column: string,
): boolean {
  const [, replacer] = given;
  if (lastName(callee) !== 'stringify' || !replacer) return false;
  const declared = declaredAs(facts, replacer) ?? replacer;
  if (declared.kind === 'array') return !declared.items.some((item) => isColumn(item, column));
  const replacing = functionOf(facts, replacer);
  if (replacing !== undefined) return leavesOut(facts, replacing, column);
  return declared.kind === 'name' || declared.kind === 'call' || declared.kind === 'member';
}

/** What is spread into a list may be any name. */
function isColumn(item: Expression, column: string): boolean {
  return item.kind === 'text' && item.value === column;
}

function functionOf(facts: FileFacts, expression: Expression): number | undefined {
  if (expression.kind === 'function') return expression.function;
  return expression.kind === 'name' ? facts.bindings[expression.binding]?.functionIndex : undefined;
}

/** It compares the name with that of the column, or asks something else whether the name is meant. */
function leavesOut(facts: FileFacts, index: number, column: string): boolean {
  const fact = facts.functions[index];
  const key = fact?.parameters[0]?.bindings[0];
  if (!fact || key === undefined) return false;
  const own = facts.calls.filter((call) => call.function === index);
  const conditions = [...fact.returns, ...own].flatMap(({ branches }) =>
    branches.flatMap(({ condition, reached }) => condition ?? reached ?? []),
  );
  const returned = fact.returns.flatMap(({ value }) => value ?? []);
  const asks = (call: CallFact): boolean =>
    [call.callee, ...call.arguments].some((part) => names(facts, part, key));
  return own.some(asks) || [...conditions, ...returned].some((root) => isCompared(facts, root, key, column));
}

function names(facts: FileFacts, root: Expression, binding: BindingIndex): boolean {
  return some(facts, root, (part) => part.kind === 'name' && part.binding === binding);
}

function isCompared(facts: FileFacts, root: Expression, key: BindingIndex, column: string): boolean {
  return some(
    facts,
    root,
    (part) =>
      (part.kind === 'element' && names(facts, part.index, key)) ||
      (part.kind === 'binary' &&
        names(facts, part, key) &&
        [part.left, part.right].some((side) => isColumn(side, column))),
  );
}
