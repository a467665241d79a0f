/**
 * Copies of what routes answer, kept by middleware of the project: it writes what a handler answers with. In: the
 * calls that put middleware or hooks around handlers. Out: the uses of its keys, with the rows that the handlers behind it send
 * in the place of the body.
 */
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite, outermostSite, type Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { either, type Value } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { settledTtl } from '../lifetimes/ttl.js';
import { type Installation, installationsIn } from './installations.js';
import { holdsBody } from './keptBodies.js';
import { sentBy } from './sentBodies.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

/** The uses with those of kept responses, which take the place of what is known of the middleware alone. */
export function withKeptResponses(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  uses: readonly KeyUse[],
): readonly KeyUse[] {
  if (!uses.some(({ effect }) => isWrite(effect))) return uses;
  const kept = evaluation.files.flatMap((file) =>
    installationsIn(evaluation, file).flatMap((one) => keptBehind(evaluation, effects, graph, one, uses)),
  );
  const isReplaced = (use: KeyUse): boolean =>
    isWrite(use.effect) &&
    kept.some(
      ({ effect }) => isWrite(effect) && isSameSite(outermostSite(effect), outermostSite(use.effect)),
    );
  return kept.length === 0 ? uses : [...uses.filter((use) => !isReplaced(use)), ...kept];
}

function isWrite({ operation }: CacheEffect): boolean {
  return operation === 'write' || operation === 'write-part';
}

function keptBehind(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  { frame, argument, handlers }: Installation,
  uses: readonly KeyUse[],
): readonly KeyUse[] {
  const middleware = evaluation.evaluate(frame, argument);
  if (middleware.kind !== 'function' || !graph.mayHaveEffects(middleware.function)) return [];
  const own = keptBy(evaluation, effects, middleware);
  if (!own.some(isWrite)) return [];
  const sent = handlers().flatMap((handler) => sentBy(evaluation, handler));
  if (sent.length === 0) return [];
  const made = argument.kind === 'call' ? { file: frame.file, call: argument.call } : undefined;
  return own.map((effect) => {
    const ownPatterns = uses.find((use) => isSameSite(use.effect.site, effect.site))?.ownPatterns;
    const use = {
      ...useOf(middleware, effect),
      ...(isWrite(effect) && { effect: { ...effect, value: either(sent) }, keepsResponse: true as const }),
      ...(ownPatterns && { ownPatterns }),
    };
    return made && isChosenAt(made, effect, uses) ? { ...use, ttlSite: made } : use;
  });
}

/** The call that makes the middleware is given its lifetime. */
function isChosenAt(made: Site, effect: CacheEffect, uses: readonly KeyUse[]): boolean {
  return uses.some((use) => isSameSite(use.ttlSite, made) && isSameSite(use.effect.site, effect.site));
}

/** What a middleware does to a cache, where it writes a body there; else nothing. */
function keptBy(evaluation: Evaluation, effects: Effects, middleware: FunctionValue): readonly CacheEffect[] {
  return effects
    .ofHandler(middleware)
    .filter((effect) => effect.kind === 'cache')
    .filter(
      ({ operation, value, ...effect }) =>
        operation === 'read' ||
        (isWrite({ ...effect, operation }) && value && holdsBody(evaluation, value, middleware.function)),
    );
}

function useOf({ function: owner }: FunctionValue, effect: CacheEffect): KeyUse {
  return {
    effect,
    function: owner,
    patterns: patternsOf(effect.key),
    ttl: settledTtl(effect.ttl),
    ttlSite: outermostSite(effect),
    conditional: false,
    callersMatter: false,
  };
}
