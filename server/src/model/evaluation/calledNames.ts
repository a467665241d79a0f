/**
 * Which calls are of a variable or a parameter by its name: `make()`, `done(error, rows)`. In: the facts of a file. Out: its calls
 * in order. Each file is gone through once.
 */
import type { BindingIndex, CallFact, FileFacts } from '../../facts/fileFacts.js';
import { append } from '../lists.js';

export class CalledNames {
  private readonly known = new Map<FileFacts, ReadonlyMap<BindingIndex, readonly CallFact[]>>();

  callsOf(facts: FileFacts, binding: BindingIndex): readonly CallFact[] {
    let found = this.known.get(facts);
    if (!found) {
      found = callsByName(facts);
      this.known.set(facts, found);
    }
    return found.get(binding) ?? [];
  }
}

function callsByName({ calls }: FileFacts): ReadonlyMap<BindingIndex, readonly CallFact[]> {
  const found = new Map<BindingIndex, CallFact[]>();
  for (const call of calls) {
    if (call.callee.kind === 'name' && call.callee.binding >= 0) append(found, call.callee.binding, call);
  }
  return found;
}
