/**
 * Whether the promise of a call is dropped: by a statement of its own, or by a callback that hands it to a chain or a
 * timer that nobody waits for. In: facts of one file and a call. Out: yes or no; what a `catch` sees is not dropped, and
 * it sees only what is waited for.
 */
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { calledName } from './callOrder.js';
import { callsLater } from './laterCalls.js';

const MAXIMUM_HOPS = 4;

export function isAbandoned(facts: FileFacts, index: CallIndex, hops = 0): boolean {
  const call = facts.calls[index];
  if (!call || hops > MAXIMUM_HOPS) return false;
  if (call.use === 'floating' || call.use === 'discarded') return true;
  if (call.caught) return false;
  const owner = facts.functions[call.function];
  const { argumentOf } = owner ?? {};
  const handsOn = call.use === 'returned' || (owner?.async === true && call.use !== 'value');
  if (!argumentOf || !handsOn) return false;
  const name = calledName(facts, argumentOf.call);
  if (callsLater(name)) return argumentOf.argument === 0;
  const isCaught = (facts.calls[argumentOf.call]?.arguments.length ?? 0) > 1;
  return name === 'then' && !isCaught && isAbandoned(facts, argumentOf.call, hops + 1);
}
