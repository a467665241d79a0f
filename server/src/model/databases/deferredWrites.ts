/**
 * Database writes that are put off by the process itself: in the callback of a timer, or as a promise that nobody waits for.
 * In: a write and the call graph's facts. Out: the function that puts it off, with the call by which it does.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { callsLater } from '../calls/laterCalls.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import type { DatabaseWrite } from './databaseWrites.js';

export interface Deferral {
  readonly function: FunctionReference;
  readonly call: CallIndex;
}

export function deferralOf(
  evaluation: Evaluation,
  { effect, function: owner }: DatabaseWrite,
): Deferral | undefined {
  const facts = evaluation.factsOf(owner.file);
  if (!facts) return undefined;
  const fact = facts.functions[facts.calls[effect.order]?.function ?? 0];
  const call = fact?.argumentOf?.call;
  const timer = call === undefined ? undefined : facts.calls[call];
  if (call !== undefined && fact && timer && callsLater(lastName(timer.callee))) {
    return { function: fact.inline ? owner : { file: owner.file, index: fact.parent }, call };
  }
  const use = facts.calls[endOfChain(facts, effect.order)]?.use;
  const isLetGo = use === 'floating' || use === 'discarded';
  return isLetGo ? { function: owner, call: effect.order } : undefined;
}

/** The last of `f().exec().catch()`. */
function endOfChain(facts: FileFacts, call: CallIndex): CallIndex {
  const next = facts.calls.findIndex(
    ({ callee }) => callee.kind === 'member' && callee.object.kind === 'call' && callee.object.call === call,
  );
  return next < 0 ? call : endOfChain(facts, next);
}
