/**
 * The database writes of a workspace. In: what its functions do. Out: each write at the call that says which rows are
 * written: the library's, or that of a wrapper which is told the statement, the table or the model.
 */
import type { CallGraph } from '../calls/callGraph.js';
import type { DatabaseEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, outermostSite, type Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, isSameFunction } from '../evaluation/values.js';

export interface DatabaseWrite {
  readonly effect: DatabaseEffect;
  readonly function: FunctionReference;
  /** The call in that function which says what is written: the library's, or that of a wrapper. */
  readonly site: Site;
}

/** Every database write of the workspace, where it is known which rows are written. */
export function collectDatabaseWrites(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
): readonly DatabaseWrite[] {
  const writes: DatabaseWrite[] = [];
  for (const file of evaluation.files) {
    evaluation.factsOf(file)?.functions.forEach((fact, index) => {
      if (fact.inline) return;
      const reference = { file, index };
      for (const effect of effects.of(reference)) {
        if (effect.kind !== 'database' || effect.call.operation === 'read' || effect.hooked) continue;
        if (isKnownBelow(evaluation, effects, graph, reference, effect)) continue;
        writes.push({ effect, function: reference, site: outermostSite(effect) });
      }
    });
  }
  return writes;
}

/** Whether a function on the way knows by itself which rows it writes; a wrapper of `query` is told. */
function isKnownBelow(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  own: FunctionReference,
  { chain, site, call }: DatabaseEffect,
): boolean {
  const [, next, ...deeper] = chain;
  const callee = next && functionOfCall(evaluation, next);
  if (!callee) return next !== undefined;
  if (!graph.callsWhatItIsGiven(callee)) return true;
  const knows = (reference: FunctionReference): boolean =>
    effects
      .of(reference)
      .some(
        (effect) =>
          effect.kind === 'database' &&
          isSameSite(effect.site, site) &&
          effect.call.entity.identity === call.entity.identity,
      );
  // What a wrapper is handed and calls may know by itself.
  const handed = deeper.flatMap((one) => functionOfCall(evaluation, one) ?? []);
  return knows(callee) || handed.some((reference) => !isSameFunction(reference, own) && knows(reference));
}
