/**
 * Several locks that are taken one after the other or at once. In: where one of them is taken, and where they are given back. Out:
 * whether those that were taken stay when one cannot be: that throws, and only a `finally` further on gives them back.
 */
import type { CallFact, CallIndex, FileFacts, FunctionFact, FunctionIndex } from '../../facts/fileFacts.js';
import { holdsResult } from '../calls/callFlow.js';
import { calledName } from '../calls/callOrder.js';
import type { Release } from './lockSections.js';

export function leavesOthersTaken(
  facts: FileFacts,
  owner: FunctionIndex,
  acquire: CallIndex,
  releases: readonly Release[],
): boolean {
  const taking = levelsOf(facts, owner, acquire);
  const isOneOfMany = taking.some(
    ({ call, fact }, index) =>
      fact.branches.some(({ arm, elements }) => arm === 'loop' && elements) ||
      (index > 0 && /^(map|flatMap)$/.test(calledName(facts, call))),
  );
  if (!isOneOfMany || taking.some(({ fact }) => fact.caught) || !throwsWhenTaken(facts, acquire))
    return false;
  return (
    releases.length > 0 &&
    releases.every(
      ({ order }) =>
        isCleanupBehind(facts, owner, taking, order) && !isEachReleased(facts, owner, taking, order),
    )
  );
}

/** In the same turn, before the next one is taken. */
function isEachReleased(
  facts: FileFacts,
  owner: FunctionIndex,
  taking: readonly Level[],
  release: CallIndex,
): boolean {
  return levelsOf(facts, owner, release).some(({ fact }) =>
    taking.some(
      (level) =>
        (fact.function !== owner && fact.function === level.fact.function) ||
        fact.branches.some(
          ({ fork, arm }) => arm === 'loop' && level.fact.branches.some((step) => step.fork === fork),
        ),
    ),
  );
}

interface Level {
  readonly call: CallIndex;
  readonly fact: CallFact;
}

/** The call, and those that the callbacks around it are handed to, up to the function itself; none where it stands elsewhere. */
function levelsOf(facts: FileFacts, owner: FunctionIndex, index: CallIndex): readonly Level[] {
  const levels: Level[] = [];
  for (let call: CallIndex | undefined = index; call !== undefined; ) {
    const fact: CallFact | undefined = facts.calls[call];
    if (!fact) return [];
    levels.push({ call, fact });
    if (fact.function === owner) return levels;
    const around: FunctionFact | undefined = facts.functions[fact.function];
    call = around?.inline ? around.argumentOf?.call : undefined;
  }
  return [];
}

/** `if (!taken) throw …` */
function throwsWhenTaken(facts: FileFacts, acquire: CallIndex): boolean {
  const around = facts.functions[facts.calls[acquire]?.function ?? 0];
  return (around?.throws ?? []).some(({ branches }) =>
    branches.some(({ condition }) => condition && holdsResult(facts, condition, acquire)),
  );
}

/** In the `finally` of a `try` that begins behind what is taken. */
function isCleanupBehind(
  facts: FileFacts,
  owner: FunctionIndex,
  taking: readonly Level[],
  release: CallIndex,
): boolean {
  const begun = new Set(taking.flatMap(({ fact }) => fact.tries ?? []));
  return levelsOf(facts, owner, release).some(
    ({ fact: { cleanupOf } }) => cleanupOf !== undefined && !begun.has(cleanupOf),
  );
}
