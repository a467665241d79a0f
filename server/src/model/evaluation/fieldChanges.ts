/**
 * What does each function of a file do to the fields of its object? In: the facts of the file. Out: by function, what it assigns to
 * a field or to what stands in it, what it puts behind a text or into a list there, and which of its own methods it calls.
 */
import type {
  AppendFact,
  AssignmentFact,
  CallIndex,
  Expression,
  FileFacts,
  FunctionIndex,
} from '../../facts/fileFacts.js';
import { append } from '../lists.js';

/** Methods that call methods. */
const MAXIMUM_DEPTH = 2;

export interface FieldChanges {
  readonly assigned: readonly AssignmentFact[];
  readonly appended: readonly AppendFact[];
  /** `this.parts.push(x)`, with the name of the field. */
  readonly pushed: readonly NamedCall[];
  /** `this.add(x)`, with the name of the method. */
  readonly called: readonly NamedCall[];
}

export interface NamedCall {
  readonly call: CallIndex;
  readonly name: string;
}

export function findFieldChanges(facts: FileFacts): ReadonlyMap<FunctionIndex, FieldChanges> {
  const assigned = new Map<FunctionIndex, AssignmentFact[]>();
  const appended = new Map<FunctionIndex, AppendFact[]>();
  const pushed = new Map<FunctionIndex, NamedCall[]>();
  const called = new Map<FunctionIndex, NamedCall[]>();
  for (const fact of facts.assignments)
    if (changedField(fact.target) !== undefined) append(assigned, fact.function, fact);
  for (const fact of facts.appends)
    if (ownField(fact.target) !== undefined) append(appended, fact.function, fact);
  const own = new Set<CallIndex>();
  for (const [call, { callee, function: owner }] of facts.calls.entries()) {
    if (callee.kind !== 'member') continue;
    const { object, name } = callee;
    const field = name === 'push' ? ownField(object) : undefined;
    if (field !== undefined) append(pushed, owner, { call, name: field });
    // `this.add(a).add(b)`
    if (object.kind !== 'this' && !(object.kind === 'call' && own.has(object.call))) continue;
    own.add(call);
    append(called, owner, { call, name });
  }
  const owners = new Set([assigned, appended, pushed, called].flatMap((one) => [...one.keys()]));
  return new Map(
    [...owners].map((owner) => [
      owner,
      {
        assigned: assigned.get(owner) ?? [],
        appended: appended.get(owner) ?? [],
        pushed: pushed.get(owner) ?? [],
        called: called.get(owner) ?? [],
      },
    ]),
  );
}

/** Whether a function, or one of its own class that it calls, changes a field. */
export function changesFields(
  facts: FileFacts,
  changes: ReadonlyMap<FunctionIndex, FieldChanges>,
  index: FunctionIndex,
  depth = 0,
): boolean {
  const own = changes.get(index);
  if (!own || depth > MAXIMUM_DEPTH) return false;
  if (own.assigned.length + own.appended.length + own.pushed.length > 0) return true;
  const { methods = [], extends: base } = facts.classes[facts.functions[index]?.class ?? -1] ?? {};
  return own.called.some(({ name }) => {
    const method = methods.find((one) => one.name === name);
    // What a base class has, another file may say.
    return method ? changesFields(facts, changes, method.function, depth + 1) : base !== undefined;
  });
}

/** `key` of `this.key`. */
export function ownField(expression: Expression): string | undefined {
  return expression.kind === 'member' && expression.object.kind === 'this' ? expression.name : undefined;
}

/** `options` of `this.options`, and of `this.options.ttl`. */
export function changedField(target: Expression): string | undefined {
  if (target.kind !== 'member') return undefined;
  return ownField(target) ?? ownField(target.object);
}
