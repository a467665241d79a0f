/**
 * What text does an object become where one is asked for? In: a value that stands in a template or beside a `+`. Out: what the
 * `toString` of its class gives; the value itself where its class has none, or leaves it to others.
 */
import type { Evaluation } from './evaluation.js';
import { instanceMember } from './instanceMembers.js';
import { returnedBy } from './staticMembers.js';
import type { Value } from './values.js';

export function writtenOut(evaluation: Evaluation, value: Value): Value {
  const method = value.kind === 'instance' ? instanceMember(evaluation, value, 'toString') : undefined;
  if (value.kind !== 'instance' || method?.kind !== 'function') return value;
  const text = returnedBy(evaluation, method, value);
  return text && text.kind !== 'unknown' ? text : value;
}
