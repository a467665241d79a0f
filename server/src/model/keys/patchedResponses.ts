/**
 * Which functions take the place of what sends a response: `res.send = (body) => …`. In: a function. Out: the functions
 * around the place where it is put there, innermost first; none when it is put nowhere of the kind.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';

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
  const around: FunctionReference[] = [];
  for (let current = put?.function ?? 0; current > 0; current = facts?.functions[current]?.parent ?? 0) {
    around.push({ file, index: current });
  }
  return around;
}
