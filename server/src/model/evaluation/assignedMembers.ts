/**
 * What is put into an object after it was made: `db.users = define(…)`, `changes.name = name`. In: the variable
 * that holds the object. Out: the object with those members; a computed name makes it an open one.
 */

import type { AssignmentFact, BindingIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import { copiedByLoop } from './copiedInLoops.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { type ComputedMember, either, isNothing, rowsWithin, type Value } from './values.js';

type Record = Extract<Value, { kind: 'record' }>;

/** `frameOf` gives the frame of the function an assignment stands in. */
export function withAssigned(
  evaluation: Evaluation,
  facts: FileFacts,
  binding: BindingIndex,
  object: Record,
  frameOf: (index: number) => Frame | undefined,
): Record {
  const assignments = evaluation.assignmentsTo(facts, binding);
  if (assignments.length === 0) return object;
  const fields = new Map(object.fields);
  const computed: ComputedMember[] = [...(object.computed ?? [])];
  let { open } = object;
  for (const { target, value, function: owner, branches } of assignments) {
    const frame = frameOf(owner);
    if (frame && branches && !evaluation.isReachable(frame, branches)) continue;
    if (target.kind === 'element') {
      open = true;
      const copied = copiedByLoop(facts, { target, value });
      if (copied && frame) fields.set(`...${fields.size}`, evaluation.evaluate(frame, copied));
      // Under which name is not known; what it is made of is.
      else if (frame) {
        fields.set(`...${fields.size}`, namedBy(evaluation, frame, target.index, value));
        computed.push([evaluation.evaluate(frame, target.index), evaluation.evaluate(frame, value)]);
      }
    }
    if (target.kind !== 'member' || !frame) continue;
    const known = fields.get(target.name);
    const assigned = evaluation.evaluate(frame, value);
    fields.set(target.name, known && !isNothing(known) ? either([known, assigned]) : assigned);
  }
  return { ...object, fields, open, ...(computed.length > 0 && { computed }) };
}

/** `connections[name] = new Redis()`: what an object gives that is filled with clients and nothing else, whatever it is asked for. */
export function clientKeptIn({ fields, computed }: Record): Value | undefined {
  const values = [...fields.values()].filter((value) => !isNothing(value));
  return computed && values.length > 0 && values.every(({ kind }) => kind === 'cache')
    ? either(values)
    : undefined;
}

/** `allowed[row.permission] = true`: where the values say nothing, their names do. */
function namedBy(evaluation: Evaluation, frame: Frame, name: Expression, expression: Expression): Value {
  const value = evaluation.evaluate(frame, expression);
  if (value.kind !== 'constant') return value;
  const key = evaluation.evaluate(frame, name);
  return rowsWithin(key).length > 0 ? key : value;
}

/** The variable whose object an assignment to a member changes. */
export function changedObject(target: Expression): BindingIndex | undefined {
  const isPart = target.kind === 'member' || target.kind === 'element';
  return isPart && target.object.kind === 'name' ? target.object.binding : undefined;
}

/** The assignments to members of each variable of a file. */
export function findAssignments(facts: FileFacts): ReadonlyMap<BindingIndex, readonly AssignmentFact[]> {
  const found = new Map<BindingIndex, AssignmentFact[]>();
  for (const assignment of facts.assignments) {
    const binding = changedObject(assignment.target);
    if (binding !== undefined) append(found, binding, assignment);
  }
  return found;
}
