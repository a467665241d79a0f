/**
 * What a function does to caches and databases: its own calls, those of the callbacks it hands over, and
 * those of the functions it calls, with keys, TTLs and values as seen from this function.
 */

import { formatKeyPattern } from '../../../../shared/src/keyPattern.js';
import type { CallFact, CallIndex, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import type { CacheOperation } from '../../libraries/library.js';
import { argumentAt, type CommandCall, commandsOfCall } from '../commands/commandOfCall.js';
import {
  type DatabaseCall,
  type DatabaseOutcome,
  databaseOutcome,
  isOpenCall,
  rowOutcome,
} from '../databases/databaseCalls.js';
import { isPending, methodOf } from '../databases/databaseHandles.js';
import { Hooks } from '../databases/hooks.js';
import { forgottenResults, KEPT_RESULTS, keptQuery, keptResult } from '../databases/keptResults.js';
import { isOpenRequest, mayRequest } from '../databases/remoteRequests.js';
import { remoteCall } from '../databases/remoteResources.js';
import { flushedCalls } from '../databases/unitOfWork.js';
import { keyAsDeclared, ttlAsDeclared } from '../evaluation/annotations.js';
import { libraryBaseOf } from '../evaluation/baseClasses.js';
import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { FunctionTable } from '../evaluation/functionTable.js';
import { handedThrough } from '../evaluation/handedThrough.js';
import { patternsOf } from '../evaluation/patterns.js';
import { truthOf } from '../evaluation/truth.js';
import {
  type CacheClient,
  type FunctionReference,
  functionKey,
  isBound,
  type Rows,
  UNKNOWN,
  type Value,
} from '../evaluation/values.js';
import { onlyFills } from '../keys/fills.js';
import { keyOfCall, valueOfCall } from '../keys/keys.js';
import { globsOf } from '../keys/sweeps.js';
import { withSettledLives } from '../lifetimes/settledLives.js';
import { ttlOfCall } from '../lifetimes/ttl.js';
import { append } from '../lists.js';
import { functionOverElements } from './callbackArguments.js';
import type { CallGraph } from './callGraph.js';
import { wrappersOf } from './decoratedMethods.js';
import type { CacheEffect, Effect, EffectPlace } from './effect.js';
import { carriesEffects, dependsOnParameters, EFFECTIVE, isMade } from './effectValues.js';
import { eventsOf, mayEmit } from './events.js';
import { keptFunction } from './keptFunctions.js';
import { isSameSite, type Site, siteKey } from './sites.js';

const CONTINUATION = /^(then|catch|finally)$/;

/** Functions that call functions are followed this far; the stack must not end in generated code. */
const MAXIMUM_NESTING = 60;
const MAXIMUM_EFFECTS = 300;
const MAXIMUM_SPECIALISED_DEPTH = 5;
/** What one function does through deeply nested calls is cut off here; a wrapper needs a handful. */
const MAXIMUM_SPECIALISED_FRAMES = 60;

const EFFECTS_OF_WRAPPER = 4;

/** Before and behind all calls of a function. */
const FIRST = -1;
const LAST = Number.MAX_SAFE_INTEGER;
const DELETES = /^invalidate/;

const WRITES: ReadonlySet<CacheOperation> = new Set(['write', 'write-part']);

export class Effects {
  private readonly symbolic = new FunctionTable<readonly Effect[]>();
  /** Whether a function, as it stands, runs SQL or queries a table that only its caller knows. */
  private readonly open = new FunctionTable<boolean>();
  /** The same of the function under way, as far as it was followed. */
  private meetsOpenQuery = false;
  /** Whether the effects of a function depend on its parameters. */
  private readonly dependent = new Map<readonly Effect[], boolean>();
  private readonly sites = new Map<readonly Effect[], ReadonlyMap<string, readonly CacheEffect[]>>();
  private readonly keyTexts = new WeakMap<Value, string>();
  /** The functions whose calls are being followed. */
  private readonly underWay = new Set<string>();
  /** Calls that may still be followed with their arguments bound, in the function under way. */
  private budget = 0;
  /** The callbacks written in each function of a file. */
  private readonly callbacks = new Map<FileFacts, Map<FunctionIndex, readonly FunctionIndex[]>>();
  private nesting = 0;
  /** Methods whose decorators are being followed: these call the methods. */
  private readonly decorated = new Set<string>();
  private readonly hooks: Hooks;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {
    this.hooks = new Hooks(evaluation);
  }

  /** The effects of a function with its parameters unbound. */
  of(reference: FunctionReference): readonly Effect[] {
    const known = this.symbolic.get(reference);
    if (known) return known;
    if (!this.graph.mayHaveEffects(reference) || this.nesting >= MAXIMUM_NESTING) return [];
    // A recursive function has no effects of its own while they are being collected.
    this.symbolic.set(reference, []);
    const frame = this.evaluation.symbolicFrame(reference);
    const outer = this.budget;
    this.budget = MAXIMUM_SPECIALISED_FRAMES;
    this.nesting += 1;
    const asked = this.evaluation.asking;
    const isOuterOpen = this.meetsOpenQuery;
    this.evaluation.asking = reference.file;
    this.meetsOpenQuery = false;
    const key = functionKey(reference);
    this.underWay.add(key);
    const effects = frame ? this.inFrame(frame, 0) : [];
    this.underWay.delete(key);
    this.open.set(reference, this.meetsOpenQuery);
    this.meetsOpenQuery = isOuterOpen;
    this.evaluation.asking = asked;
    this.nesting -= 1;
    this.budget = outer;
    this.symbolic.set(reference, effects);
    return effects;
  }

  /** What a function does through one call of a library, wherever that stands, in order. */
  through(reference: FunctionReference, site: Site): readonly CacheEffect[] {
    const effects = this.of(reference);
    let sites = this.sites.get(effects);
    if (!sites) {
      sites = bySite(effects);
      this.sites.set(effects, sites);
    }
    return sites.get(siteKey(site)) ?? [];
  }

  /** What a function does that handles requests, and what it leaves to be done later, in the call it was made in. */
  ofHandler({ function: { index }, frame }: Extract<Value, { kind: 'function' }>): readonly Effect[] {
    const outer = this.budget;
    this.budget = MAXIMUM_SPECIALISED_FRAMES;
    const own = this.evaluation.nestedFrame(frame, index);
    const effects = own ? this.withNested(own) : [];
    this.budget = outer;
    return effects;
  }

  private withNested(frame: Frame): readonly Effect[] {
    const later = frame.facts.functions.flatMap(({ parent, inline }, index) => {
      const nested = parent === frame.function.index && !inline && this.evaluation.nestedFrame(frame, index);
      return nested ? this.withNested(nested) : [];
    });
    return [...this.inFrame(frame, 0), ...later];
  }

  private inFrame(frame: Frame, depth: number): readonly Effect[] {
    const effects: Effect[] = [];
    for (const [callFrame, index] of this.callsOf(frame)) {
      if (effects.length >= MAXIMUM_EFFECTS) {
        this.meetsOpenQuery = true;
        break;
      }
      const call = callFrame.facts.calls[index];
      // Most calls do nothing, so conditions are looked at last.
      if (!call || !this.mayMatter(callFrame, call)) continue;
      if (!this.evaluation.isReachable(callFrame, call.branches)) continue;
      effects.push(...this.ofCall(callFrame, index, call, depth));
    }
    if (frame.fact.decorators.length > 0) effects.push(...this.ofDecorators(frame, depth));
    return withSettledLives(this.unique(effects), (effect) => this.keyText(effect));
  }

  /** What the decorators of a method do to caches around it: before it, but for what they delete. */
  private ofDecorators(frame: Frame, depth: number): readonly CacheEffect[] {
    const key = functionKey(frame.function);
    if (this.decorated.has(key)) return [];
    this.decorated.add(key);
    const effects = wrappersOf(this.evaluation, frame)
      .flatMap((wrapper) => this.inFrame(wrapper, depth + 1))
      .filter((effect) => effect.kind === 'cache')
      .map((effect) => ({ ...effect, order: DELETES.test(effect.operation) ? LAST : FIRST, branches: [] }));
    this.decorated.delete(key);
    return effects;
  }

  /** The calls of a function and of the callbacks written inside its calls, in order of the text. */
  private callsOf(frame: Frame): readonly (readonly [Frame, CallIndex])[] {
    const calls: (readonly [Frame, CallIndex])[] = frame.fact.calls.map((index) => [frame, index] as const);
    for (const index of this.callbacksIn(frame)) {
      const nested = this.evaluation.nestedFrame(frame, index);
      if (nested) calls.push(...this.callsOf(nested));
    }
    return calls.sort(([, a], [, b]) => a - b);
  }

  private mayMatter(frame: Frame, call: CallFact): boolean {
    if (mayEmit(call)) return true;
    if (this.evaluation.idleCalls.isIdle(call)) return false;
    return this.mayHaveEffects(this.evaluation.evaluate(frame, call.callee));
  }

  /** False when calling the value can do nothing to a cache or a database, whatever it is given. */
  private mayHaveEffects(callee: Value): boolean {
    switch (callee.kind) {
      case 'function':
        return this.graph.mayHaveEffects(callee.function) || this.graph.callsWhatItIsGiven(callee.function);
      case 'either':
        return callee.values.some((value) => this.mayHaveEffects(value));
      case 'fallback':
        return this.mayHaveEffects(callee.value);
      default:
        return EFFECTIVE.has(callee.kind) || mayRequest(callee);
    }
  }

  private callbacksIn(frame: Frame): readonly FunctionIndex[] {
    let byParent = this.callbacks.get(frame.facts);
    if (!byParent) {
      byParent = new Map();
      for (const [index, fact] of frame.facts.functions.entries()) {
        if (fact.inline) byParent.set(fact.parent, [...(byParent.get(fact.parent) ?? []), index]);
      }
      this.callbacks.set(frame.facts, byParent);
    }
    return byParent.get(frame.function.index) ?? [];
  }

  private ofCall(frame: Frame, index: CallIndex, call: CallFact, depth: number): readonly Effect[] {
    const callee = this.evaluation.evaluate(frame, call.callee);
    const effects = this.ofCallee(frame, index, call, callee, depth);
    if (effects.length > 0) return effects;
    const over = functionOverElements(this.evaluation, frame, index, callee);
    if (over) return this.calleeEffects(frame, index, call, over.called, depth, [over.element]);
    return eventsOf(this.evaluation, frame, index).flatMap(({ event, payload }) =>
      this.graph
        .handlersOf(event)
        .flatMap((handler) => this.calleeEffects(frame, index, call, handler, depth, payload)),
    );
  }

  private ofCallee(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    callee: Value,
    depth: number,
  ): readonly Effect[] {
    switch (callee.kind) {
      case 'cacheMethod':
        return this.cacheEffect(frame, index, call, callee);
      case 'database':
      case 'databaseMethod':
        return this.databaseEffects(frame, index, call, callee, depth);
      case 'rows':
        return this.rowEffects(frame, index, call, callee.rows, depth);
      case 'function':
        return this.calleeEffects(frame, index, call, callee, depth);
      case 'either':
        return callee.values.flatMap((value) => this.ofCallee(frame, index, call, value, depth));
      case 'fallback':
        return this.ofCallee(frame, index, call, callee.value, depth);
      case 'method': {
        const effects = this.methodEffects(frame, index, call, callee, depth);
        return effects.length > 0 ? effects : this.requestEffects(frame, index, call, callee);
      }
      default:
        return this.requestEffects(frame, index, call, callee);
    }
  }

  /** `axios.put(url, product)`: what is written at another service. */
  private requestEffects(frame: Frame, index: CallIndex, call: CallFact, callee: Value): readonly Effect[] {
    if (!mayRequest(callee)) return [];
    const args = this.evaluation.argumentsOf(frame, index);
    this.meetsOpenQuery ||= isOpenRequest(callee, args);
    const written = remoteCall(callee, args, { file: frame.file, call: index });
    return written
      ? [{ kind: 'database', ...this.place(frame, index, call), call: written, rows: UNKNOWN }]
      : [];
  }

  private place(frame: Frame, index: CallIndex, call: CallFact): EffectPlace {
    const site = { file: frame.file, call: index };
    const guards = [...this.guardsBefore(frame), ...this.guardsOf(frame, call)];
    return { site, chain: [site], order: index, branches: call.branches, guards };
  }

  private guardsOf(frame: Frame, call: CallFact): readonly Value[] {
    return call.branches.flatMap((step) => {
      const value = step.condition && this.evaluation.evaluate(frame, step.condition);
      return value && truthOf(value) === 'unknown' ? [value] : [];
    });
  }

  /** What comes in a `then` goes on with the function around it: it is reached where that call is. */
  private guardsBefore({ fact, outer }: Frame): readonly Value[] {
    if (!outer || !fact.argumentOf) return [];
    const call = outer.facts.calls[fact.argumentOf.call];
    if (call?.callee.kind !== 'member' || !CONTINUATION.test(call.callee.name)) return [];
    return [...this.guardsBefore(outer), ...this.guardsOf(outer, call)];
  }

  private cacheEffect(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    callee: Extract<Value, { kind: 'cacheMethod' }>,
  ): readonly Effect[] {
    const given = this.evaluation.argumentsOf(frame, index);
    return commandsOfCall(callee, given).map((command) =>
      this.commandEffect(frame, index, call, callee.client, command),
    );
  }

  private commandEffect(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    client: CacheClient,
    command: CommandCall,
  ): CacheEffect {
    const { form, args } = command;
    const loader = form.loader === undefined ? undefined : argumentAt(form.loader, args);
    const kept = form.keepsCaller ? keptFunction(this.evaluation, frame) : undefined;
    const given =
      loader?.kind === 'function'
        ? this.evaluation.returned(loader, [], frame.calls)
        : valueOfCall(form, args);
    const tags = form.tags === undefined ? undefined : argumentAt(form.tags, args);
    const value = kept?.value ?? given;
    const key = kept?.key ?? keyAsDeclared(frame, keyOfCall(client, form, args));
    return {
      kind: 'cache',
      ...this.place(frame, index, call),
      operation: form.operation,
      command: command.name,
      client,
      form,
      key,
      ttl: kept ? { kind: 'unknown' } : ttlAsDeclared(frame, ttlOfCall(client, form, args)),
      arguments: args,
      use: call.use,
      caught: call.caught,
      temporary: false,
      fills: WRITES.has(form.operation) && onlyFills(this.evaluation, frame, call.branches, key),
      ...(value && { value }),
      ...(tags && { tags }),
      ...(command.script && { script: command.script }),
    };
  }

  private databaseEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    callee: Extract<Value, { kind: 'database' | 'databaseMethod' }>,
    depth: number,
  ): readonly Effect[] {
    const args = this.evaluation.argumentsOf(frame, index);
    this.meetsOpenQuery ||= isOpenCall(callee, args);
    const site = { file: frame.file, call: index };
    const outcome = databaseOutcome(this.evaluation, callee, args, call.construction, site);
    // A query that nobody waits for never runs; one with a callback does.
    const isDropped = call.use === 'floating' || call.use === 'discarded';
    if (isDropped && isPending(outcome.value) && args.every(({ kind }) => kind !== 'function')) return [];
    const flushed = callee.kind === 'databaseMethod' ? flushedCalls(this.evaluation, frame, index) : [];
    const calls = [...outcome.calls, ...flushed];
    const method = callee.kind === 'databaseMethod' ? methodOf(callee) : undefined;
    const forgotten = method && forgottenResults(method, args);
    return [
      ...this.outcomeEffects(frame, index, call, { ...outcome, calls }, depth),
      ...(forgotten ? [this.commandEffect(frame, index, call, KEPT_RESULTS, forgotten)] : []),
      ...(callee.kind === 'databaseMethod' ? this.queryEffects(frame, index, call, callee) : []),
    ];
  }

  /** What a method does that the project put on all queries: where one of those fills a cache, this keeps the rows. */
  private queryEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    callee: Extract<Value, { kind: 'databaseMethod' }>,
  ): readonly Effect[] {
    const { handle, name } = callee;
    const methods = this.evaluation.queryMethods.of(handle.library);
    if (methodOf(callee) || !methods.has(name)) return [];
    const fill = [...methods.values()]
      .flatMap((reference) => this.of(reference))
      .find((effect) => effect.kind === 'cache' && WRITES.has(effect.operation));
    const kept = fill?.kind === 'cache' ? keptQuery(callee, fill.client) : undefined;
    if (fill?.kind !== 'cache' || !kept) return [];
    const effect = this.commandEffect(frame, index, call, kept.client, kept.command);
    return [fill.ttl.kind === 'known' ? { ...effect, ttl: fill.ttl } : effect];
  }

  /** `user.save()` */
  private rowEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    rows: Rows,
    depth: number,
  ): readonly Effect[] {
    const args = this.evaluation.argumentsOf(frame, index);
    const outcome = rowOutcome(this.evaluation, rows, args, { file: frame.file, call: index });
    return outcome ? this.outcomeEffects(frame, index, call, outcome, depth) : [];
  }

  private outcomeEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    { calls, value }: DatabaseOutcome,
    depth: number,
  ): readonly Effect[] {
    return calls.flatMap((described): readonly Effect[] => [
      {
        kind: 'database',
        ...this.place(frame, index, call),
        // In a chain the call that runs it says less than the one that names what is done.
        site: described.site,
        chain: [described.site],
        call: described,
        rows: value,
      },
      ...this.keptEffects(frame, index, call, described, value),
      ...this.hookEffects(frame, index, call, described, depth),
    ]);
  }

  /** What the library keeps of the result by itself. */
  private keptEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    described: DatabaseCall,
    rows: Value,
  ): readonly Effect[] {
    const command = keptResult(described, rows);
    return command ? [this.commandEffect(frame, index, call, KEPT_RESULTS, command)] : [];
  }

  /** What hooks that run with a write do to caches; without the row they cannot know its key. */
  private hookEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    write: DatabaseCall,
    depth: number,
  ): readonly Effect[] {
    return this.hooks.runsWith(write).flatMap(({ handler, payload, blind }) => {
      const effects = this.calleeEffects(frame, index, call, handler, depth, payload);
      const known = blind ? this.of(handler.function).filter((effect) => !dependsOnParameters(effect)) : [];
      return effects
        .filter((effect) => !blind || known.some((other) => isSameSite(other.site, effect.site)))
        .map((effect) => ({ ...effect, hooked: true as const }));
    });
  }

  /** A method of a workspace class that inherits from a library's client. */
  private methodEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    callee: Extract<Value, { kind: 'method' }>,
    depth: number,
  ): readonly Effect[] {
    if (callee.object.kind === 'instance') {
      const base = libraryBaseOf(this.evaluation, callee.object);
      if (base) {
        return this.ofCallee(frame, index, call, memberOf(this.evaluation, frame, base, callee.name), depth);
      }
    }
    if (callee.object.kind !== 'function') return [];
    const handed = handedThrough(callee.name, this.evaluation.argumentsOf(frame, index));
    if (!handed) return [];
    const given = handed === 'unknown' ? [] : handed;
    return this.calleeEffects(frame, index, call, callee.object, depth, given);
  }

  private calleeEffects(
    frame: Frame,
    index: CallIndex,
    call: CallFact,
    callee: Extract<Value, { kind: 'function' }>,
    depth: number,
    payload?: readonly Value[],
  ): readonly Effect[] {
    if (!this.mayHaveEffects(callee)) return [];
    this.evaluation.links.add(this.evaluation.asking, callee.function.file);
    const args = () => payload ?? this.evaluation.argumentsOf(frame, index);
    const effects = this.effectsOfCallee(frame, args, callee, depth);
    if (effects.length === 0) return [];
    const place = this.place(frame, index, call);
    return effects.map((effect) => ({
      ...effect,
      chain: [place.site, ...effect.chain],
      order: place.order,
      branches: place.branches,
      guards: [...place.guards, ...effect.guards],
    }));
  }

  private effectsOfCallee(
    frame: Frame,
    args: () => readonly Value[],
    callee: Extract<Value, { kind: 'function' }>,
    depth: number,
  ): readonly Effect[] {
    const symbolic = this.of(callee.function);
    const key = functionKey(callee.function);
    // What a function does by calling itself says nothing that it does not say by itself.
    const inner = this.underWay.has(key) ? undefined : this.boundFrame(frame, args, callee, depth, symbolic);
    if (inner) {
      this.underWay.add(key);
      const effects = this.inFrame(inner, depth + 1);
      this.underWay.delete(key);
      return effects;
    }
    this.meetsOpenQuery ||= this.isOpen(callee.function);
    return symbolic;
  }

  /** The function called with its arguments; undefined where what it does is the same without, or has been followed far enough. */
  private boundFrame(
    frame: Frame,
    args: () => readonly Value[],
    callee: Extract<Value, { kind: 'function' }>,
    depth: number,
    symbolic: readonly Effect[],
  ): Frame | undefined {
    const isOpen = this.isOpen(callee.function);
    const runsGiven = isOpen || this.graph.callsMethodsOfWhatItIsGiven(callee.function);
    const bound = isBound(callee);
    const isDependent = this.isDependent(symbolic);
    const depends = runsGiven || (bound ? symbolic.length > 0 : isDependent);
    if (!depends || depth >= MAXIMUM_SPECIALISED_DEPTH) return undefined;
    // Small wrappers that are called here cost little, whatever was followed before them.
    const isWrapper = symbolic.length > 0 && symbolic.length <= EFFECTS_OF_WRAPPER;
    if (this.budget <= 0 && (!isWrapper || depth > 1)) return undefined;
    const given = args();
    // What such a wrapper calls itself is followed for keys and marks, not for what was made of something else.
    if (this.budget <= 0 && depth === 1 && given.some(isMade)) return undefined;
    this.budget -= 1;
    // It calls what it is given, and is given nothing that does anything.
    if (!bound && !isOpen && !isDependent && !given.some(carriesEffects)) return undefined;
    return this.evaluation.callFrame(callee.function, callee.frame, given, callee.self, frame.calls);
  }

  private isOpen(reference: FunctionReference): boolean {
    return this.graph.queriesWhatItIsGiven(reference) && this.open.get(reference) !== false;
  }

  private isDependent(effects: readonly Effect[]): boolean {
    const known = this.dependent.get(effects);
    if (known !== undefined) return known;
    const depends = effects.some(dependsOnParameters);
    this.dependent.set(effects, depends);
    return depends;
  }

  /** A callback may be reached both as a part of this function and through the function that calls it. */
  private unique(effects: readonly Effect[]): readonly Effect[] {
    if (effects.length < 2) return effects;
    const seen = new Set<string>();
    const direct = new Set(effects.flatMap(({ chain, site }) => (chain.length === 1 ? siteKey(site) : [])));
    return effects.filter((effect) => {
      const site = siteKey(effect.site);
      const key =
        effect.kind === 'cache'
          ? `${site}#${effect.command}#${this.keyText(effect)}#${DELETES.test(effect.operation) ? effect.order : ''}`
          : // What two calls of one function write are two things; so are deletes, of which one may come after the write.
            `${site}#${effect.call.entity.identity}#${direct.has(site) ? '' : effect.order}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  private keyText(effect: Effect): string {
    if (effect.kind !== 'cache') return '';
    if (effect.operation === 'scan') return (globsOf(effect) ?? []).map(formatKeyPattern).join('|');
    const known = this.keyTexts.get(effect.key);
    if (known !== undefined) return known;
    const text = patternsOf(effect.key).map(formatKeyPattern).join('|');
    this.keyTexts.set(effect.key, text);
    return text;
  }
}

function bySite(effects: readonly Effect[]): ReadonlyMap<string, readonly CacheEffect[]> {
  const found = new Map<string, CacheEffect[]>();
  for (const effect of effects) {
    if (effect.kind !== 'cache') continue;
    append(found, siteKey(effect.site), effect);
  }
  return found;
}
