/**
 * Lists of promises that are one member of what is gathered: `Promise.all([save(), ids.map(remove)])` looks into its own list, and
 * not into a list in it. In: facts of one file. Out: the calls that make such lists.
 */
import type { BindingIndex, CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { some } from './callFlow.js';

const MAKERS = /^(map|flatMap)$/;

/** The calls whose list stands as one member in a gathering, itself or through a variable that is used nowhere else. */
export function listsWithinLists(
  facts: FileFacts,
  isGathering: (call: CallIndex) => boolean,
): ReadonlySet<CallIndex> {
  const found = new Set<CallIndex>();
  for (const [index, fact] of facts.calls.entries()) {
    if (!isGathering(index)) continue;
    for (const member of membersOf(fact)) {
      if (member.kind === 'call') found.add(member.call);
      if (member.kind === 'name' && isUsedOnce(facts, member.binding, index))
        for (const call of valuesOf(facts, member.binding)) found.add(call);
    }
  }
  return new Set([...found].filter((call) => isMaker(facts, call)));
}

function isMaker(facts: FileFacts, index: CallIndex): boolean {
  const callee = facts.calls[index]?.callee;
  return callee?.kind === 'member' && MAKERS.test(callee.name);
}

function membersOf({ arguments: [list] }: CallFact): readonly Expression[] {
  return list?.kind === 'array' ? list.items.flatMap(outcomesOf) : [];
}

/** What is spread is a member for each of its own. */
function outcomesOf(member: Expression): readonly Expression[] {
  if (member.kind === 'binary') return outcomesOf(member.right);
  if (member.kind === 'conditional') return [...outcomesOf(member.whenTrue), ...outcomesOf(member.whenFalse)];
  return [member];
}

function valuesOf({ bindings }: FileFacts, index: BindingIndex): readonly CallIndex[] {
  const { kind, path, initializer, assigned = [] } = bindings[index] ?? {};
  if (kind !== 'variable' || path) return [];
  return [initializer, ...assigned].flatMap((value) => (value?.kind === 'call' ? [value.call] : []));
}

/** No other call is given it or made on it, and nothing goes through it. */
function isUsedOnce(facts: FileFacts, binding: BindingIndex, gathering: CallIndex): boolean {
  const names = (expression: Expression): boolean =>
    some(facts, expression, (part) => part.kind === 'name' && part.binding === binding);
  const isGiven = facts.calls.some(
    ({ callee, arguments: given, branches }, index) =>
      (index !== gathering && [callee, ...given].some(names)) ||
      branches.some(({ source }) => source !== undefined && names(source)),
  );
  return (
    !isGiven && !facts.functions.some(({ returns }) => returns.some(({ value }) => value && names(value)))
  );
}
