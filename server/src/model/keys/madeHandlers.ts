/**
 * Functions that another one makes and that nobody in the workspace calls: `app.get('/', cached(300), list)`. In: an
 * operation in such a function whose key or lifetime its maker is given. Out: the same operation once for each call of the maker,
 * with what is given there; undefined where nobody is seen to call the maker.
 */
import { isInside } from '../../facts/functionNesting.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionsIn, isSameFunction, someValue } from '../evaluation/values.js';

export interface MadeUse {
  readonly effect: CacheEffect;
  /** The call that makes the function. */
  readonly site: Site;
}

/** Calls of one maker that are looked at; what is found in more of them is the same habit. */
const MAXIMUM_CALLS = 40;

export function madeUsesOf(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  effect: CacheEffect,
  reference: FunctionReference,
): readonly MadeUse[] | undefined {
  const maker = makerThatChooses(evaluation, effect, reference);
  const calls = maker && graph.callersOf(maker).slice(0, MAXIMUM_CALLS);
  if (!calls || calls.length === 0) return undefined;
  const found = new Map<string, MadeUse>();
  for (const { frame, call } of calls) {
    const site = { file: frame.file, call };
    const made = functionsIn(evaluation.evaluateCall(frame, call)).filter(({ function: inner }) =>
      isAround(evaluation, inner, reference),
    );
    const own = made
      .flatMap((value) => effects.ofHandler(value))
      .find((other) => other.kind === 'cache' && isSameSite(other.site, effect.site));
    if (own?.kind === 'cache') found.set(siteKey(site), { effect: own, site });
  }
  return found.size > 0 ? [...found.values()] : undefined;
}

/** The function around this one whose parameter decides the key or the lifetime. */
function makerThatChooses(
  evaluation: Evaluation,
  { key, ttl, guards }: CacheEffect,
  reference: FunctionReference,
): FunctionReference | undefined {
  const ofTtl =
    ttl.kind === 'open' ? [ttl.value] : ttl.kind === 'none' ? guards.map(({ value }) => value) : [];
  const values = [...ofTtl, key];
  let maker: FunctionReference | undefined;
  for (const value of values) {
    someValue(value, (part) => {
      if (part.kind !== 'parameter' || isSameFunction(part.function, reference)) return false;
      if (isAround(evaluation, part.function, reference)) maker ??= part.function;
      return maker !== undefined;
    });
  }
  return maker;
}

function isAround(
  evaluation: Evaluation,
  outer: FunctionReference,
  { file, index }: FunctionReference,
): boolean {
  const facts = outer.file === file ? evaluation.factsOf(file) : undefined;
  return facts !== undefined && isInside(facts, index, outer.index);
}
