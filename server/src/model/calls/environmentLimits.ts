/**
 * Is a call only reached in some environments? In: its place, and the conditions that are known to stand before it. Out: whether one
 * of them asks the environment, or what registers the function does, or a function that is called first and refuses.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, CallIndex, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { functionsIn, type Value } from '../evaluation/values.js';
import type { Site } from './sites.js';

export function isLimitedByEnvironment(evaluation: Evaluation, { file, call }: Site): boolean {
  const index = evaluation.factsOf(file)?.calls[call]?.function;
  const frame = index === undefined ? undefined : evaluation.symbolicFrame({ file, index });
  return frame !== undefined && isLimitedIn(evaluation, frame, call);
}

/** Whether a condition depends on a variable of the environment. */
export function asksEnvironment(condition: Value): boolean {
  return (
    condition.kind === 'environment' || (condition.kind === 'derived' && condition.from.some(asksEnvironment))
  );
}

/** The same where nothing else is asked: a secret of the environment that a request must know limits no environment. */
function isOfEnvironment(evaluation: Evaluation, frame: Frame, condition: Expression): boolean {
  if (condition.kind === 'unary') return isOfEnvironment(evaluation, frame, condition.operand);
  if (condition.kind !== 'binary') return asksEnvironment(evaluation.evaluate(frame, condition));
  const isPart = (side: Expression): boolean =>
    evaluation.evaluate(frame, side).kind === 'constant' || isOfEnvironment(evaluation, frame, side);
  const sides = [condition.left, condition.right];
  return sides.every(isPart) && sides.some((side) => isOfEnvironment(evaluation, frame, side));
}

/** `if (process.env.NODE_ENV === 'test') app.post('/reset', async () => …)`, in all functions around the call. */
function isLimitedIn(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const call = frame.facts.calls[index];
  if (!call) return false;
  if (isBehindEnvironment(evaluation, frame, call) || isRefusedBefore(evaluation, frame, index)) return true;
  const { fact, outer } = frame;
  if (!outer || !fact.argumentOf) return false;
  return (
    isRefusedBeside(evaluation, outer, fact.argumentOf.call) ||
    isLimitedIn(evaluation, outer, fact.argumentOf.call)
  );
}

function isBehindEnvironment(evaluation: Evaluation, frame: Frame, { branches }: CallFact): boolean {
  return branches.some(
    ({ condition }) => condition !== undefined && isOfEnvironment(evaluation, frame, condition),
  );
}

/** `refuseInProduction()` on the way to the call. */
function isRefusedBefore(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  return frame.fact.calls.some((earlier) => {
    const call = frame.facts.calls[earlier];
    if (earlier >= index || !call || call.branches.length > 0) return false;
    return (
      asserts(evaluation, frame, earlier) ||
      functionsIn(evaluation.evaluate(frame, call.callee)).some((called) => refuses(evaluation, called))
    );
  });
}

/** `app.post('/reset', onlyInTests, handler)`: what is handed over before the handler may refuse. */
function isRefusedBeside(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  return evaluation
    .argumentsOf(frame, index)
    .slice(0, -1)
    .some((value) => functionsIn(value).some((called) => refuses(evaluation, called)));
}

/** Whether a function throws, or answers somebody, in some environments. */
function refuses(evaluation: Evaluation, called: Extract<Value, { kind: 'function' }>): boolean {
  const frame = evaluation.symbolicFrame(called.function);
  return (frame?.fact.calls ?? []).some((index) => {
    const call = frame?.facts.calls[index];
    if (!frame || !call) return false;
    const isRefusal = call.construction
      ? /(error|exception)$/i.test(lastName(call.callee))
      : ANSWERS.test(lastName(call.callee));
    return (
      (isRefusal && isBehindEnvironment(evaluation, frame, call)) ||
      (call.branches.length === 0 && asserts(evaluation, frame, index))
    );
  });
}

const ANSWERS = /^(send|sendStatus|status|json|end|next)$/;
const ASSERTS = /^(assert|ok|invariant)$/;

/** `assert(process.env.NODE_ENV !== 'production')` */
function asserts(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const call = frame.facts.calls[index];
  if (!call || !ASSERTS.test(lastName(call.callee))) return false;
  const [condition] = call.arguments;
  return condition !== undefined && isOfEnvironment(evaluation, frame, condition);
}
