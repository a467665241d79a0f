/**
 * What happens between taking a lock and giving it back, and how a lock is taken in two steps. In: effects of one
 * function with the facts of its file. Out: answers for rules about locks.
 */
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { holdsResult } from '../calls/callFlow.js';
import { calledName } from '../calls/callOrder.js';
import type { CacheEffect } from '../calls/effect.js';

/** A call of the function that gives a lock back. */
export interface Release {
  readonly order: CallIndex;
}

/**
 * Whether the release is left out when something in between throws: a call is waited for, and no `catch` or `finally`
 * stands around it but those that the release stands in as well.
 */
export function isReleaseSkipped(
  facts: FileFacts,
  effects: readonly CacheEffect[],
  acquire: CacheEffect,
  releases: readonly Release[],
): boolean {
  const orders = releases.map(({ order }) => order).sort((a, b) => a - b);
  const last = orders.at(-1);
  const [taken, given] = [facts.calls[acquire.order], last === undefined ? undefined : facts.calls[last]];
  if (last === undefined || !taken || !given || taken.function !== given.function) return false;
  if (orders.some((release) => cleanedBy(facts, release).length > 0)) return false;
  const cacheCalls = new Set(effects.map((effect) => effect.order));
  const between = (facts.functions[given.function]?.calls ?? []).filter(
    (call) => call > acquire.order && call < last && !cacheCalls.has(call),
  );
  return between.some((call) => mayThrow(facts, call) && !isGuarded(facts.calls[call], given));
}

/** Of a lock that is an object: `lock.release()`, `redlock.unlock(lock)`. */
export function releasesOfObject(facts: FileFacts, acquire: CallIndex): readonly Release[] {
  const owner = facts.functions[facts.calls[acquire]?.function ?? 0];
  return (owner?.calls ?? []).flatMap((order) => {
    const { callee, arguments: given = [] } = facts.calls[order] ?? {};
    if (order <= acquire || callee?.kind !== 'member' || !/^(release|unlock)$/.test(callee.name)) return [];
    const isOfLock = [callee.object, ...given].some((part) => holdsResult(facts, part, acquire));
    return isOfLock ? [{ order }] : [];
  });
}

/** The `try` whose `catch` or `finally` a call stands in. */
function cleanedBy(facts: FileFacts, call: CallIndex): readonly number[] {
  const { cleanupOf, branches = [] } = facts.calls[call] ?? {};
  const catches = branches.flatMap((step) => (step.arm === 'catch' ? [step.fork] : []));
  return cleanupOf === undefined ? catches : [...catches, cleanupOf];
}

const HARMLESS = /^(sleep|delay|wait|setTimeout|log|info|debug|warn|error)$/i;

/** A call that is waited for, other than for time to pass. */
function mayThrow(facts: FileFacts, call: CallIndex): boolean {
  const use = facts.calls[call]?.use;
  return (use === 'awaited' || use === 'completed') && !HARMLESS.test(calledName(facts, call));
}

/** Its failure ends somewhere before the release, and who knows what comes then. */
function isGuarded(call: CallFact | undefined, release: CallFact): boolean {
  return call?.tries?.some((fork) => !release.tries?.includes(fork)) === true;
}

/** Whether a write renews what the read found to be its own, rather than taking what nobody has. */
export function isRenewal(facts: FileFacts, read: CacheEffect, write: CacheEffect): boolean {
  return (facts.calls[write.order]?.branches ?? []).some(
    ({ arm, condition }) =>
      arm === 'true' &&
      condition !== undefined &&
      condition.kind !== 'unary' &&
      !comparesWithNothing(condition) &&
      holdsResult(facts, condition, read.order),
  );
}

function comparesWithNothing(condition: Expression): boolean {
  if (condition.kind !== 'binary') return false;
  const isNothing = (side: Expression): boolean =>
    side.kind === 'null' || side.kind === 'undefined' || (side.kind === 'number' && side.value === 0);
  return /^===?$/.test(condition.operator) && (isNothing(condition.left) || isNothing(condition.right));
}
