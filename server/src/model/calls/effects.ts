/**
 * What does a function do to caches and databases? In: a function. Out: what its own calls do, those of the callbacks it hands over,
 * and those of the functions it calls, in order, with keys, TTLs and values as seen from this function.
 */
import type { CallIndex, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { libraryBaseOf } from '../evaluation/baseClasses.js';
import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { FunctionTable } from '../evaluation/functionTable.js';
import { handedThrough } from '../evaluation/handedThrough.js';
import { type FunctionReference, functionKey, type Value } from '../evaluation/values.js';
import { withSettledLives } from '../lifetimes/settledLives.js';
import { append } from '../lists.js';
import { OncePerFile } from '../oncePerFile.js';
import { functionOverElements } from './callbackArguments.js';
import type { CallGraph } from './callGraph.js';
import { commandEffects } from './commandEffects.js';
import { DatabaseEffects } from './databaseEffects.js';
import { wrappersOf } from './decoratedMethods.js';
import { DELETES, DistinctEffects } from './distinctEffects.js';
import type { CacheEffect, Effect } from './effect.js';
import { mayDoSomething } from './effectiveCalls.js';
import { type MetCall, placeOf, withoutForks } from './effectPlaces.js';
import { eventsOf, mayEmit } from './emissions.js';
import { FollowedCalls } from './followedCalls.js';
import { functionBehindPromise, handsHandler } from './promiseHandlers.js';
import { type Site, siteKey } from './sites.js';

const MAXIMUM_EFFECTS = 300;

/** Before and behind all calls of a function. */
const FIRST = -1;
const LAST = Number.MAX_SAFE_INTEGER;

export class Effects {
  private readonly symbolic = new FunctionTable<readonly Effect[]>();
  private readonly sites = new Map<readonly Effect[], ReadonlyMap<string, readonly CacheEffect[]>>();
  /** The callbacks written in each function of a file. */
  private readonly callbacks = new OncePerFile(callbacksByParent);
  /** Methods whose decorators are being followed: these call the methods. */
  private readonly decorated = new Set<string>();
  private readonly ofHandlers = new WeakMap<Value, readonly Effect[]>();
  private readonly distinct = new DistinctEffects();
  private readonly followed: FollowedCalls;
  private readonly database: DatabaseEffects;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {
    this.followed = new FollowedCalls(evaluation, graph);
    this.database = new DatabaseEffects(evaluation, {
      of: (reference) => this.of(reference),
      ofFunction: (met, callee, payload) => this.ofFunction(met, callee, payload),
      meetOpenQuery: () => this.followed.meetOpenQuery(),
    });
  }

  /** The effects of a function with its parameters unbound. */
  of(reference: FunctionReference): readonly Effect[] {
    const known = this.symbolic.get(reference);
    if (known) return known;
    if (!this.graph.mayHaveEffects(reference) || this.followed.isTooDeep()) return [];
    // A recursive function has no effects of its own while they are being collected.
    this.symbolic.set(reference, []);
    const frame = this.evaluation.symbolicFrame(reference);
    const effects = this.followed.asItStands(reference, () => (frame ? this.inFrame(frame, 0) : []));
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
  ofHandler(handler: Extract<Value, { kind: 'function' }>): readonly Effect[] {
    const known = this.ofHandlers.get(handler);
    if (known) return known;
    const effects = this.followed.withOwnBudget(() => {
      const own = this.evaluation.nestedFrame(handler.frame, handler.function.index);
      return own ? this.withNested(own) : [];
    });
    this.ofHandlers.set(handler, effects);
    return effects;
  }

  /** What a method does for an object of a class that extends its own. */
  ofMethodFor(reference: FunctionReference, self: Value): readonly Effect[] {
    const general = this.evaluation.symbolicFrame(reference);
    if (!general) return [];
    const frame = { ...general, self, values: new Map(), bindings: new Map(), general, sharesSelf: false };
    return this.followed.withOwnBudget(() => this.inFrame(frame, 0));
  }

  private withNested(frame: Frame): readonly Effect[] {
    return [...this.inFrame(frame, 0), ...this.leftIn(frame)];
  }

  /** What functions do that are made in a frame, or in a callback that runs in it, and called later. */
  private leftIn(frame: Frame): readonly Effect[] {
    return frame.facts.functions.flatMap(({ parent, inline }, index) => {
      const nested = parent === frame.function.index && this.evaluation.nestedFrame(frame, index);
      if (!nested) return [];
      return inline ? this.leftIn(nested) : this.withNested(nested);
    });
  }

  private inFrame(frame: Frame, depth: number): readonly Effect[] {
    const effects: Effect[] = [];
    for (const [callFrame, index] of this.callsOf(frame)) {
      if (effects.length >= MAXIMUM_EFFECTS) {
        this.followed.meetOpenQuery();
        break;
      }
      const call = callFrame.facts.calls[index];
      if (!call) continue;
      const met = { frame: callFrame, index, call, depth };
      // Most calls do nothing, so conditions are looked at last.
      if (!this.mayMatter(met) || !this.evaluation.isReachable(callFrame, call.branches)) continue;
      effects.push(...this.ofCall(met));
    }
    if (frame.fact.decorators.length > 0) effects.push(...this.ofDecorators(frame, depth));
    return withSettledLives(this.distinct.among(effects), (effect) => this.distinct.keyText(effect));
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

  private callbacksIn(frame: Frame): readonly FunctionIndex[] {
    return this.callbacks.of(frame.facts).get(frame.function.index) ?? [];
  }

  private mayMatter({ frame, call }: MetCall): boolean {
    if (mayEmit(frame.facts, call) || handsHandler(call)) return true;
    if (this.evaluation.idleCalls.isIdle(call)) return false;
    return mayDoSomething(this.graph, this.evaluation.evaluate(frame, call.callee));
  }

  private ofCall(met: MetCall): readonly Effect[] {
    const { frame, index, call } = met;
    const callee = this.evaluation.evaluate(frame, call.callee);
    const effects = this.ofCallee(met, callee);
    // What adds to a stream sends a message as well.
    // A dispatcher of the project may note in the database what it sends, and hands it on by what it is.
    if (effects.length > 0)
      return callee.kind === 'cacheMethod' || effects.every(({ kind }) => kind === 'database')
        ? [...effects, ...this.ofEvents(met)]
        : effects;
    const over =
      functionOverElements(this.evaluation, frame, index, callee) ??
      functionBehindPromise(this.evaluation, frame, index);
    if (over) return this.ofFunction(met, over.called, [over.element]);
    return this.ofEvents(met);
  }

  private ofEvents(met: MetCall): readonly Effect[] {
    return eventsOf(this.evaluation, met.frame, met.index).flatMap(({ event, payload }) =>
      this.graph.handlersOf(event).flatMap((handler) => this.ofFunction(met, handler, payload)),
    );
  }

  private ofCallee(met: MetCall, callee: Value): readonly Effect[] {
    switch (callee.kind) {
      case 'cacheMethod':
        return commandEffects(this.evaluation, met, callee);
      case 'database':
      case 'databaseMethod':
        return this.database.ofCall(met, callee);
      case 'rows':
        return this.database.ofRows(met, callee.rows);
      case 'function':
        return this.ofFunction(met, callee);
      case 'either':
        return callee.values.flatMap((value) => this.ofCallee(met, value));
      case 'fallback':
        return this.ofCallee(met, callee.value);
      case 'method': {
        const effects = this.ofMethod(met, callee);
        return effects.length > 0 ? effects : this.database.ofRequest(met, callee);
      }
      default:
        return this.database.ofRequest(met, callee);
    }
  }

  /** A method of a workspace class that inherits from a library's client; `call` and `apply` of a function. */
  private ofMethod(met: MetCall, callee: Extract<Value, { kind: 'method' }>): readonly Effect[] {
    const { frame, index } = met;
    if (callee.object.kind === 'instance') {
      const base = libraryBaseOf(this.evaluation, callee.object);
      if (base) return this.ofCallee(met, memberOf(this.evaluation, frame, base, callee.name));
    }
    if (callee.object.kind !== 'function') return [];
    const handed = handedThrough(callee.name, this.evaluation.argumentsOf(frame, index));
    return handed ? this.ofFunction(met, callee.object, handed === 'unknown' ? [] : handed) : [];
  }

  /** What a function of the workspace does, given the arguments of the call or, where something else calls it, `payload`. */
  private ofFunction(
    met: MetCall,
    callee: Extract<Value, { kind: 'function' }>,
    payload?: readonly Value[],
  ): readonly Effect[] {
    if (!mayDoSomething(this.graph, callee)) return [];
    const { frame, index, depth } = met;
    this.evaluation.links.add(this.evaluation.asking, callee.function.file);
    const args = () => payload ?? this.evaluation.argumentsOf(frame, index);
    const whole = this.followed.effectsOf(
      { frame, callee, args, depth },
      this.of(callee.function),
      (inner, innerDepth) => this.inFrame(inner, innerDepth),
    );
    // A decorator that calls the method it stands around calls it without what it adds itself.
    const isOriginal = this.decorated.has(functionKey(callee.function));
    const effects = isOriginal ? whole.filter(({ order }) => order !== FIRST && order !== LAST) : whole;
    if (effects.length === 0) return [];
    const place = placeOf(this.evaluation, met);
    return effects.map((effect) => ({
      ...effect,
      chain: [place.site, ...effect.chain],
      order: place.order,
      branches: place.branches,
      guards: [...place.guards, ...withoutForks(effect.guards)],
    }));
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

function callbacksByParent({ functions }: FileFacts): ReadonlyMap<FunctionIndex, readonly FunctionIndex[]> {
  const found = new Map<FunctionIndex, FunctionIndex[]>();
  for (const [index, fact] of functions.entries()) if (fact.inline) append(found, fact.parent, index);
  return found;
}
