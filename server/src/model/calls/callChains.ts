/** Where chains of calls end: which method is called on what a call gives. In: facts of one file. */
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { OncePerFile } from '../oncePerFile.js';

export class CallChains {
  private readonly methods = new OncePerFile(methodsOnCalls);

  /** The method that is called at once on what this call gives. */
  methodOn(facts: FileFacts, call: CallIndex): string | undefined {
    return this.methods.of(facts).get(call);
  }
}

function methodsOnCalls({ calls }: FileFacts): ReadonlyMap<CallIndex, string> {
  return new Map(
    calls.flatMap(({ callee }) =>
      callee.kind === 'member' && callee.object.kind === 'call' ? [[callee.object.call, callee.name]] : [],
    ),
  );
}
