/**
 * What of a cache operation is left for the callers of its function to decide? In: the operation as the function makes
 * it. Out: whether its key or its TTL is something that the function is given, and where the object was made that was
 * given it.
 */

import type { KeyPattern } from '../../../../shared/src/keyPattern.js';
import { hasText, isHole } from '../../../../shared/src/keyPattern.js';
import type { ClassIndex } from '../../facts/fileFacts.js';
import { functionsAround } from '../../facts/functionNesting.js';
import { argumentsFor } from '../calls/callerArguments.js';
import type { Caller, CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { constructedAt } from '../calls/madeFunctions.js';
import { outermostSite, type Site } from '../calls/sites.js';
import { MAXIMUM_HEIGHT } from '../evaluation/baseClasses.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import {
  type FunctionReference,
  functionKey,
  isSameFunction,
  type Parameter,
  someValue,
  type Value,
} from '../evaluation/values.js';
import { isTestFile } from '../testFiles.js';

/** Words that say a value is a length of time. */
const TTL_WORDS = /ttl|expir|life(?!cycle)|second|minute|hour|\bms\b|milli|duration|lifetime|max_?age|time/i;

/**
 * Whether a value is something that a function is given: by its caller, by that of a function around it, or by who made
 * the object that it is a method of.
 */
export function isGivenTo(evaluation: Evaluation, value: Value, { file, index }: FunctionReference): boolean {
  if (value.kind !== 'parameter' || value.function.file !== file) return false;
  const facts = evaluation.factsOf(file);
  if (!facts) return false;
  return functionsAround(facts, index).some((current) => {
    const owner = facts.functions[current]?.class;
    const maker = owner === undefined ? undefined : facts.classes[owner]?.constructorFunction;
    return value.function.index === current || value.function.index === maker;
  });
}

/** `abstract readonly prefix: string`: which keys a method is about is known in the classes that inherit it. */
function isLeftToSubclasses(
  evaluation: Evaluation,
  value: Value,
  { file, index }: FunctionReference,
): boolean {
  if (value.kind !== 'derived' || value.from.length > 0 || value.name === undefined) return false;
  const facts = evaluation.factsOf(file);
  const owner = facts?.functions[index]?.class;
  const name = facts?.classes[owner ?? -1]?.name;
  if (owner === undefined || name === undefined || !isFieldOpen(evaluation, file, owner, value.name))
    return false;
  return evaluation.implementations.of(file, name).length > 0;
}

/** Whether a class, or the one it extends, only declares a field. */
function isFieldOpen(
  evaluation: Evaluation,
  file: string,
  index: ClassIndex,
  name: string,
  height = 0,
): boolean {
  const fact = evaluation.factsOf(file)?.classes[index];
  const field = fact?.fields.find((candidate) => candidate.name === name);
  if (field) return !field.initializer && field.parameter === undefined;
  const frame = fact?.extends && height < MAXIMUM_HEIGHT ? evaluation.moduleFrame(file) : undefined;
  const base = frame && fact?.extends ? evaluation.evaluate(frame, fact.extends) : undefined;
  return base?.kind === 'class' && isFieldOpen(evaluation, base.file, base.index, name, height + 1);
}

export function mentionsTtl(value: Value): boolean {
  return someValue(
    value,
    (part) => part.kind === 'parameter' && TTL_WORDS.test(part.path.at(-1) ?? part.name),
  );
}

/** `options.prefix || 'store'`: what the caller may give. */
function beforeDefault(value: Value): Value {
  return value.kind === 'fallback' ? beforeDefault(value.value) : value;
}

/** One of the keys that a function is given: `…keys`, of which each is put behind a prefix. */
function beforeElement(value: Value): Value {
  const [list, ...others] = value.kind === 'derived' && value.name === 'element' ? value.from : [];
  return list?.kind === 'parameter' && others.length === 0 ? list : value;
}

/** A parameter may be handed on so often. */
const MAXIMUM_FORWARDS = 4;

/** What of an effect is left for the callers of its function to decide. */
export class Openness {
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
    const isOpen = this.isKeyOpen(effect, effect.key, reference) || this.isTtlOpen(effect, reference);
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
        ({ value }) =>
          mentionsTtl(value) && someValue(value, (part) => isGivenTo(this.evaluation, part, reference)),
      )
    );
  }

  /** What is cached is what a function gives that the caller hands over: `cachedBook(id, () => db.books.find(id))`. */
  isLoaderGiven({ value }: CacheEffect, { file, index }: FunctionReference): boolean {
    if (value === undefined) return false;
    const facts = this.evaluation.factsOf(file);
    const isCalled = (parameter: number): boolean =>
      facts?.functions[index]?.parameters[parameter]?.bindings.some((binding) =>
        facts.calls.some(({ callee }) => callee.kind === 'name' && callee.binding === binding),
      ) === true;
    return someValue(
      value,
      (part) =>
        part.kind === 'parameter' &&
        isSameFunction(part.function, { file, index }) &&
        part.path.length === 0 &&
        isCalled(part.index),
    );
  }

  /** Where the object was made whose constructor was given, or not given, the TTL. */
  constructedAt(effects: Effects, effect: CacheEffect, run: FunctionReference): Site | undefined {
    const facts = this.evaluation.factsOf(run.file);
    const maker = facts?.classes[facts.functions[run.index]?.class ?? -1]?.constructorFunction;
    const [own] = maker === undefined ? [] : effects.through(run, effect.site);
    if (!own || maker === undefined) return undefined;
    const reference = { file: run.file, index: maker };
    const asked = own.guards.map(({ value }) => value).filter(mentionsTtl);
    const values = [...(own.ttl.kind === 'open' ? [own.ttl.value] : []), ...asked];
    const isItsOwn = (part: Value): boolean =>
      part.kind === 'parameter' && isSameFunction(part.function, reference);
    if (!values.some((value) => someValue(value, isItsOwn))) return undefined;
    return constructedAt(this.evaluation, this.graph, outermostSite(effect), reference);
  }

  private isKeyOpen(effect: CacheEffect, key: Value, reference: FunctionReference): boolean {
    if (key.kind === 'either') return key.values.some((value) => this.isKeyOpen(effect, value, reference));
    if (key.kind !== 'text') return someValue(key, (part) => isGivenTo(this.evaluation, part, reference));
    const first = key.parts.findIndex((part) => typeof part !== 'string');
    return key.parts.some((part, position) => {
      if (typeof part === 'string') return false;
      const value = beforeElement(beforeDefault(part.value));
      return (
        isLeftToSubclasses(this.evaluation, value, reference) ||
        (isGivenTo(this.evaluation, value, reference) &&
          value.kind === 'parameter' &&
          (this.receivesText(value.function, value.index, value.path, position === 0, 0) ||
            (position === first &&
              (key.parts.slice(position + 1).some((other) => typeof other !== 'string') ||
                this.isValueGiven(effect, reference)) &&
              this.isKind(value))))
      );
    });
  }

  /** Other keys hold other things, where callers say what is cached as well. */
  private isValueGiven({ value }: CacheEffect, reference: FunctionReference): boolean {
    return value !== undefined && someValue(value, (part) => isGivenTo(this.evaluation, part, reference));
  }

  /** `app:${kind}:${id}`: whether all callers write out the first thing behind the name of the application. */
  private isKind(parameter: Parameter, depth = 0): boolean {
    const given = argumentsFor(this.evaluation, this.graph, parameter, (file) => !isTestFile(file));
    return (
      depth < MAXIMUM_FORWARDS &&
      given.length > 0 &&
      given.every((value) =>
        value.kind === 'parameter'
          ? this.isKind(value, depth + 1)
          : value.kind === 'constant' && typeof value.value === 'string',
      )
    );
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
    if (known !== undefined || depth > MAXIMUM_FORWARDS) return known ?? false;
    this.texts.set(key, false);
    const receives = this.graph.callersOf(reference).some((caller) => {
      return this.givenBy(caller, reference, index).some((argument) => {
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
    });
    this.texts.set(key, receives);
    return receives;
  }

  /** What a caller passes for a parameter; of a list, each of its elements. */
  private givenBy(
    { frame, call }: Caller,
    { file, index: owner }: FunctionReference,
    index: number,
  ): readonly Value[] {
    const given = this.evaluation.argumentsOf(frame, call);
    const isRest = this.evaluation.factsOf(file)?.functions[owner]?.parameters[index]?.rest;
    const values = isRest ? given.slice(index) : given.slice(index, index + 1);
    return values.flatMap((value) => (value.kind === 'array' ? value.items : [value]));
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
