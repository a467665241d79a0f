/**
 * What is put on a function after it was made: `load.clear = …`, `Object.assign(load, { clear: … })`. In: the function, with
 * the call it was made in, and a name. Out: the member as that call makes it.
 */
import { isObjectAssign } from '../../facts/expressionNames.js';
import type { Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { Value } from './values.js';

export function attachedMember(
  evaluation: Evaluation,
  { function: own, frame }: Extract<Value, { kind: 'function' }>,
  name: string,
): Value | undefined {
  // What stands elsewhere is put on another object than the one that was made here.
  if (frame.file !== own.file) return undefined;
  const isIt = (expression: Expression | undefined): boolean =>
    isFunction(frame.facts, expression, own.index);
  const maker = frame.function.index;
  for (const { target, value, function: owner } of frame.facts.assignments) {
    if (owner !== maker || target.kind !== 'member' || target.name !== name) continue;
    if (isIt(target.object)) return evaluation.evaluate(frame, value);
  }
  for (const { callee, arguments: given, function: owner } of frame.facts.calls) {
    const [first, more] = given;
    if (owner !== maker || !isObjectAssign(callee) || !isIt(first)) continue;
    if (more?.kind !== 'object') continue;
    const property = more.properties.find((one) => one.name === name);
    if (property) return evaluation.evaluate(frame, property.value);
  }
  return undefined;
}

function isFunction(facts: FileFacts, expression: Expression | undefined, index: FunctionIndex): boolean {
  if (expression?.kind === 'function') return expression.function === index;
  return expression?.kind === 'name' && facts.bindings[expression.binding]?.functionIndex === index;
}
