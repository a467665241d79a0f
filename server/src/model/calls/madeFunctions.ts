/**
 * Functions that another function returned, `export const country = memoize(load, { ttl })`, and methods of objects that
 * were made with what decides. In: a call of one. Out: the call that made it, where what it was made with is written.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, isSameFunction, type Value } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';
import { isSameSite, type Site } from './sites.js';

/** `run` is the function that the call runs; undefined where nobody sees it made. */
export function madeAt(evaluation: Evaluation, site: Site, run: FunctionReference): Site | undefined {
  const fact = evaluation.factsOf(site.file)?.calls[site.call];
  const frame = fact && evaluation.symbolicFrame({ file: site.file, index: fact.function });
  const called = frame && evaluation.evaluate(frame, fact.callee);
  return called?.kind === 'function' && isSameFunction(called.function, run) ? called.made : undefined;
}

/** The call of a constructor that made the object a method is called of: `new Cached(60)`, or `super(60)` within. */
export function constructedAt(
  evaluation: Evaluation,
  graph: CallGraph,
  site: Site,
  maker: FunctionReference,
): Site | undefined {
  const object = objectOf(evaluation, site);
  if (object?.kind !== 'instance') return undefined;
  const own = evaluation.factsOf(object.file)?.classes[object.index]?.constructorFunction;
  const made = graph.callersOf(maker).filter(({ frame, function: owner, call }) => {
    const written = frame.facts.calls[call]?.callee;
    if (written?.kind === 'super') return owner.file === object.file && owner.index === own;
    const called = written && evaluation.evaluate(frame, written);
    return called?.kind === 'class' && called.file === object.file && called.index === object.index;
  });
  const sites = made.map(({ frame, call }) => ({ file: frame.file, call }));
  // Of several, the one that the object remembers.
  return sites.length === 1 ? sites[0] : sites.find((one) => object.made && isSameSite(one, object.made));
}

/** What the method of a call is a method of. */
function objectOf(evaluation: Evaluation, { file, call }: Site): Value | undefined {
  const fact = evaluation.factsOf(file)?.calls[call];
  const frame = fact && evaluation.symbolicFrame({ file, index: fact.function });
  return frame && fact.callee.kind === 'member' ? evaluation.evaluate(frame, fact.callee.object) : undefined;
}
