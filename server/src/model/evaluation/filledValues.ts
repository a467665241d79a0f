/**
 * What is put into a list, a set, a map or a builder after it was made: `list.push(row)`, `names.add(row.name)`, `can(row.action)`
 * beside `rules` of one object. In: the variable that holds it, or a part of it. Out: the calls that put something in.
 */
import type { BindingIndex, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import type { Value } from './values.js';

const LISTED: ReadonlySet<string> = new Set(['push', 'unshift']);
const COLLECTED: ReadonlySet<string> = new Set(['add', 'set']);

/** Whether a method of a list puts something into it. */
export function putsIntoList(method: string): boolean {
  return LISTED.has(method);
}

/** The same of a list, a set or a map. */
export function putsIntoCollection(method: string): boolean {
  return LISTED.has(method) || COLLECTED.has(method);
}

/** Which methods put something in. */
export function fillsWith(value: Value): ReadonlySet<string> | undefined {
  if (value.kind === 'array') return LISTED;
  return value.kind === 'derived' && (value.name === 'Set' || value.name === 'Map') ? COLLECTED : undefined;
}

/** The variable whose collection a call may fill. */
export function filledBy(callee: Expression): BindingIndex | undefined {
  if (callee.kind !== 'member' || callee.object.kind !== 'name') return undefined;
  return putsIntoCollection(callee.name) ? callee.object.binding : undefined;
}

/** The calls that may fill each variable of a file. */
export function findFillings(facts: FileFacts): ReadonlyMap<BindingIndex, readonly CallIndex[]> {
  const found = new Map<BindingIndex, CallIndex[]>();
  const siblings = findSiblings(facts);
  for (const [index, { callee }] of facts.calls.entries()) {
    const filled = filledBy(callee);
    if (filled !== undefined) append(found, filled, index);
    if (callee.kind !== 'name') continue;
    for (const sibling of siblings.get(callee.binding) ?? []) append(found, sibling, index);
  }
  return found;
}

/** `const { can, rules } = new AbilityBuilder()`: the variables that are parts of one thing made here, each with the others. */
export function findSiblings(facts: FileFacts): ReadonlyMap<BindingIndex, readonly BindingIndex[]> {
  const parts = new Map<CallIndex, BindingIndex[]>();
  for (const [index, { initializer, path }] of facts.bindings.entries()) {
    if (!path || initializer?.kind !== 'call' || !facts.calls[initializer.call]?.construction) continue;
    append(parts, initializer.call, index);
  }
  const found = new Map<BindingIndex, readonly BindingIndex[]>();
  for (const ofOne of parts.values()) {
    for (const one of ofOne)
      found.set(
        one,
        ofOne.filter((other) => other !== one),
      );
  }
  return found;
}
