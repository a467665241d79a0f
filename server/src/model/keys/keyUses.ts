/**
 * Uses of keys: every cache operation of the workspace at the place where its key is known. An operation
 * inside a wrapper whose key comes from the caller is a use at each call of the wrapper.
 */
import type { KeyPattern } from '../../../../shared/src/keyPattern.js';
import { hasText, isHole } from '../../../../shared/src/keyPattern.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { constructedAt, madeAt } from '../calls/madeFunctions.js';
import { outermostSite, type Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import {
  type FunctionReference,
  functionKey,
  isSameFunction,
  someValue,
  type Value,
} from '../evaluation/values.js';
import { settledTtl, type Ttl } from '../lifetimes/ttl.js';
import { madeUsesOf } from './madeHandlers.js';

export interface KeyUse {
  readonly effect: CacheEffect;
  readonly function: FunctionReference;
  /** At least one; several when the code chooses between keys. */
  readonly patterns: readonly KeyPattern[];
  readonly ttl: Ttl;
  /** The call that decides the TTL: at the library, or at the wrapper's caller when that one may choose. */
  readonly ttlSite: Site;
  /** The expiry depends on a condition that could not be resolved. */
  readonly conditional: boolean;
  /** Callers may decide the key, the TTL or what is cached. */
  readonly callersMatter: boolean;
}

/** A call of a cache library as it is written. */
export interface DirectUse {
  readonly effect: CacheEffect;
  readonly function: FunctionReference;
}

/** Words that say a value is a length of time. */
const TTL_WORDS = /ttl|expir|life(?!cycle)|second|minute|hour|\bms\b|milli|duration|lifetime|max_?age|time/i;

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
        if (hasCallers && openness.isOpen(effect, reference)) continue;
        const made = openness.isTtlOpen(effect, reference)
          ? madeUsesOf(evaluation, effects, graph, effect, reference)
          : undefined;
        for (const { effect: own, site } of made ?? []) {
          uses.push({ ...createUse(evaluation, effects, openness, own, reference), ttlSite: site });
        }
        if (!made) uses.push(createUse(evaluation, effects, openness, effect, reference));
      }
    });
  }
  return uses;
}

/** The function a chain goes through after its first call. */
function calleeOf(evaluation: Evaluation, effect: CacheEffect): FunctionReference | undefined {
  const next = effect.chain[1];
  return next && functionOfCall(evaluation, next);
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
    .find((other) => other.chain.length === effect.chain.length - 1);
  // What only appears with arguments bound was not recorded below.
  return below !== undefined && !openness.isOpen(below, callee);
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
    conditional: effect.ttl.kind === 'none' && effect.guards.some(mentionsTtl),
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
  const run = calleeOf(evaluation, effect);
  const site = outermostSite(effect);
  return (run && (madeAt(evaluation, site, run) ?? openness.constructedAt(effects, effect, run))) ?? site;
}

/**
 * Whether a value is something that a function is given: by its caller, by that of a function around it, or by who made
 * the object that it is a method of.
 */
function isGivenTo(evaluation: Evaluation, value: Value, { file, index }: FunctionReference): boolean {
  if (value.kind !== 'parameter' || value.function.file !== file) return false;
  const facts = evaluation.factsOf(file);
  for (let current = index; current > 0; current = facts?.functions[current]?.parent ?? 0) {
    if (value.function.index === current) return true;
    const owner = facts?.functions[current]?.class;
    if (owner !== undefined && facts?.classes[owner]?.constructorFunction === value.function.index)
      return true;
  }
  return false;
}

/** `abstract readonly prefix: string`: which keys a method is about is known in the classes that inherit it. */
function isLeftToSubclasses(
  evaluation: Evaluation,
  value: Value,
  { file, index }: FunctionReference,
): boolean {
  if (value.kind !== 'derived' || value.from.length > 0 || value.name === undefined) return false;
  const facts = evaluation.factsOf(file);
  const owner = facts?.classes[facts.functions[index]?.class ?? -1];
  const field = owner?.fields.find(({ name }) => name === value.name);
  const isOpen = owner && field && !field.initializer && field.parameter === undefined;
  return isOpen === true && evaluation.implementationsOf(file, owner.name).length > 0;
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

function mentionsTtl(value: Value): boolean {
  return someValue(
    value,
    (part) => part.kind === 'parameter' && TTL_WORDS.test(part.path.at(-1) ?? part.name),
  );
}

/** `options.prefix || 'store'`: what the caller may give. */
function beforeDefault(value: Value): Value {
  return value.kind === 'fallback' ? beforeDefault(value.value) : value;
}

/** What of an effect is left for the callers of its function to decide. */
class Openness {
  private readonly texts = new Map<string, boolean>();
  private readonly open = new Map<CacheEffect, boolean>();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {}

  /** `effect` is one of the function `reference`, and of no other. */
  isOpen(effect: CacheEffect, reference: FunctionReference): boolean {
    const known = this.open.get(effect);
    if (known !== undefined) return known;
    const isOpen = this.isKeyOpen(effect.key, reference) || this.isTtlOpen(effect, reference);
    this.open.set(effect, isOpen);
    return isOpen;
  }

  isTtlOpen(effect: CacheEffect, reference: FunctionReference): boolean {
    if (effect.ttl.kind === 'open') {
      return someValue(effect.ttl.value, (part) => isGivenTo(this.evaluation, part, reference));
    }
    return (
      effect.ttl.kind === 'none' &&
      effect.guards.some(
        (guard) =>
          mentionsTtl(guard) && someValue(guard, (part) => isGivenTo(this.evaluation, part, reference)),
      )
    );
  }

  /** Where the object was made whose constructor was given, or not given, the TTL. */
  constructedAt(effects: Effects, effect: CacheEffect, run: FunctionReference): Site | undefined {
    const facts = this.evaluation.factsOf(run.file);
    const maker = facts?.classes[facts.functions[run.index]?.class ?? -1]?.constructorFunction;
    const [own] = maker === undefined ? [] : effects.through(run, effect.site);
    if (!own || maker === undefined) return undefined;
    const reference = { file: run.file, index: maker };
    const values = [...(own.ttl.kind === 'open' ? [own.ttl.value] : []), ...own.guards.filter(mentionsTtl)];
    const isItsOwn = (part: Value): boolean =>
      part.kind === 'parameter' && isSameFunction(part.function, reference);
    if (!values.some((value) => someValue(value, isItsOwn))) return undefined;
    return constructedAt(this.evaluation, this.graph, outermostSite(effect), reference);
  }

  private isKeyOpen(key: Value, reference: FunctionReference): boolean {
    if (key.kind === 'either') return key.values.some((value) => this.isKeyOpen(value, reference));
    if (key.kind !== 'text') return someValue(key, (part) => isGivenTo(this.evaluation, part, reference));
    return key.parts.some((part, position) => {
      if (typeof part === 'string') return false;
      const value = beforeDefault(part.value);
      return (
        isLeftToSubclasses(this.evaluation, value, reference) ||
        (isGivenTo(this.evaluation, value, reference) &&
          value.kind === 'parameter' &&
          this.receivesText(value.function, value.index, value.path, position === 0, 0))
      );
    });
  }

  /**
   * Whether some caller passes a text there that says more than an id would: any word where the key begins,
   * later on only a text with parts of its own.
   */
  private receivesText(
    reference: FunctionReference,
    index: number,
    path: readonly string[],
    isFirst: boolean,
    depth: number,
  ): boolean {
    const key = `${functionKey(reference)}:${index}:${path.join('.')}:${isFirst}`;
    const known = this.texts.get(key);
    if (known !== undefined || depth > 4) return known ?? false;
    this.texts.set(key, false);
    const receives = this.graph.callersOf(reference).some((caller) => {
      const argument = this.evaluation.argumentsOf(caller.frame, caller.call)[index];
      const value = path.reduce<Value | undefined>(
        (part, name) => (part?.kind === 'record' ? part.fields.get(name) : undefined),
        argument,
      );
      if (!value) return false;
      if (value.kind === 'parameter') {
        return this.receivesText(value.function, value.index, value.path, isFirst, depth + 1);
      }
      return patternsOf(value).some((pattern) => hasText(pattern) && saysMore(pattern, isFirst));
    });
    this.texts.set(key, receives);
    return receives;
  }
}

function saysMore(pattern: KeyPattern, isFirst: boolean): boolean {
  const isStructured = pattern.parts.some((part) => typeof part === 'string' && /[:/|]/.test(part));
  return isStructured || (isFirst && (pattern.parts.some(isHole) || isWord(pattern)));
}

/** A constant such as `user:all`; a number is an id. */
function isWord(pattern: KeyPattern): boolean {
  return pattern.parts.some((part) => typeof part === 'string' && /\p{L}{2}/u.test(part));
}
