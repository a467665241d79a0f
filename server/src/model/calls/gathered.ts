/** Which call waits for exactly two calls at once: `Promise.all([write(), forget()])`. In: facts of one file. */
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';

export function gathererOfBoth(facts: FileFacts, a: CallIndex, b: CallIndex): CallIndex | undefined {
  const isEither = (item: Expression): boolean =>
    item.kind === 'call' && (item.call === a || item.call === b);
  const found = facts.calls.findIndex(({ callee, arguments: [list, ...more] }) => {
    if (callee.kind !== 'member' || !/^all(Settled)?$/.test(callee.name)) return false;
    if (lastName(callee.object) !== 'Promise' || list?.kind !== 'array' || more.length > 0) return false;
    return list.items.length === 2 && list.items.every(isEither);
  });
  return found < 0 ? undefined : found;
}
