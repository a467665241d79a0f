/**
 * Objects that a loop copies into another, name by name: `for (const name in query) params[name] = query[name]`. In: an assignment
 * to a member whose name is computed. Out: the object whose members are copied, where the loop goes through the names of that one.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { AssignmentFact, BindingFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';

export function copiedByLoop(
  facts: FileFacts,
  { target, value }: Pick<AssignmentFact, 'target' | 'value'>,
): Expression | undefined {
  const name = target.kind === 'element' ? bindingOf(facts, target.index) : undefined;
  if (target.kind !== 'element' || !name) return undefined;
  if (value.kind === 'element' && isSameExpression(value.index, target.index)) {
    const source = namesOf(facts, name);
    return source && isSameExpression(source, value.object) ? source : undefined;
  }
  const given = bindingOf(facts, value);
  const entries = given?.path?.join() === '*,1' && name.path?.join() === '*,0' ? name.initializer : undefined;
  const source = entries && given?.initializer && isSameExpression(entries, given.initializer);
  return source ? partOf(facts, entries, 'entries') : undefined;
}

/** What `name` goes through the names of: `for (const name in query)`, `for (const name of Object.keys(query))`. */
function namesOf(facts: FileFacts, name: BindingFact): Expression | undefined {
  if (name.kind === 'parameter') {
    const { argumentOf } = facts.functions[name.function] ?? {};
    const callee = argumentOf && facts.calls[argumentOf.call]?.callee;
    const isEach = callee?.kind === 'member' && callee.name === 'forEach' && name.parameter === 0;
    return isEach ? partOf(facts, callee.object, 'keys') : undefined;
  }
  if (name.kind !== 'variable' || !name.initializer || name.assigned.length > 0) return undefined;
  if (name.path?.join() === '*') return partOf(facts, name.initializer, 'keys');
  return name.path ? undefined : name.initializer;
}

function bindingOf(facts: FileFacts, expression: Expression): BindingFact | undefined {
  return expression.kind === 'name' ? facts.bindings[expression.binding] : undefined;
}

/** `Object.keys(query)`, `Object.entries(query)` */
function partOf(facts: FileFacts, expression: Expression, method: string): Expression | undefined {
  const call = callOf(facts, expression);
  const callee = call?.callee;
  const isOfObject =
    callee?.kind === 'member' && callee.object.kind === 'name' && callee.object.name === 'Object';
  return isOfObject && callee.name === method ? call?.arguments[0] : undefined;
}
