/**
 * Databases that say themselves what was written: `LISTEN` of PostgreSQL, change streams of MongoDB. In: the keys of a copy.
 * Out: whether a function that is told so deletes it; then whoever writes has nothing to do.
 */
import { calledName } from '../calls/callOrder.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { KeyGroup } from '../keys/keyGroups.js';

export function isToldByDatabase(evaluation: Evaluation, { invalidations }: KeyGroup): boolean {
  return invalidations.some(({ function: reference }) => {
    const frame = evaluation.symbolicFrame(reference);
    return (
      frame !== undefined && (listensToDatabase(evaluation, frame) || goesThroughChanges(evaluation, frame))
    );
  });
}

/** `client.on('notification', …)`, `User.watch().on('change', …)` */
function listensToDatabase(evaluation: Evaluation, { file, facts, fact }: Frame): boolean {
  const index = fact.argumentOf?.call;
  const call = index === undefined ? undefined : facts.calls[index];
  if (index === undefined || !call || !/^(on|addListener)$/.test(calledName(facts, index) ?? ''))
    return false;
  const around = evaluation.symbolicFrame({ file, index: call.function });
  const [event] = around ? evaluation.argumentsOf(around, index) : [];
  if (event?.kind !== 'constant') return false;
  if (event.value === 'notification') return true;
  const { callee } = call;
  const stream = callee.kind === 'member' && callee.object.kind === 'call' ? callee.object.call : undefined;
  return event.value === 'change' && stream !== undefined && calledName(facts, stream) === 'watch';
}

/** `for await (const change of users.watch()) …` */
function goesThroughChanges(evaluation: Evaluation, frame: Frame): boolean {
  return frame.fact.calls.some((index) => {
    const callee = frame.facts.calls[index]?.callee;
    return (
      callee?.kind === 'member' &&
      callee.name === 'watch' &&
      evaluation.evaluate(frame, callee.object).kind === 'database'
    );
  });
}
