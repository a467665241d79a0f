/**
 * Which functions are given the response before it is sent: `res.send = (body) => …`, and in an interceptor of Nest
 * `next.handle().pipe(tap((body) => …))`. In: a function. Out: the functions around the place where it is put there,
 * innermost first; none when it is put nowhere of the kind.
 */

import type { FileFacts } from '../../facts/fileFacts.js';
import { functionsAround, parentOf } from '../../facts/functionNesting.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference, Value } from '../evaluation/values.js';

const SENDING = /^(send|json|jsonp|end|render|write)$/;

export function functionsAroundPatch(
  evaluation: Evaluation,
  { file, index }: FunctionReference,
): readonly FunctionReference[] {
  const facts = evaluation.factsOf(file);
  const put = facts?.assignments.find(
    ({ target, value }) =>
      value.kind === 'function' &&
      value.function === index &&
      target.kind === 'member' &&
      SENDING.test(target.name),
  );
  if (!facts) return [];
  const outer = put?.function ?? (isGivenAnswer(facts, index) ? parentOf(facts, index) : 0);
  return functionsAround(facts, outer).map((around) => ({ file, index: around }));
}

/** Whether a value is what a handler answered, in a function that an interceptor runs with it. */
export function isAnswerOfHandler(evaluation: Evaluation, value: Value): boolean {
  if (value.kind !== 'parameter' || value.index !== 0) return false;
  const facts = evaluation.factsOf(value.function.file);
  return facts !== undefined && isGivenAnswer(facts, value.function.index);
}

/** `tap` and its like in `next.handle().pipe(…)` */
function isGivenAnswer(facts: FileFacts, index: number): boolean {
  const operator = facts.functions[index]?.argumentOf?.call;
  if (operator === undefined) return false;
  return facts.calls.some(({ callee, arguments: given }) => {
    if (callee.kind !== 'member' || callee.name !== 'pipe' || callee.object.kind !== 'call') return false;
    const source = facts.calls[callee.object.call]?.callee;
    const isHandled = source?.kind === 'member' && source.name === 'handle';
    return isHandled && given.some((argument) => argument.kind === 'call' && argument.call === operator);
  });
}
