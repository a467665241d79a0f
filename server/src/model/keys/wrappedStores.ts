/**
 * Caches that a class of the workspace keeps in a map: `new TtlCache<User>({ ttlMs: 60_000 })`. In: what functions do to
 * caches. Out: the calls on objects of such a class, as if they were calls on the map, for each object its own.
 */
import type { Effects } from '../calls/effects.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { CacheClient, FunctionReference } from '../evaluation/values.js';
import { isSameFunction } from '../evaluation/values.js';
import type { DirectUse } from './keyUses.js';

export function callsOnWrappedMaps(
  evaluation: Evaluation,
  effects: Effects,
  functions: readonly FunctionReference[],
): readonly DirectUse[] {
  const uses = functions.flatMap((reference) =>
    effects
      .of(reference)
      .flatMap((effect) =>
        effect.kind === 'cache' && effect.chain.length === 2 && isWrapped(evaluation, effect.client)
          ? [{ effect, function: reference }]
          : [],
      ),
  );
  return uses.filter((use) => !dropsOldOnes(evaluation, use, uses));
}

const MAPS: ReadonlySet<string> = new Set(['Map', 'Object']);

/** The map belongs to an object that another call makes. */
export function isWrapped(evaluation: Evaluation, { library, origin }: CacheClient): boolean {
  if (!origin || library.onlyFresh === undefined) return false;
  const call = evaluation.factsOf(origin.file)?.calls[origin.call];
  return call?.construction === true && call.callee.kind === 'name' && !MAPS.has(call.callee.name);
}

/** `get` takes out what has expired. */
function dropsOldOnes(evaluation: Evaluation, { effect }: DirectUse, all: readonly DirectUse[]): boolean {
  const method = effect.operation === 'invalidate' && functionOfCall(evaluation, effect.site);
  const [call] = effect.chain;
  if (!method || !call) return false;
  return all.some(({ effect: other }) => {
    const [otherCall] = other.chain;
    const owner = other.operation === 'read' ? functionOfCall(evaluation, other.site) : undefined;
    return (
      owner !== undefined &&
      otherCall !== undefined &&
      siteKey(other.site) !== siteKey(effect.site) &&
      isSameSite(otherCall, call) &&
      isSameFunction(owner, method)
    );
  });
}
