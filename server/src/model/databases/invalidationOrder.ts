/**
 * When the copy of a row is deleted, compared with the write that makes it stale. In: the effects of every
 * function. Out: deletes that come too early, or at the same time, with nothing that repairs it afterwards.
 */
import { hasText, unify } from '../../../../shared/src/keyPattern.js';
import type { CallGraph } from '../calls/callGraph.js';
import { type CallOrder, CallOrders } from '../calls/callOrder.js';
import type { CacheEffect, DatabaseEffect, Effect } from '../calls/effect.js';
import { areExclusive } from '../calls/effectPlaces.js';
import type { Effects } from '../calls/effects.js';
import { eventsOf } from '../calls/emissions.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { type FunctionReference, functionKey } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import { affectedEntity } from './affectedEntity.js';
import { isChangedLater } from './changesBeside.js';
import { bumpsVersion, CHANGES } from './copyChanges.js';
import { changesCount } from './countedRows.js';
import { isCopyOfOwner } from './ownerCopies.js';
import { isPutOff, transactionAround } from './transactions.js';

export interface EarlyInvalidation {
  /** transaction: before the commit. before: ahead of the write. races: at the same time as the write. */
  readonly fault: 'transaction' | 'before' | 'races';
  readonly function: FunctionReference;
  readonly invalidation: CacheEffect;
  readonly write: DatabaseEffect;
  readonly group: KeyGroup;
  /** The call in this function that deletes; it may go through others. */
  readonly site: Site;
  /** The call in this function that writes. */
  readonly writeSite: Site;
  /** The call that runs the transaction, or begins it. */
  readonly transaction?: Site;
  /** The call after which everything is committed. */
  readonly commit?: Site;
  /** Both are members of one `Promise.all`. */
  readonly gathered: boolean;
}

/** What is called there writes such rows itself, and deletes for that: `await rename(id); await recolour(id)`. */
function isOfWriteBelow(
  { site, group }: Pick<EarlyInvalidation, 'site' | 'group'>,
  all: readonly Effect[],
): boolean {
  return all
    .filter(isWrite)
    .some(
      (effect) =>
        effect.chain[0] !== undefined &&
        isSameSite(effect.chain[0], site) &&
        affectedEntity({ effect }, group) !== undefined,
    );
}

type Pair = Pick<EarlyInvalidation, 'function' | 'invalidation' | 'write' | 'group'>;

export class InvalidationOrder {
  private readonly orders = new CallOrders();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly graph: CallGraph,
  ) {}

  /** Deletes of a function that come too early for one of its writes; one for each call that deletes. */
  faultsOf(reference: FunctionReference, groups: readonly KeyGroup[]): readonly EarlyInvalidation[] {
    const all = this.effects.of(reference);
    const writes = firstOfEach(all.filter(isWrite));
    const invalidations = all.filter(isInvalidation).filter((effect) => this.isDirect(effect));
    if (writes.length === 0 || invalidations.length === 0) return [];
    const found = new Map<string, EarlyInvalidation>();
    for (const invalidation of invalidations) {
      // Keys of which nothing is known touch nothing for sure.
      const patterns = patternsOf(invalidation.key).filter(hasText);
      const touched = groups.filter((group) => patterns.some((pattern) => unify(pattern, group.pattern)));
      const fault = touched.flatMap((group) =>
        writes.flatMap((write) => this.judge(reference, all, group, invalidation, write) ?? []),
      )[0];
      const key = fault && siteKey(fault.site);
      if (fault && key !== undefined && !found.has(key)) found.set(key, fault);
    }
    return [...found.values()];
  }

  /** Whether nothing waits for the promise of a call; what an event sets off is not its emitter's to wait for. */
  isInListOfList({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    return facts !== undefined && this.orders.isInListOfList(facts, call);
  }

  isDropped(site: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    return facts !== undefined && this.orders.isDropped(facts, site.call) && !this.emits(site);
  }

  /** Reached by calls; who listens to an event may hear of it late, and a hook comes with its own write. */
  private isDirect(effect: CacheEffect): boolean {
    if (effect.hooked) return false;
    return effect.chain.slice(0, -1).every((site) => !this.emits(site));
  }

  private emits({ file, call }: Site): boolean {
    const index = this.evaluation.factsOf(file)?.calls[call]?.function ?? 0;
    const frame = this.evaluation.symbolicFrame({ file, index });
    const callee = frame?.facts.calls[call]?.callee;
    if (!frame || !callee) return false;
    const called = this.evaluation.evaluate(frame, callee);
    if (called.kind === 'function' && called.postponed) return true;
    return eventsOf(this.evaluation, frame, call).length > 0;
  }

  private judge(
    reference: FunctionReference,
    all: readonly Effect[],
    group: KeyGroup,
    invalidation: CacheEffect,
    write: DatabaseEffect,
  ): EarlyInvalidation | undefined {
    if (!this.concerns(group, invalidation, write)) return undefined;
    if (areExclusive(invalidation.branches, write.branches) || isInCatch(invalidation)) return undefined;
    const [site, writeSite] = [invalidation.chain[0], write.chain[0]];
    if (!site || !writeSite) return undefined;
    if (isPutOff(this.evaluation, site)) return undefined;
    const common = { function: reference, invalidation, write, group, site, writeSite };
    const transaction = this.sharedTransaction(site, writeSite);
    if (transaction) {
      const isRepaired = this.changesAfter(common, all, [transaction.end]);
      return isRepaired
        ? undefined
        : {
            ...common,
            fault: 'transaction',
            transaction: transaction.start,
            commit: transaction.end,
            gathered: false,
          };
    }
    // What one call does on its own is a matter of the function it calls.
    if (site.call === writeSite.call) return undefined;
    const order = this.compare(invalidation.chain, write.chain);
    // What is over when it returns needs nobody to wait for it.
    if (write.call.library.synchronous && site.call > writeSite.call) return undefined;
    const fault = faultOf(order, site, writeSite);
    if (!fault || this.changesAfter(common, all, write.chain)) return undefined;
    // Of several deletes before one write the last one is what has to be moved.
    if (fault === 'before' && (isOfWriteBelow(common, all) || this.isDeletedAgain(common, all)))
      return undefined;
    return { ...common, fault, gathered: order === 'together' };
  }

  /** Whether what is deleted is stale after the write. */
  private concerns(group: KeyGroup, invalidation: CacheEffect, write: DatabaseEffect): boolean {
    const entity = affectedEntity({ effect: write }, group);
    if (!entity) return changesCount(write.call, group);
    // Of rows that only come along it is not known that the copy that is deleted holds these.
    return !entity.along || isCopyOfOwner(this.evaluation, group, invalidation, write);
  }

  /** Whether the copy is deleted once more before the write, in this function or in the one that writes. */
  private isDeletedAgain({ invalidation, write, group }: Pair, all: readonly Effect[]): boolean {
    return all
      .filter(isInvalidation)
      .some(
        (effect) =>
          effect !== invalidation &&
          changesCopy(effect, group) &&
          this.compare(invalidation.chain, effect.chain) === 'before' &&
          this.compare(effect.chain, write.chain) === 'before' &&
          !areExclusive(effect.branches, write.branches),
      );
  }

  private sharedTransaction(site: Site, writeSite: Site): ReturnType<typeof transactionAround> {
    const transaction = transactionAround(this.evaluation, site);
    const other = transaction && transactionAround(this.evaluation, writeSite);
    return other && other.start.call === transaction.start.call ? transaction : undefined;
  }

  /** Whether the copy is changed again after a call, here or in every caller. */
  private changesAfter(pair: Pair, all: readonly Effect[], chain: readonly Site[]): boolean {
    const { function: reference, invalidation, write, group } = pair;
    const changes = all.filter(
      (effect): effect is CacheEffect => changesCopy(effect, group) && effect !== invalidation,
    );
    const isAfter = (effect: CacheEffect, calls: readonly Site[]): boolean => {
      const order = this.compare(calls, effect.chain);
      return order === 'before' || order === 'unknown';
    };
    if (
      changes.some(
        (effect) =>
          (effect.client.batch && effect.chain.length === 1) ||
          (!areExclusive(effect.branches, write.branches) && isAfter(effect, chain)),
      )
    ) {
      return true;
    }
    // The second of two deletes around a write is often left to a timer, which outlasts the write.
    if (isChangedLater(this.evaluation, this.effects, reference, group)) return true;
    const callers = this.graph
      .callersOf(reference)
      .filter((caller) => functionKey(caller.function) !== functionKey(reference));
    const changedByAll = callers.every((caller) => {
      const call = [{ file: caller.frame.file, call: caller.call }];
      const branches = caller.frame.facts.calls[caller.call]?.branches ?? [];
      return this.effects
        .of(caller.function)
        .some(
          (effect) =>
            changesCopy(effect, group) &&
            !isThrough(effect, call) &&
            !areExclusive(effect.branches, branches) &&
            isAfter(effect, call),
        );
    });
    return callers.length > 0 && changedByAll;
  }

  /** Compares the calls by which two effects come about, where they part. */
  private compare(a: readonly Site[], b: readonly Site[]): CallOrder {
    const depth = a.findIndex((site, index) => site.file !== b[index]?.file || site.call !== b[index]?.call);
    const [left, right] = [a[depth], b[depth]];
    const facts = left && this.evaluation.factsOf(left.file);
    if (!left || !right || !facts || left.file !== right.file || !this.isOneFunction(left, right)) {
      return 'unknown';
    }
    return this.orders.compare(facts, left.call, right.call);
  }

  private isOneFunction(a: Site, b: Site): boolean {
    const [left, right] = [functionOfCall(this.evaluation, a), functionOfCall(this.evaluation, b)];
    return left !== undefined && right !== undefined && functionKey(left) === functionKey(right);
  }
}

/** One method of a repository may make several writes, of which each is one; what one call makes more than once is one. */
function firstOfEach(writes: readonly DatabaseEffect[]): readonly DatabaseEffect[] {
  const keyOf = ({ site, chain: [outermost = site], call }: DatabaseEffect): string =>
    `${siteKey(outermost)}#${siteKey(site)}#${call.entity.identity}`;
  return [...new Map(writes.toReversed().map((write) => [keyOf(write), write])).values()].toReversed();
}

function isWrite(effect: Effect): effect is DatabaseEffect {
  return effect.kind === 'database' && effect.call.operation !== 'read' && !effect.call.library.remote;
}

/** What comes about by the call itself was compared inside it. */
function isThrough(effect: CacheEffect, call: readonly Site[]): boolean {
  return call.every((site, index) => {
    const other = effect.chain[index];
    return other !== undefined && isSameSite(other, site);
  });
}

/** A delete of its own; what stands in a pipeline is sent with it, which a function that is called does by itself. */
function isInvalidation(effect: Effect): effect is CacheEffect {
  if (effect.kind !== 'cache' || (effect.client.batch && effect.chain.length === 1)) return false;
  return effect.operation === 'invalidate' || effect.operation === 'invalidate-part';
}

function changesCopy(effect: Effect, group: KeyGroup): effect is CacheEffect {
  if (effect.kind !== 'cache') return false;
  if (effect.operation === 'invalidate-all' || bumpsVersion(effect, group)) return true;
  return (
    CHANGES.has(effect.operation) && patternsOf(effect.key).some((pattern) => unify(pattern, group.pattern))
  );
}

function isInCatch(effect: Effect): boolean {
  return effect.branches.some((step) => step.arm === 'catch');
}

function faultOf(order: CallOrder, site: Site, writeSite: Site): 'before' | 'races' | undefined {
  if (order === 'before') return 'before';
  if (order === 'together') return 'races';
  // A delete that nothing waits for is still sent first.
  return order === 'unawaited' ? (site.call < writeSite.call ? 'before' : 'races') : undefined;
}
