/** Where chains of calls end: which method is called on what a call gives, and which promise fails in its place. In: facts of one file. */
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { OncePerFile } from '../oncePerFile.js';

export class CallChains {
  private readonly methods = new OncePerFile(callsOnCalls);

  /** The method that is called at once on what this call gives. */
  methodOn(facts: FileFacts, call: CallIndex): string | undefined {
    const callee = facts.calls[this.methods.of(facts).get(call) ?? -1]?.callee;
    return callee?.kind === 'member' ? callee.name : undefined;
  }

  /** `get(key).then(parse)`: the call whose promise is rejected where that of this one is. */
  lastOf(facts: FileFacts, call: CallIndex): CallIndex {
    const next = this.methods.of(facts).get(call);
    const { callee, arguments: given } = facts.calls[next ?? -1] ?? {};
    if (next === undefined || callee?.kind !== 'member' || !given) return call;
    const isHandedOn = callee.name === 'finally' || (callee.name === 'then' && given.length === 1);
    return isHandedOn ? this.lastOf(facts, next) : call;
  }
}

function callsOnCalls({ calls }: FileFacts): ReadonlyMap<CallIndex, CallIndex> {
  return new Map(
    calls.flatMap(({ callee }, index) =>
      callee.kind === 'member' && callee.object.kind === 'call' ? [[callee.object.call, index]] : [],
    ),
  );
}
