/**
 * What a failed cache call does to the load beside it. In: a read of a cache that loads and fills it. Out: whether the
 * failure of the read, or of the write, ends the function although the value can be had without the cache.
 */
import { wordsOf } from '../../../../shared/src/words.js';
import type { CallFact, CallIndex, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { isWaitedFor, some } from '../calls/callFlow.js';
import type { CallGraph } from '../calls/callGraph.js';
import { calledName } from '../calls/callOrder.js';
import { wrappersOf } from '../calls/decoratedMethods.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { outermostSite, type Site } from '../calls/sites.js';
import { givesPromise, speaksRedis } from '../commands/commands.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import type { CacheAside } from './cacheAsides.js';
import { callsWithin } from './remoteCalls.js';

/**
 * escapes: it ends the function. kept: the function goes on, or loads the value another way. unknown: the client may
 * swallow it, nothing waits for it here, or the code does something that is not understood. lost: the function goes on, but what
 * was loaded is not given back.
 */
export type FailureOutcome = 'escapes' | 'kept' | 'unknown' | 'lost';

export interface CacheFailure {
  readonly read: FailureOutcome;
  readonly write: FailureOutcome;
  /** A `catch` answers the failure with nothing: an empty list, `null`. */
  readonly answersNothing: boolean;
}

/** Stores of cache-manager 5 and older that hand on what the client throws; from 6 on Keyv swallows it. */
const THROWING_STORES: readonly string[] = [
  'cache-manager-redis-store',
  'cache-manager-redis-yet',
  'cache-manager-ioredis',
  'cache-manager-ioredis-yet',
];

export class CacheFailures {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly graph: CallGraph,
  ) {}

  of(aside: CacheAside): CacheFailure {
    const read = this.outcome(aside, aside.read);
    const write = this.outcome(aside, aside.write);
    const site = outermostSite(read === 'escapes' ? aside.read : aside.write);
    const answersNothing = (read !== 'escapes' && write === 'lost') || this.answersNothing(aside, site);
    return { read, write, answersNothing };
  }

  private answersNothing({ function: reference }: CacheAside, site: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    if (facts && givesNothingOnFailure(facts, facts.calls[site.call])) return true;
    return this.graph
      .callersOf(reference)
      .some(({ frame, call }) => givesNothingOnFailure(frame.facts, frame.facts.calls[call]));
  }

  private outcome(aside: CacheAside, effect: CacheEffect): FailureOutcome {
    if ((!givesPromise(effect) && !isPromisified(effect)) || !this.throws(effect)) return 'unknown';
    const [, ...inner] = effect.chain;
    const outcomes = [
      ...inner.map((site) => this.outcomeInside(site)),
      this.outcomeBesideLoad(aside, effect),
    ];
    const ends = outcomes.find((outcome) => outcome !== 'escapes');
    if (ends) return ends;
    return this.isCaughtByCallers(aside) ? 'kept' : 'escapes';
  }

  /** Whether the client hands on that its server cannot be reached. */
  private throws({ client, site }: CacheEffect): boolean {
    if (speaksRedis(client) || client.library.rejects) return true;
    return (
      client.library.id === 'cache-manager' &&
      client.major < 6 &&
      !client.inMemory &&
      THROWING_STORES.some((name) => this.evaluation.linker.versionRange(site.file, name) !== undefined)
    );
  }

  /** Somebody who calls the function goes on without it. */
  private isCaughtByCallers({ function: reference }: CacheAside): boolean {
    return this.graph.callersOf(reference).some(({ frame, call, function: caller }) => {
      const fact = frame.facts.calls[call];
      if (!fact) return false;
      if (!isWaitedFor(fact)) return outcomeOfPromise(frame.facts, call) === 'kept';
      return openTries(frame.facts, fact).some((fork) => this.loadsAgain(caller, frame.facts, [call], fork));
    });
  }

  /** In a function between the one that loads and the library. */
  private outcomeInside({ file, call }: Site): FailureOutcome {
    const facts = this.evaluation.factsOf(file);
    const fact = facts?.calls[call];
    // What becomes of it in a callback, whoever calls that decides: `safely(() => redis.get(key))`.
    if (!facts || !fact || facts.functions[fact.function]?.inline) return 'unknown';
    if (this.isCaughtByDecorator({ file, index: fact.function })) return 'unknown';
    // A `catch` around a promise that is handed on never runs, which another rule says.
    if (fact.use === 'returned') return openTries(facts, fact).length > 0 ? 'unknown' : 'escapes';
    if (!isWaitedFor(fact)) return outcomeOfPromise(facts, call);
    return openTries(facts, fact).length > 0 ? 'kept' : 'escapes';
  }

  /** `@Fallback(null)`: what stands around the method catches something. */
  private isCaughtByDecorator(reference: FunctionReference): boolean {
    const frame = this.evaluation.symbolicFrame(reference);
    return (
      frame !== undefined &&
      wrappersOf(this.evaluation, frame).some(({ facts, fact }) =>
        fact.calls.some((call) => facts.calls[call]?.caught),
      )
    );
  }

  private outcomeBesideLoad(aside: CacheAside, effect: CacheEffect): FailureOutcome {
    const { file, index } = aside.function;
    const site = outermostSite(effect);
    const facts = this.evaluation.factsOf(file);
    const fact = facts?.calls[site.call];
    if (!facts || !fact || fact.function !== index) return 'unknown';
    if (!isWaitedFor(fact)) return outcomeOfPromise(facts, site.call);
    if (fact.branches.some(({ condition }) => condition && asksWhetherReady(facts, condition))) return 'kept';
    const loads = loadsOf(aside);
    if (effect === aside.write && this.losesLoaded(facts, fact, loads)) return 'lost';
    const isKept = openTries(facts, fact).some(
      (fork) =>
        !loads.every((load) => facts.calls[load]?.tries?.includes(fork)) ||
        this.loadsAgain(aside.function, facts, loads, fork),
    );
    return isKept ? 'kept' : 'escapes';
  }

  /** `try { await set(key, value); return value } catch (error) { log(error) }`, where the value was loaded before. */
  private losesLoaded(facts: FileFacts, write: CallFact, loads: readonly CallIndex[]): boolean {
    const { unanswered } = facts.functions[write.function] ?? {};
    return openTries(facts, write).some(
      (fork) =>
        unanswered?.includes(fork) &&
        loads.every((load) => !facts.calls[load]?.tries?.includes(fork)) &&
        !answersOtherwise(facts, write.function, fork),
    );
  }

  /** Whether the `catch` of a `try` asks the database, or calls what the `try` loads with. */
  private loadsAgain(
    reference: FunctionReference,
    facts: FileFacts,
    loads: readonly CallIndex[],
    fork: number,
  ): boolean {
    const names = new Set(loads.map((load) => calledName(facts, load)));
    const queries = new Set(
      this.effects.of(reference).flatMap(({ kind, order }) => (kind === 'database' ? [order] : [])),
    );
    return callsWithin(facts, reference.index).some(
      (call) =>
        facts.calls[call]?.branches.some((step) => step.fork === fork && step.arm === 'catch') &&
        (queries.has(call) || names.has(calledName(facts, call))),
    );
  }
}

/** `promisify(client.get)` of a client that takes callbacks: without one, whoever waits for it has a promise. */
function isPromisified({ client, arguments: given }: CacheEffect): boolean {
  return (
    client.library.id === 'redis' && client.major < 4 && !client.batch && given.at(-1)?.kind !== 'function'
  );
}

/** `get(key).catch(() => null)` */
function outcomeOfPromise(facts: FileFacts, call: CallIndex): FailureOutcome {
  const owner = facts.functions[facts.calls[call]?.function ?? 0];
  const isCaught = owner?.calls.some((other) => {
    const { callee } = facts.calls[other] ?? {};
    return (
      callee?.kind === 'member' &&
      callee.name === 'catch' &&
      some(facts, callee.object, (part) => part.kind === 'call' && part.call === call)
    );
  });
  return isCaught ? 'kept' : 'unknown';
}

/** The `try` blocks around a call that end a failure. */
function openTries(facts: FileFacts, { tries, function: owner }: CallFact): readonly number[] {
  const rethrows = facts.functions[owner]?.rethrows;
  return (tries ?? []).filter((fork) => !rethrows?.includes(fork));
}

/** `response.status(503).end()`, `next(error)` in the `catch`: it calls what the function was handed. */
function answersOtherwise(facts: FileFacts, owner: FunctionIndex, fork: number): boolean {
  return callsWithin(facts, owner).some((index) => {
    const call = facts.calls[index];
    if (!call?.branches.some((step) => step.fork === fork && step.arm === 'catch')) return false;
    return some(
      facts,
      call.callee,
      (part) => part.kind === 'name' && facts.bindings[part.binding]?.kind === 'parameter',
    );
  });
}

/** `catch { return []; }` around the call. */
function givesNothingOnFailure(facts: FileFacts, call: CallFact | undefined): boolean {
  const forks = call ? openTries(facts, call) : [];
  const returns = facts.functions[call?.function ?? 0]?.returns ?? [];
  return returns.some(
    ({ value, branches }) =>
      value !== undefined &&
      isNothing(value) &&
      branches.some(({ fork, arm }) => arm === 'catch' && forks.includes(fork)),
  );
}

function isNothing(value: Expression): boolean {
  if (value.kind === 'array') return value.items.length === 0;
  if (value.kind === 'object') return value.properties.length === 0 && value.spreads.length === 0;
  return value.kind === 'null' || value.kind === 'undefined' || (value.kind === 'boolean' && !value.value);
}

/** The calls in the function that get the value without the cache. */
function loadsOf({ queries, remote, given, awaited, write }: CacheAside): readonly CallIndex[] {
  const loads = [
    ...queries.map(({ order }) => order),
    ...[...remote, ...given, ...awaited].map(({ call }) => call),
  ];
  return loads.length > 0 ? loads : [write.order];
}

const READINESS = /ready|connected|available|healthy|^(status|isOpen)$|circuit/i;
const STATES = /^(up|down|alive|online|offline)$/i;

function asksWhetherReady(facts: FileFacts, condition: Expression): boolean {
  return some(
    facts,
    condition,
    (part) =>
      (part.kind === 'member' || part.kind === 'name') &&
      (READINESS.test(part.name) || wordsOf(part.name).some((word) => STATES.test(word))),
  );
}
