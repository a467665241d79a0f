/**
 * Uses of keys: every cache operation of the workspace at the place where its key is known. An operation
 * inside a wrapper whose key comes from the caller is a use at each call of the wrapper.
 */
import { type KeyPattern, unify } from '../../../../shared/src/keyPattern.js';
import type { Expression } from '../../facts/fileFacts.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { madeAt } from '../calls/madeFunctions.js';
import { outermostSite, type Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { type FunctionReference, isSameFunction, someValue, type Value } from '../evaluation/values.js';
import { settledTtl, type Ttl } from '../lifetimes/ttl.js';
import { madeUsesOf } from './madeHandlers.js';
import { isGivenTo, mentionsTtl, Openness } from './openEffects.js';

export interface KeyUse {
  readonly effect: CacheEffect;
  readonly function: FunctionReference;
  /** At least one; several when the code chooses between keys. */
  readonly patterns: readonly KeyPattern[];
  /** Of a function that another one made: the patterns as it has them itself. */
  readonly ownPatterns?: readonly KeyPattern[];
  readonly ttl: Ttl;
  /** The call that decides the TTL: at the library, or at the wrapper's caller when that one may choose. */
  readonly ttlSite: Site;
  /** The expiry depends on a condition that could not be resolved. */
  readonly conditional: boolean;
  /** Callers may decide the key, the TTL or what is cached. */
  readonly callersMatter: boolean;
  /** What is written is a response, which is shown as it is. */
  readonly keepsResponse?: true;
}

/** A call of a cache library as it is written. */
export interface DirectUse {
  readonly effect: CacheEffect;
  readonly function: FunctionReference;
}

export function collectKeyUses(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
): readonly KeyUse[] {
  const openness = new Openness(evaluation, graph);
  const uses: KeyUse[] = [];
  for (const file of evaluation.files) {
    const facts = evaluation.factsOf(file);
    facts?.functions.forEach((fact, index) => {
      if (fact.inline) return;
      const reference = { file, index };
      const hasCallers = graph
        .callersOf(reference)
        .some((caller) => !isSameFunction(caller.function, reference));
      for (const effect of effects.of(reference)) {
        if (effect.kind !== 'cache' || effect.operation === 'invalidate-tag') continue;
        if (isSettledBelow(effects, openness, evaluation, effect, reference)) continue;
        if (hasCallers && isLeftToCallers(openness, effect, reference)) continue;
        const isTtlOpen = openness.isTtlOpen(effect, reference);
        const made = openness.isOpen(effect, reference)
          ? madeUsesOf(evaluation, effects, graph, effect, reference)
          : undefined;
        for (const { effect: own, site } of made ?? []) {
          const use = {
            ...createUse(evaluation, effects, openness, own, reference),
            ownPatterns: patternsOf(effect.key),
          };
          uses.push(isTtlOpen ? { ...use, ttlSite: site } : use);
        }
        if (!made) uses.push(createUse(evaluation, effects, openness, effect, reference));
      }
    });
  }
  return uses;
}

/** The function a chain goes through after its first call. */
function calleeOf(evaluation: Evaluation, effect: CacheEffect): FunctionReference | undefined {
  const [first, next] = effect.chain;
  if (!first || !next) return undefined;
  return decoratedMethodAt(evaluation, first) ?? functionOfCall(evaluation, next);
}

/** The method that a call names, where decorators put something around it that stands elsewhere. */
function decoratedMethodAt(evaluation: Evaluation, site: Site): FunctionReference | undefined {
  const caller = functionOfCall(evaluation, site);
  const frame = caller && evaluation.symbolicFrame(caller);
  const call = frame?.facts.calls[site.call];
  const callee = frame && call && evaluation.evaluate(frame, call.callee);
  if (callee?.kind !== 'function') return undefined;
  const { file, index } = callee.function;
  const fact = evaluation.factsOf(file)?.functions[index];
  return fact && fact.decorators.length > 0 ? callee.function : undefined;
}

/** Whether the use was already recorded in the function that this one calls. */
function isSettledBelow(
  effects: Effects,
  openness: Openness,
  evaluation: Evaluation,
  effect: CacheEffect,
  reference: FunctionReference,
): boolean {
  const callee = calleeOf(evaluation, effect);
  if (!callee || isSameFunction(callee, reference)) return false;
  const below = effects
    .through(callee, effect.site)
    .find((other) => other.chain.length === effect.chain.length - 1 && mayBeSameKey(effect, other));
  // What only appears with arguments bound was not recorded below.
  return below !== undefined && !isLeftToCallers(openness, below, callee) && !saysWhichWasMade(effect, below);
}

/** Callers decide which key it is, how long it lives or what is loaded for it. */
function isLeftToCallers(openness: Openness, effect: CacheEffect, reference: FunctionReference): boolean {
  return openness.isOpen(effect, reference) || openness.isLoaderGiven(effect, reference);
}

/** `prefix = 'user'` over the one of a base class: what a caller passes would not make it another key. */
function mayBeSameKey(effect: CacheEffect, below: CacheEffect): boolean {
  const [above, own] = [patternsOf(effect.key), patternsOf(below.key)];
  return above.some((pattern) => own.some((other) => unify(pattern, other, () => true)));
}

/** `cache: ReturnType<typeof createCache>`: only who hands one over says with which name it was made. */
function saysWhichWasMade({ key }: CacheEffect, below: CacheEffect): boolean {
  return !patternsOf(below.key).some(beginsWithText) && patternsOf(key).every(beginsWithText);
}

function beginsWithText({ parts: [first] }: KeyPattern): boolean {
  return typeof first === 'string';
}

function createUse(
  evaluation: Evaluation,
  effects: Effects,
  openness: Openness,
  effect: CacheEffect,
  reference: FunctionReference,
): KeyUse {
  return {
    effect,
    function: reference,
    patterns: patternsOf(effect.key),
    ttl: settledTtl(effect.ttl),
    ttlSite: ttlSiteOf(evaluation, effects, openness, effect),
    conditional: effect.ttl.kind === 'none' && effect.guards.some(({ value }) => mentionsTtl(value)),
    callersMatter: openness.isOpen(effect, reference) || dependsOnCallers(evaluation, effect, reference),
  };
}

/**
 * The outermost call of the chain whose own function cannot choose the TTL any more; of a function that was made, the
 * call that made it.
 */
function ttlSiteOf(evaluation: Evaluation, effects: Effects, openness: Openness, effect: CacheEffect): Site {
  for (let depth = effect.chain.length - 1; depth > 0; depth--) {
    const site = effect.chain[depth];
    const callee = site && functionOfCall(evaluation, site);
    const [own] = callee ? effects.through(callee, effect.site) : [];
    if (site && own && callee && !openness.isTtlOpen(own, callee)) return site;
    if (site && callee && !own) continue;
  }
  if (leavesNoChoice(evaluation, effect)) return effect.site;
  const run = calleeOf(evaluation, effect);
  const site = outermostSite(effect);
  if (!run) return site;
  const made = isAskedFor(effects, effect, run) ? undefined : madeAt(evaluation, site, run);
  return made ?? openness.constructedAt(effects, effect, run) ?? site;
}

/** Whether the function that is called takes the expiry itself, whatever it was made with. */
function isAskedFor(effects: Effects, { site }: CacheEffect, run: FunctionReference): boolean {
  return effects.through(run, site).some(({ ttl, guards }) => {
    const asked = guards.map(({ value }) => value).filter(mentionsTtl);
    const values = [...(ttl.kind === 'open' ? [ttl.value] : []), ...asked];
    return values.some((value) =>
      someValue(value, (part) => part.kind === 'parameter' && isSameFunction(part.function, run)),
    );
  });
}

/** `client.set(key, value)` of a client that is handed in: nobody who calls what this stands in can give an expiry. */
function leavesNoChoice(evaluation: Evaluation, { ttl, form, site, client }: CacheEffect): boolean {
  if (ttl.kind !== 'none' || client.defaultTtl !== undefined) return false;
  const call = evaluation.factsOf(site.file)?.calls[site.call];
  const isWhole = form.operation === 'write' && form.value === 1 && form.key === 0;
  if (!call || !isWhole || call.arguments.length < 2 || !call.arguments.slice(2).every(isCallback))
    return false;
  if (call.arguments.some(({ kind }) => kind === 'spread')) return false;
  const frame = evaluation.symbolicFrame({ file: site.file, index: call.function });
  return !call.branches.some(
    ({ condition }) => frame && condition && mentionsTtl(evaluation.evaluate(frame, condition)),
  );
}

/** `done`, `callback || (() => {})` */
function isCallback(argument: Expression): boolean {
  if (argument.kind === 'function') return true;
  if (argument.kind === 'binary') return isCallback(argument.left) || isCallback(argument.right);
  return argument.kind === 'name' && /^(cb|callback|done|next|fn)$/i.test(argument.name);
}

const KEY_NAMES = /key|prefix|pattern|name|namespace/i;

/** A value that is handed in, or a part of the key that is more than an id by its name. */
function dependsOnCallers(
  evaluation: Evaluation,
  effect: CacheEffect,
  reference: FunctionReference,
): boolean {
  const isGiven = (part: Value): boolean => isGivenTo(evaluation, part, reference);
  if (effect.value && someValue(effect.value, isGiven)) return true;
  return someValue(
    effect.key,
    (part) => part.kind === 'parameter' && isGiven(part) && KEY_NAMES.test(part.path.at(-1) ?? part.name),
  );
}
