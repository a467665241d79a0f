/** Where chains of calls end: which method is called on what a call gives. In: facts of one file. */
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';

export class CallChains {
  private readonly known = new Map<FileFacts, ReadonlyMap<CallIndex, string>>();

  /** The method that is called at once on what this call gives. */
  methodOn(facts: FileFacts, call: CallIndex): string | undefined {
    let methods = this.known.get(facts);
    if (!methods) {
      methods = new Map(
        facts.calls.flatMap(({ callee }) =>
          callee.kind === 'member' && callee.object.kind === 'call'
            ? [[callee.object.call, callee.name]]
            : [],
        ),
      );
      this.known.set(facts, methods);
    }
    return methods.get(call);
  }
}
