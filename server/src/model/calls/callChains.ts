/** Where chains of calls end: which method is called on what a call gives, and which promise fails in its place. In: facts of one file. */
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { OncePerFile } from '../oncePerFile.js';

export class CallChains {
  private readonly methods = new OncePerFile(callsOnCalls);
  private readonly gatherers = new OncePerFile(gatherersOfCalls);

  /** The method that is called at once on what this call gives. */
  methodOn(facts: FileFacts, call: CallIndex): string | undefined {
    const callee = facts.calls[this.methods.of(facts).get(call) ?? -1]?.callee;
    return callee?.kind === 'member' ? callee.name : undefined;
  }

  /** `get(key).then(parse)`, `Promise.all([get(key)])`: the call whose promise is rejected where that of this one is. */
  lastOf(facts: FileFacts, call: CallIndex): CallIndex {
    const gatherer = this.gatherers.of(facts).get(call);
    if (gatherer !== undefined) return this.lastOf(facts, gatherer);
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

/** The `Promise.all` of each call in its list, or that its list is mapped to: `Promise.all(keys.map((key) => get(key)))`. */
function gatherersOfCalls(facts: FileFacts): ReadonlyMap<CallIndex, CallIndex> {
  return new Map(
    facts.calls.flatMap(({ callee, arguments: [list] }, index) => {
      const isAll =
        callee.kind === 'member' && callee.name === 'all' && lastName(callee.object) === 'Promise';
      if (!isAll || !list) return [];
      const parts =
        list.kind === 'array' ? list.items : list.kind === 'call' ? mappedTo(facts, list.call) : [];
      return parts.flatMap((part) => (part.kind === 'call' ? [[part.call, index] as const] : []));
    }),
  );
}

/** What the function gives for each element. */
function mappedTo(facts: FileFacts, map: CallIndex): readonly Expression[] {
  const { callee, arguments: [given] = [] } = facts.calls[map] ?? {};
  if (callee?.kind !== 'member' || callee.name !== 'map' || given?.kind !== 'function') return [];
  return (facts.functions[given.function]?.returns ?? []).flatMap(({ value }) => value ?? []);
}
