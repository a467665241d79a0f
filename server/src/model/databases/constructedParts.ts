/**
 * What an object of a class of the project holds after it was made: what its constructor assigns, the parameters that are
 * fields, what it takes over as a whole. In: the object with the arguments it was made with. Out: a record, if any.
 */

import { isObjectAssign } from '../../facts/expressionNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

type Instance = Extract<Value, { kind: 'instance' }>;

export function constructedParts(evaluation: Evaluation, instance: Instance): Value | undefined {
  const { file, index, arguments: given } = instance;
  const fact = evaluation.factsOf(file)?.classes[index];
  const made = fact?.constructorFunction;
  if (!given || given.length === 0 || !fact || made === undefined) return undefined;
  const frame = evaluation.callFrame({ file, index: made }, instance.frame, given, instance, NO_CALLS);
  if (!frame) return undefined;
  const fields = new Map<string, Value>();
  for (const { name, parameter } of fact.fields) {
    const value = parameter === undefined ? undefined : given[parameter];
    if (value) fields.set(name, value);
  }
  for (const { target, value, function: owner } of frame.facts.assignments) {
    if (owner !== made || target.kind !== 'member' || target.object.kind !== 'this') continue;
    fields.set(target.name, evaluation.evaluate(frame, value));
  }
  for (const [position, value] of takenOver(evaluation, frame).entries()) fields.set(`...${position}`, value);
  return fields.size === 0 ? undefined : { kind: 'record', fields, open: false };
}

/** `Object.assign(this, row)` */
function takenOver(evaluation: Evaluation, frame: Frame): readonly Value[] {
  return frame.fact.calls.flatMap((index) => {
    const { callee, arguments: args = [] } = frame.facts.calls[index] ?? {};
    const isAssign = callee !== undefined && isObjectAssign(callee);
    return isAssign && args[0]?.kind === 'this' ? evaluation.argumentsOf(frame, index).slice(1) : [];
  });
}
