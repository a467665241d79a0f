/**
 * A load that waits for a lock after the cache was found empty, and whether the cache is asked once more under the lock. In:
 * a load and the facts of its file. Out: the call that waits, where nobody asks again.
 */
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { dependsOnResult, holdsResult } from '../calls/callFlow.js';
import { calledName } from '../calls/callOrder.js';
import type { CacheAside } from './cacheAsides.js';
import { callsWithin } from './remoteCalls.js';

/** Calls that come back when the lock is theirs. One whose answer is tested only tries, and does not wait. */
const WAITS_FOR_LOCK =
  /^(acquire|run_?exclusive|with_?lock|using|lock|(acquire|obtain|take|wait_?for|get)_?lock)$/i;

/** `acquires` are the calls of the function that set a key only where there is none. */
export function lockWithoutRecheck(
  facts: FileFacts,
  aside: CacheAside,
  acquires: ReadonlySet<CallIndex>,
): CallIndex | undefined {
  const [read, write] = [placeOf(facts, aside.read.order), placeOf(facts, aside.write.order)];
  // By their places in the text: what stands in a callback is recorded before the call that takes it.
  const calls = callsWithin(facts, aside.function.index).filter((call) => placeOf(facts, call) < write);
  const lock = calls.find(
    (call) =>
      placeOf(facts, call) > read &&
      (isWaitForLock(facts, call) || (acquires.has(call) && isRepeated(facts, call, aside.write.order))),
  );
  if (lock === undefined) return undefined;
  const name = calledName(facts, aside.read.order);
  const isAskedAgain = calls.some(
    (call) => placeOf(facts, call) > placeOf(facts, lock) && calledName(facts, call) === name,
  );
  return isAskedAgain ? undefined : lock;
}

/** Tried until it is theirs, in a loop that the load does not stand in. */
function isRepeated(facts: FileFacts, call: CallIndex, write: CallIndex): boolean {
  const outer = new Set(facts.calls[write]?.branches.map(({ fork }) => fork));
  const { branches = [], function: owner = 0 } = facts.calls[call] ?? {};
  if (branches.some(({ arm, fork }) => arm === 'loop' && !outer.has(fork))) return true;
  // `while (!(await redis.set(lock, token, 'NX'))) await sleep(50);`
  return (facts.functions[owner]?.calls ?? []).some((inside) =>
    facts.calls[inside]?.branches.some(
      ({ again, fork }) => again && !outer.has(fork) && holdsResult(facts, again, call),
    ),
  );
}

function placeOf(facts: FileFacts, call: CallIndex): number {
  return facts.calls[call]?.nameRange[0] ?? 0;
}

function isWaitForLock(facts: FileFacts, call: CallIndex): boolean {
  const use = facts.calls[call]?.use;
  const isWaitedFor = use === 'awaited' || use === 'completed' || use === 'returned';
  return (
    isWaitedFor &&
    WAITS_FOR_LOCK.test(calledName(facts, call)) &&
    (use === 'returned' || !isTried(facts, call))
  );
}

function isTried(facts: FileFacts, call: CallIndex): boolean {
  const owner = facts.functions[facts.calls[call]?.function ?? 0];
  return owner?.calls.some((other) => dependsOnResult(facts, other, call)) === true;
}
