/**
 * Work that a function leaves for later: `setTimeout(() => redis.del(key), 500)`, what the end of the response sets off. In: the
 * function, which may call a helper that sets the timer. Out: what runs afterwards, with the helper's arguments in place.
 */
import { calledFrames } from '../calls/calledFrames.js';
import { calledName } from '../calls/callOrder.js';
import { callsOnceLater, isEnd, listens } from '../calls/laterCalls.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, functionsIn, type Value } from '../evaluation/values.js';

type Started = Extract<Value, { kind: 'function' }>;

/** A helper may set the timer. */
const MAXIMUM_HOPS = 2;

export function putOffBy(evaluation: Evaluation, reference: FunctionReference): readonly Started[] {
  const frame = evaluation.symbolicFrame(reference);
  return frame ? putOffIn(evaluation, frame, 0) : [];
}

function putOffIn(evaluation: Evaluation, frame: Frame, hops: number): readonly Started[] {
  return frame.fact.calls.flatMap((index) => {
    const name = calledName(frame.facts, index);
    if (callsOnceLater(name)) return startedBy(evaluation.argumentsOf(frame, index));
    const [event, ...listeners] = listens(name) ? evaluation.argumentsOf(frame, index) : [];
    if (event?.kind === 'constant' && isEnd(event.value)) return startedBy(listeners);
    if (hops >= MAXIMUM_HOPS) return [];
    return calledFrames(evaluation, frame, index).flatMap((inner) => putOffIn(evaluation, inner, hops + 1));
  });
}

function startedBy([given]: readonly Value[]): readonly Started[] {
  return given ? functionsIn(given) : [];
}
