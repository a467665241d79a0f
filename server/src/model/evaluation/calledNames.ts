/** Which calls are of a variable or a parameter by its name. In: the facts of a file. Out: its calls, in order. */
import type { BindingIndex, CallFact, FileFacts } from '../../facts/fileFacts.js';
import { append } from '../lists.js';

export function callsByName({ calls }: FileFacts): ReadonlyMap<BindingIndex, readonly CallFact[]> {
  const found = new Map<BindingIndex, CallFact[]>();
  for (const call of calls) {
    if (call.callee.kind === 'name' && call.callee.binding >= 0) append(found, call.callee.binding, call);
  }
  return found;
}
