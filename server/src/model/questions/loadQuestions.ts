/** Reads of a cache that load and fill it, and what is in what they keep. */
import type { TypeReference } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';
import { type Site, siteKey } from '../calls/sites.js';
import { setsOnlyIfAbsent } from '../commands/commands.js';
import { isLoaded } from '../databases/entities.js';
import type { FunctionReference } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { answeredMembers } from '../loads/answeredMembers.js';
import { type CacheAside, CacheAsides } from '../loads/cacheAsides.js';
import { type CacheFailure, CacheFailures } from '../loads/cacheFailures.js';
import { failureKeptBy, type KeptFailure } from '../loads/failureValues.js';
import { collectHeldChanges, type HeldChange } from '../loads/heldChanges.js';
import {
  askedTypeOf,
  declaredTypeOf,
  type FalsyType,
  falsyTypeIn,
  falsyTypeOf,
  type HitTest,
  heldTypeOf,
  hitTestsOf,
  isGeneric,
} from '../loads/hitTests.js';
import { collectKeptPromises, type KeptPromise } from '../loads/keptPromises.js';
import { collectLostTypes, type LostType } from '../loads/lostTypes.js';
import { collectMemoryCaches, type MemoryCache } from '../loads/memoryCaches.js';
import { lockWithoutRecheck } from '../loads/rechecks.js';
import { RemoteCalls } from '../loads/remoteCalls.js';
import { type ObjectAsText, objectStoredAsText } from '../loads/textOfObjects.js';
import { givesPairs } from '../loads/textOfPairs.js';
import type { CodePlaces } from './codePlaces.js';
import type { ModelParts } from './modelParts.js';

export class LoadQuestions {
  private asides: readonly CacheAside[] | undefined;
  private remote: RemoteCalls | undefined;

  constructor(
    private readonly parts: ModelParts,
    private readonly code: CodePlaces,
  ) {}

  /** Reads of a cache that load and fill it when there is nothing. */
  cacheAsides(): readonly CacheAside[] {
    if (!this.asides) {
      const finder = new CacheAsides(this.parts.evaluation, this.parts.effects, this.remoteCalls());
      this.asides = finder.all(this.parts.functions);
    }
    return this.asides;
  }

  /** What is given to a write as an object, where the client makes a text of it. */
  objectStoredAsText(write: CacheEffect): ObjectAsText | undefined {
    return objectStoredAsText(this.parts.evaluation, write);
  }

  /** Whether keys and values are given in pairs, of which the client makes texts. */
  givesPairs(write: CacheEffect): boolean {
    return givesPairs(this.parts.evaluation, write);
  }

  private remoteCalls(): RemoteCalls {
    this.remote ??= new RemoteCalls(this.parts.evaluation);
    return this.remote;
  }

  /** What the code says an answer of another service has, which is cached whole. */
  answeredMembers({ effect }: KeyUse): readonly string[] {
    return answeredMembers(this.parts.evaluation, this.remoteCalls(), effect);
  }

  /** What the failure of the cache does to a load, and to the filling of the cache with it. */
  failureOf(aside: CacheAside): CacheFailure {
    return new CacheFailures(this.parts.evaluation, this.parts.effects, this.parts.graph).of(aside);
  }

  /** The call that waits for a lock after the cache was found empty, where nobody looks again. */
  lockWithoutRecheck(aside: CacheAside): Site | undefined {
    const { file } = aside.function;
    const facts = this.parts.evaluation.factsOf(file);
    const acquires = this.parts.effects
      .of(aside.function)
      .flatMap((effect) =>
        effect.kind === 'cache' && effect.chain.length === 1 && setsOnlyIfAbsent(effect)
          ? [effect.site.call]
          : [],
      );
    const call = facts && lockWithoutRecheck(facts, aside, new Set(acquires));
    return call === undefined ? undefined : { file, call };
  }

  /** Maps and objects of modules that are used as caches and only ever grow. */
  memoryCaches(): readonly MemoryCache[] {
    return collectMemoryCaches(this.parts.evaluation);
  }

  /** Promises that maps and objects of modules keep even when they are rejected. */
  keptPromises(): readonly KeptPromise[] {
    return collectKeptPromises(this.parts.evaluation);
  }

  /** Where an object that a cache in memory holds is changed by who reads it. */
  heldChanges(): readonly HeldChange[] {
    const filled = new Set(this.parts.functions.flatMap((reference) => this.filledOnMiss(reference)));
    return filled.size > 0
      ? collectHeldChanges(this.parts.evaluation, (site) => filled.has(siteKey(site)))
      : [];
  }

  /** The caches in memory that a function reads and fills with something loaded. */
  private filledOnMiss(reference: FunctionReference): readonly string[] {
    const held = this.parts.effects.of(reference).flatMap((effect) => {
      const { givesStored, origin } = effect.kind === 'cache' ? effect.client : {};
      return effect.kind === 'cache' && givesStored && origin ? [{ effect, key: siteKey(origin) }] : [];
    });
    const read = new Set(held.flatMap(({ effect, key }) => (effect.operation === 'read' ? [key] : [])));
    return held.flatMap(({ effect: { operation, value }, key }) =>
      operation === 'write' && value && isLoaded(value) && read.has(key) ? [key] : [],
    );
  }

  /** Where cached values are used as what JSON does not keep. */
  lostTypes(): readonly LostType[] {
    return collectLostTypes(this.parts.evaluation);
  }

  /** Where what is kept stands for a load that failed. */
  failureKeptBy(effect: CacheEffect, owner: FunctionReference): KeptFailure | undefined {
    return failureKeptBy(this.parts.evaluation, effect, owner);
  }

  /** The tests for truth that tell whether a read found something. */
  hitTestsOf(site: Site): readonly HitTest[] {
    const facts = this.parts.evaluation.factsOf(site.file);
    return facts ? hitTestsOf(facts, site.call) : [];
  }

  /** The type that a read is declared to give, where it has falsy values. */
  declaredFalsyType(site: Site): FalsyType | undefined {
    const facts = this.parts.evaluation.factsOf(site.file);
    return (
      facts && (declaredTypeOf(facts, site.call) ?? heldTypeOf(facts, site.call, this.returnTypeOf(site)))
    );
  }

  /** What the function that a call calls is declared to give. */
  private returnTypeOf({ file, call }: Site): TypeReference | undefined {
    const { evaluation } = this.parts;
    const fact = evaluation.factsOf(file)?.calls[call];
    const frame = fact && evaluation.symbolicFrame({ file, index: fact.function });
    const callee = frame && evaluation.evaluate(frame, fact.callee);
    if (callee?.kind !== 'function') return undefined;
    return evaluation.factsOf(callee.function.file)?.functions[callee.function.index]?.returnType;
  }

  /** The type of the values of a cache, as its construction says: `new LRUCache<string, number>()`. */
  falsyTypeOfCache({ client: { origin } }: CacheEffect): FalsyType | undefined {
    const made = origin && this.parts.evaluation.factsOf(origin.file)?.calls[origin.call];
    const [first, second] = made?.typeArguments ?? [];
    return falsyTypeIn(second ?? first);
  }

  /** The type of what a write stores, by the text of its argument, where it has falsy values. */
  storedFalsyType({ site, chain, form, arguments: given }: CacheEffect): FalsyType | undefined {
    const facts = this.parts.evaluation.factsOf(site.file);
    const call = facts?.calls[site.call];
    if (!facts || !call || chain.length > 1 || typeof form.value !== 'number') return undefined;
    const value = call.arguments.length === given.length ? call.arguments[form.value] : undefined;
    return value && falsyTypeOf(facts, value);
  }

  /** The type that callers give for the type parameter that a read, or the function around it, is declared with. */
  falsyTypeOfCallers(site: Site): FalsyType | undefined {
    const facts = this.parts.evaluation.factsOf(site.file);
    if (!facts || !isGeneric(facts, site.call)) return undefined;
    const callers = this.parts.graph.callersOf(this.code.functionOf(site));
    const types = callers.map(({ frame, call }) => askedTypeOf(frame.facts, call));
    return types.find((type) => type !== undefined);
  }
}
