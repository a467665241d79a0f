/**
 * Which calls and variables stand in a part of a file? In: its facts, and a range of the text. Out: those, in the order of the
 * facts, without a look at all others.
 */
import type { BindingFact, CallFact, FileFacts, TextRange } from '../../facts/fileFacts.js';
import { isWithin } from '../../facts/functionNesting.js';

type Placed<T> = readonly [index: number, fact: T];

export class PlacesInFile {
  private readonly calls: readonly Placed<CallFact>[];
  private readonly bindings: readonly Placed<BindingFact>[];

  constructor({ calls, bindings }: FileFacts) {
    this.calls = inOrder(calls);
    this.bindings = inOrder(bindings);
  }

  callsIn(range: TextRange): readonly Placed<CallFact>[] {
    return within(this.calls, range);
  }

  bindingsIn(range: TextRange): readonly Placed<BindingFact>[] {
    return within(this.bindings, range);
  }
}

function inOrder<T extends { readonly range: TextRange }>(facts: readonly T[]): readonly Placed<T>[] {
  return [...facts.entries()].sort(([, a], [, b]) => a.range[0] - b.range[0]);
}

function within<T extends { readonly range: TextRange }>(
  placed: readonly Placed<T>[],
  range: TextRange,
): readonly Placed<T>[] {
  const found: Placed<T>[] = [];
  for (let at = firstFrom(placed, range[0]); at < placed.length; at++) {
    const one = placed[at];
    if (!one || one[1].range[0] > range[1]) break;
    if (isWithin(one[1].range, range)) found.push(one);
  }
  return found.sort(([a], [b]) => a - b);
}

/** The first that begins there or later. */
function firstFrom(placed: readonly Placed<{ readonly range: TextRange }>[], start: number): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle]?.[1].range[0] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
