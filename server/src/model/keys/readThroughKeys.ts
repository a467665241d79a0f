/**
 * Which keys are filled where they are missing? In: what each function does to caches, in order. Out: the patterns that some
 * function reads and then fills with something it loaded, itself or through calls.
 */
import {
  formatKeyPattern,
  hasText,
  type KeyPattern,
  toGlob,
  toRegExp,
  unify,
} from '../../../../shared/src/keyPattern.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import { commandName } from '../commands/commands.js';
import { isLoaded } from '../databases/entities.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import {
  type FunctionReference,
  isParameterOf,
  isSameFunction,
  someValue,
  type Value,
} from '../evaluation/values.js';
import { isBodySentBehind } from '../requests/keptBodies.js';
import { conditionsBehind } from './conditionsBehind.js';
import { functionsAroundPatch, isAnswerOfHandler } from './patchedResponses.js';
import { exitsOf, stopsOnAnswer, usesAnswer } from './usedAnswers.js';

const READS_MANY = /^(mget|getmany|json\.mget)$/;

/** Patterns that some function reads and then fills with something it loaded, itself or through calls. */
export class ReadThroughKeys {
  private readonly globs = new Set<string>();
  /** Whether a read and a write of one wrapper are a look for a copy and its fill, by their places. */
  private readonly wrappers = new Map<string, boolean>();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly effectsOf: (reference: FunctionReference) => readonly Effect[],
  ) {}

  add(reference: FunctionReference): void {
    const effects = this.effectsOf(reference);
    this.addFills(reference, effects);
    this.addResponses(reference, effects);
  }

  /** Middleware answers with what is kept, and keeps what a handler sends: `res.send = (body) => …`. */
  private addResponses(reference: FunctionReference, effects: readonly Effect[]): void {
    const isOfHandler = (part: Value): boolean =>
      isAnswerOfHandler(this.evaluation, part) || isBodySentBehind(this.evaluation, part, reference);
    const isGiven = (part: Value): boolean => isParameterOf(part, reference) || isOfHandler(part);
    const kept = effects.filter(isWriteOfValue).filter(({ value }) => someValue(value, isGiven));
    if (kept.length === 0) return;
    const around = functionsAroundPatch(this.evaluation, reference).flatMap((outer) => this.effectsOf(outer));
    for (const { key, value } of kept) {
      // What runs during the call belongs to the function that looked for a copy.
      const reads = (someValue(value, isOfHandler) ? [...around, ...effects] : around).filter(isRead);
      for (const pattern of patternsOf(key)) {
        if (reads.some((read) => touches(read, pattern))) this.globs.add(toGlob(pattern));
      }
    }
  }

  /** `effects` of one function, in order. */
  private addFills(reference: FunctionReference, effects: readonly Effect[]): void {
    const reads = effects.filter(isRead);
    if (reads.length === 0) return;
    let exits: readonly Value[] | undefined;
    const knownExits = () => {
      exits ??= exitsOf(this.evaluation, reference);
      return exits;
    };
    // A variable that is loaded where the answer is empty holds what was loaded when it is written there.
    const noExits = (): readonly Value[] => [];
    for (const effect of effects) {
      if (!isWriteOfValue(effect)) continue;
      const isFresh = isLoadedApart(effect.value) || isOneOfAnswers(effect, effects);
      if (!isFresh && !partsWritten(effect.value).flatMap(alternativesOf).some(isLoadedApart)) continue;
      const exits = isFresh ? knownExits : noExits;
      for (const pattern of patternsOf(effect.key)) {
        const isMissing = (read: CacheEffect): boolean =>
          comesFirst(read, effect) &&
          touches(read, pattern) &&
          (answersCallback(read) ||
            ((fillsGap(reference, effect, pattern, exits) ||
              this.fillsGapsOfMany(reference, read, effect, pattern)) &&
              this.looksForCopy(reference, pattern)) ||
            this.isFilledBelow(reference, read, effect));
        if (reads.some(isMissing)) {
          this.globs.add(toGlob(pattern));
        }
      }
    }
  }

  /** What is put together for the keys that have no copy: `mset(loaded)`, where those were loaded that `mget` did not give. */
  private fillsGapsOfMany(
    reference: FunctionReference,
    read: CacheEffect,
    write: CacheEffect,
    pattern: KeyPattern,
  ): boolean {
    if (!READS_MANY.test(commandName(read)) || !write.value || !isLoadedApart(write.value)) return false;
    return conditionsBehind(this.evaluation, reference.file, write.order).some((value) =>
      someValue(value, (part) => isAnswerFor(reference, part, pattern)),
    );
  }

  /** Whether a wrapper reads and fills in one: it knows what it does with the answer, and its caller what is loaded. */
  private isFilledBelow(reference: FunctionReference, read: CacheEffect, write: CacheEffect): boolean {
    if (read.chain.length < 2 || write.chain.length !== read.chain.length) return false;
    const wrapper = functionOfCall(this.evaluation, write.site);
    const other = functionOfCall(this.evaluation, read.site);
    if (!wrapper || !other || !isSameFunction(wrapper, other) || isSameFunction(wrapper, reference))
      return false;
    const key = `${siteKey(read.site)}#${siteKey(write.site)}`;
    const known = this.wrappers.get(key) ?? this.fillsItself(wrapper, read.site, write.site);
    this.wrappers.set(key, known);
    return known;
  }

  private fillsItself(wrapper: FunctionReference, read: Site, write: Site): boolean {
    const own = this.effectsOf(wrapper).filter((effect) => effect.kind === 'cache');
    const asked = own.find((effect) => effect.chain.length === 1 && isSameSite(effect.site, read));
    const filled = own.find((effect) => effect.chain.length === 1 && isSameSite(effect.site, write));
    if (!asked || !filled) return false;
    const exits = () => exitsOf(this.evaluation, wrapper);
    return patternsOf(filled.key).some(
      (pattern) => fillsGap(wrapper, filled, pattern, exits) && this.looksForCopy(wrapper, pattern),
    );
  }

  private looksForCopy(reference: FunctionReference, pattern: KeyPattern): boolean {
    const isAnswer = (part: Value): boolean => isAnswerFor(reference, part, pattern);
    return (
      usesAnswer(this.evaluation, reference, isAnswer) && !stopsOnAnswer(this.evaluation, reference, isAnswer)
    );
  }

  has(pattern: KeyPattern): boolean {
    return this.globs.has(toGlob(pattern));
  }
}

/**
 * A read that answers through a callback stands around what is done with the answer. One script that reads and
 * writes a key changes what only stands there.
 */
function comesFirst(read: CacheEffect, write: CacheEffect): boolean {
  if (read.script && isSameSite(read.site, write.site)) return false;
  return read.order <= write.order || answersCallback(read);
}

/** Callbacks stand around what depends on the answer. */
function answersCallback(read: CacheEffect): boolean {
  return read.arguments.at(-1)?.kind === 'function';
}

/** Whether the value of the key is asked for, if only besides something else. */
export function looksUp({ operation, form }: CacheEffect): boolean {
  return operation === 'read' || form.alsoReads === true;
}

function isRead(effect: Effect): effect is CacheEffect {
  return effect.kind === 'cache' && looksUp(effect);
}

/** A write that can fill a gap, if what it writes came from elsewhere. */
function isWriteOfValue(effect: Effect): effect is CacheEffect & { readonly value: Value } {
  if (effect.kind !== 'cache') return false;
  const { operation, value } = effect;
  if ((operation !== 'write' && operation !== 'write-part') || !value) return false;
  // What only changes members that are there fills nothing.
  if (effect.arguments.slice(1, 2).some(isXx)) return false;
  // What is compared before it is written, and collections that only change in one go, are kept nowhere else.
  return !effect.script || (!effect.script.comparesFirst && operation === 'write');
}

/** What was loaded decides which constant is written: `if (row) set(key, '1') … else set(key, '0')`. */
export function decidingIn({ value, guards }: CacheEffect): readonly Value[] {
  return value?.kind === 'constant' ? guards.map((guard) => guard.value).filter(isLoadedApart) : [];
}

/** One constant alone is a mark of something that was done. */
function isOneOfAnswers(effect: CacheEffect, effects: readonly Effect[]): boolean {
  if (decidingIn(effect).length === 0) return false;
  const patterns = patternsOf(effect.key);
  return effects.some(
    (other) =>
      isWriteOfValue(other) &&
      other.value.kind === 'constant' &&
      effect.value?.kind === 'constant' &&
      other.value.value !== effect.value.value &&
      patternsOf(other.key).some((one) => patterns.some((pattern) => unify(one, pattern))),
  );
}

/** Something that came from elsewhere and not from the cached value itself. */
function isLoadedApart(value: Value): boolean {
  return isLoaded(value) && !someValue(value, (part) => part.kind === 'cached' && !part.listed);
}

/** What a variable is given in different places. */
export function alternativesOf(value: Value): readonly Value[] {
  if (value.kind === 'either' && !value.test) return value.values.flatMap(alternativesOf);
  return [value];
}

/** A document or a field of a hash is given with others that are written together. */
function partsWritten(value: Value): readonly Value[] {
  return value.kind === 'array' ? value.items : [value];
}

/** Where `ZADD key XX …` has it. */
function isXx(value: Value): boolean {
  return value.kind === 'constant' && String(value.value).toUpperCase() === 'XX';
}

/** Whether the write depends on what the read gave; otherwise it is made for a reason of its own. */
function fillsGap(
  reference: FunctionReference,
  write: CacheEffect,
  pattern: KeyPattern,
  exits: () => readonly Value[],
): boolean {
  const isAnswer = (part: Value): boolean => isAnswerFor(reference, part, pattern);
  const asks = (values: readonly Value[]): boolean => values.some((value) => someValue(value, isAnswer));
  return asks(write.guards.map(({ value }) => value)) || asks(exits());
}

/** What a wrapper answers names the key by the wrapper's parameter, which may be any text behind the wrapper's own. */
function isAnswerFor(reference: FunctionReference, part: Value, pattern: KeyPattern): boolean {
  if (part.kind !== 'cached') return false;
  const isOfWrapper = someValue(
    part.key,
    (inner) => inner.kind === 'parameter' && !isSameFunction(inner.function, reference),
  );
  return patternsOf(part.key).some(
    (other) =>
      !hasText(other) ||
      unify(other, pattern) ||
      (isOfWrapper && toRegExp(other).test(formatKeyPattern(pattern))),
  );
}

function touches(read: CacheEffect, pattern: KeyPattern): boolean {
  return patternsOf(read.key).some((other) => unify(other, pattern));
}
