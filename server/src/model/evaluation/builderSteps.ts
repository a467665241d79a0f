/**
 * What is added to a query after it was begun, in statements of their own: `query.andWhere(…)`, `query = query.where(…)`.
 * In: the variable that holds it. Out: the query with all that may be added; what another one is made of is none of it.
 */
import type { BindingIndex, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { databaseOutcome } from '../databases/databaseCalls.js';
import { append } from '../lists.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { frameInside } from './promised.js';
import type { Value } from './values.js';

/** The statements that call a method of each variable of a file, one after the other. */
export function findSteps(facts: FileFacts): ReadonlyMap<BindingIndex, readonly CallIndex[]> {
  const found = new Map<BindingIndex, CallIndex[]>();
  for (const [index, { use }] of facts.calls.entries()) {
    const binding = use === 'floating' || use === 'discarded' ? rootOf(facts, index) : undefined;
    if (binding !== undefined && facts.bindings[binding]?.kind === 'variable') append(found, binding, index);
  }
  return found;
}

/** `query` of `query.andWhere(…).orderBy(…)` */
function rootOf(facts: FileFacts, index: CallIndex): BindingIndex | undefined {
  let callee: Expression | undefined = facts.calls[index]?.callee;
  while (callee?.kind === 'member' && callee.object.kind === 'call')
    callee = facts.calls[callee.object.call]?.callee;
  return callee?.kind === 'member' && callee.object.kind === 'name' ? callee.object.binding : undefined;
}

/** Whether a value is the same query with more in it. */
function goesOnWith(before: Value | undefined, next: Value): boolean {
  return (
    before?.kind === 'database' &&
    next.kind === 'database' &&
    next.handle.query !== undefined &&
    before.handle.role === next.handle.role &&
    before.handle.library === next.handle.library &&
    before.handle.entity?.identity === next.handle.entity?.identity
  );
}

/** `query = query.where(…)`: what the variable holds then; undefined for anything else. */
export function assignedStep(
  evaluation: Evaluation,
  frame: Frame,
  binding: BindingIndex,
  assigned: Expression,
  before: Value | undefined,
): Value | undefined {
  if (assigned.kind !== 'call' || before?.kind !== 'database') return undefined;
  if (rootOf(frame.facts, assigned.call) !== binding) return undefined;
  const owner = frameInside(evaluation, frame, frame.facts.calls[assigned.call]?.function ?? 0);
  const next = owner && taken(evaluation, owner, assigned.call, before);
  return next && goesOnWith(before, next) ? next : undefined;
}

export function withSteps(evaluation: Evaluation, frame: Frame, binding: BindingIndex, value: Value): Value {
  // What functions add to a query of the module is not there when the next one begins.
  if (value.kind !== 'database' || frame.function.index === 0) return value;
  let current: Value = value;
  for (const index of evaluation.stepsOf(frame.facts, binding)) {
    const owner = frameInside(evaluation, frame, frame.facts.calls[index]?.function ?? 0);
    if (!owner || !evaluation.isReachable(owner, frame.facts.calls[index]?.branches ?? [])) continue;
    const next = taken(evaluation, owner, index, current);
    if (next && goesOnWith(current, next)) current = next;
  }
  return current;
}

/** What the calls of a statement make of the query, whose variable is still being found out. */
function taken(evaluation: Evaluation, frame: Frame, index: CallIndex, query: Value): Value | undefined {
  const callee = frame.facts.calls[index]?.callee;
  if (callee?.kind !== 'member') return undefined;
  const before = callee.object.kind === 'call' ? taken(evaluation, frame, callee.object.call, query) : query;
  const method = before && memberOf(evaluation, frame, before, callee.name);
  if (method?.kind !== 'databaseMethod') return undefined;
  const site = { file: frame.file, call: index };
  return databaseOutcome(evaluation, method, evaluation.argumentsOf(frame, index), false, site).value;
}
