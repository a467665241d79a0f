/** What single commands and the clients that send them do: connections, locks, waits, numbers. */
import type { CacheEffect } from '../calls/effect.js';
import { outermostSite, type Site } from '../calls/sites.js';
import { type UnreadStore, unreadStores } from '../commands/cacheModules.js';
import { type Connection, collectConnections, handlesRejections } from '../commands/connections.js';
import { type LongWait, waitWithoutServer } from '../commands/deadlines.js';
import { givenOptions } from '../commands/givenOptions.js';
import { isReleaseSkipped, isRenewal, type Release, releasesOfObject } from '../commands/lockSections.js';
import { type NumberChange, numberChange } from '../commands/numberChanges.js';
import { leavesOthersTaken } from '../commands/severalLocks.js';
import { type SwappedArguments, swappedArguments } from '../commands/swappedArguments.js';
import { type UnreadAddress, unreadAddresses } from '../commands/unreadAddresses.js';
import { unsentBatchOf } from '../commands/unsentBatches.js';
import { mayProlong, type NamedWait, namedWaits } from '../commands/waiting.js';
import type { FunctionReference } from '../evaluation/values.js';
import type { ModelParts } from './modelParts.js';

export class CommandQuestions {
  private knownConnections: readonly Connection[] | undefined;

  constructor(private readonly parts: ModelParts) {}

  /** Every client that the workspace makes itself. */
  get connections(): readonly Connection[] {
    this.knownConnections ??= collectConnections(this.parts.evaluation);
    return this.knownConnections;
  }

  /** Whether a lock of a function stays when something fails before the last of its releases. */
  isReleaseSkipped(
    { file, index }: FunctionReference,
    acquire: CacheEffect,
    releases: readonly Release[],
  ): boolean {
    const facts = this.parts.evaluation.factsOf(file);
    const effects = this.parts.effects.of({ file, index }).filter((effect) => effect.kind === 'cache');
    return facts !== undefined && isReleaseSkipped(facts, effects, acquire, releases);
  }

  /** Whether one of several locks that cannot be taken leaves those taken that were. */
  leavesOthersTaken(
    { file, index }: FunctionReference,
    acquire: CacheEffect,
    releases: readonly Release[],
  ): boolean {
    const facts = this.parts.evaluation.factsOf(file);
    return facts !== undefined && leavesOthersTaken(facts, index, acquire.order, releases);
  }

  /** The call that makes the batch in which a command waits, where nothing ever sends it. */
  unsentBatchOf({ file, call }: Site): Site | undefined {
    const facts = this.parts.evaluation.factsOf(file);
    const batch = facts && unsentBatchOf(facts, call);
    return batch === undefined ? undefined : { file, call: batch };
  }

  /** The calls that give back a lock which is an object: `lock.release()`. */
  releasesOfObject({ file }: FunctionReference, acquire: CacheEffect): readonly Release[] {
    const facts = this.parts.evaluation.factsOf(file);
    return facts ? releasesOfObject(facts, acquire.order) : [];
  }

  /** Whether a write only goes on with what a read of the same function found to be its own. */
  isRenewal({ file }: FunctionReference, read: CacheEffect, write: CacheEffect): boolean {
    const facts = this.parts.evaluation.factsOf(file);
    return facts !== undefined && isRenewal(facts, read, write);
  }

  /** What a write adds to the number that a call of the same file has read. */
  numberChange(write: Site, read: CacheEffect): NumberChange | undefined {
    const facts = this.parts.evaluation.factsOf(write.file);
    const { file, call } = outermostSite(read);
    const givesText = read.client.library.givesText === true && read.chain.length === 1;
    return facts && write.file === file ? numberChange(facts, write.call, call, givesText) : undefined;
  }

  /** Clients in memory that hold what has expired until somebody asks for it. */
  hoardingClients(): readonly Connection[] {
    return this.connections.filter(({ client, site }) => {
      if (client.library.id !== 'lru-cache' || client.bounded) return false;
      const options = givenOptions(this.parts.evaluation, site);
      // Up to version 6 it holds any number of entries where it is not told otherwise.
      if (options && client.major < 7) return !options.has('max');
      return options?.has('ttl') === true && !options.has('ttlAutopurge');
    });
  }

  /** The longest time that a call under a lock is allowed to take, as it is written there; nothing prolongs the lock. */
  longestWait(owner: FunctionReference, from: number, to: number): NamedWait | undefined {
    const frame = this.parts.evaluation.symbolicFrame(owner);
    const calls = frame?.fact.calls.filter((call) => call > from && call < to) ?? [];
    if (!frame || mayProlong(frame.facts, calls)) return undefined;
    const waits = namedWaits(this.parts.evaluation, frame, calls);
    return [...waits].sort((a, b) => b.milliseconds - a.milliseconds)[0];
  }

  /** How long commands of a client wait for a server that is away, where nothing ends them sooner. */
  waitWithoutServer(connection: Connection): LongWait | undefined {
    return waitWithoutServer(this.parts.evaluation, connection);
  }

  /** Whether something listens for promises that were rejected and that nobody handled. */
  handlesRejections(): boolean {
    return handlesRejections(this.parts.evaluation);
  }

  /** Caches that are given the address of a server, which this version of them does not read. */
  unreadAddresses(): readonly UnreadAddress[] {
    return unreadAddresses(this.parts.evaluation);
  }

  /** Modules that are given a store which they do not look at. */
  unreadStores(): readonly UnreadStore[] {
    return unreadStores(this.parts.evaluation);
  }

  /** Where a command takes the expiry and the value, if each stands in the place of the other. */
  swappedArguments(effect: CacheEffect): SwappedArguments | undefined {
    const facts = this.parts.evaluation.factsOf(effect.site.file);
    return facts && swappedArguments(facts, effect);
  }
}
