/**
 * What do methods of a class put into an object that stands in one of its fields? In: the object a field begins with. Out: the
 * same with the members that are assigned later, `this.settings.seconds = seconds`; what only a call of the method says is unknown.
 */
import type { Expression } from '../../facts/fileFacts.js';
import { classOf, type Instance } from './baseClasses.js';
import type { Evaluation } from './evaluation.js';
import { type ComputedMember, derived, either, isNothing, someValue, UNKNOWN, type Value } from './values.js';

type Record = Extract<Value, { kind: 'record' }>;

export function withChangedMembers(
  evaluation: Evaluation,
  { file, index }: Instance,
  field: string,
  object: Record,
): Record {
  const fields = new Map(object.fields);
  const named: Value[] = [];
  let { open } = object;
  for (const { target, value, function: owner } of evaluation.factsOf(file)?.assignments ?? []) {
    const path = pathBelow(target, field);
    const frame = path && evaluation.symbolicFrame({ file, index: owner });
    if (!path || !frame || classOf(frame) !== index) continue;
    const [name, ...deeper] = path;
    if (name === undefined) {
      open = true;
      named.push(evaluation.evaluate(frame, value));
    } else
      fields.set(
        name,
        changed(fields.get(name), name, deeper.length > 0 ? undefined : evaluation.evaluate(frame, value)),
      );
  }
  const computed = clientsUnderNames(named);
  for (const [, client] of computed) fields.set(`...${fields.size}`, client);
  return { ...object, fields, open, ...(computed.length > 0 && { computed }) };
}

/** `this.clients[name] = new Redis()`, where nothing else is put there under a name that is not known. */
function clientsUnderNames(values: readonly Value[]): readonly ComputedMember[] {
  return values.every(({ kind }) => kind === 'cache') ? values.map((value) => [UNKNOWN, value]) : [];
}

/** The members below `this.settings` that lead to what is assigned; none where the name is computed. */
function pathBelow(target: Expression, field: string): readonly string[] | undefined {
  if (target.kind !== 'member' && target.kind !== 'element') return undefined;
  const { object } = target;
  const isField = object.kind === 'member' && object.object.kind === 'this' && object.name === field;
  const above = isField ? [] : pathBelow(object, field);
  return above && (target.kind === 'member' ? [...above, target.name] : above);
}

function changed(known: Value | undefined, name: string, assigned: Value | undefined): Value {
  if (!assigned || someValue(assigned, ({ kind }) => kind === 'parameter'))
    return derived(assigned ? [assigned] : [], name);
  return known && !isNothing(known) ? either([known, assigned]) : assigned;
}
