/**
 * Middleware of procedures that are built step by step: `procedure.use(forget).mutation(rename)`, also where a step was taken
 * elsewhere, `forgetting.mutation(rename)`. In: the call that ends the steps. Out: the functions that were given on the way, as
 * they run around what it is given itself.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { functionsIn, type Value } from '../evaluation/values.js';
import type { RunBeside } from './runBeside.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

const ENDS = /^(query|mutation|subscription|handler|action)$/;
/** Nobody takes so many steps. */
const MAXIMUM_DEPTH = 24;

export function procedureOf(evaluation: Evaluation, frame: Frame, index: CallIndex): RunBeside | undefined {
  const call = frame.facts.calls[index];
  const [given, ...others] = call?.arguments ?? [];
  if (call?.callee.kind !== 'member' || !ENDS.test(call.callee.name)) return undefined;
  if ((given?.kind !== 'function' && given?.kind !== 'name') || others.length > 0) return undefined;
  const handlers = functionsIn(evaluation.evaluate(frame, given)).map((handler) => handler.function);
  const beside =
    handlers.length > 0 ? givenOnTheWay(evaluation.evaluate(frame, call.callee.object), MAXIMUM_DEPTH) : [];
  return beside.length > 0 ? { handlers, beside } : undefined;
}

function givenOnTheWay(value: Value, depth: number): readonly FunctionValue[] {
  if (depth === 0) return [];
  switch (value.kind) {
    case 'derived':
      return value.from.flatMap((part) => givenOnTheWay(part, depth - 1));
    case 'method':
      return givenOnTheWay(value.object, depth - 1);
    default:
      return functionsIn(value);
  }
}
