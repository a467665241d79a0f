/**
 * Reads of a cache that load and fill it when there is nothing: where the miss is decided, what is loaded, and
 * whether something keeps many callers from loading it at the same time. In: effects and facts of every function.
 */

import { hasText, unify } from '../../../../shared/src/keyPattern.js';
import type { CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { decides, holdsResult } from '../calls/callFlow.js';
import type { CacheEffect, DatabaseEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { type Site, siteKey } from '../calls/sites.js';
import { setsOnlyIfAbsent } from '../commands/commands.js';
import { isLoaded } from '../databases/entities.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import {
  type FunctionReference,
  isParameterOf,
  isSameParameter,
  partsOf,
  type Value,
} from '../evaluation/values.js';
import { append } from '../lists.js';
import { callsWithin, type RemoteCalls } from './remoteCalls.js';

export interface CacheAside {
  readonly function: FunctionReference;
  readonly read: CacheEffect;
  readonly write: CacheEffect;
  /** The calls in this function that read and write; they may go through others. */
  readonly readSite: Site;
  readonly writeSite: Site;
  /** Database reads between the two whose rows reach the cache. */
  readonly queries: readonly DatabaseEffect[];
  /** Calls between the two that ask another service. */
  readonly remote: readonly Site[];
  /** Calls of what the caller handed in to load with. */
  readonly given: readonly Site[];
  /** Calls between the two that are waited for, whatever they do. */
  readonly awaited: readonly Site[];
}

export class CacheAsides {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly remoteCalls: RemoteCalls,
  ) {}

  /** Of all functions, each where its read and its write come together, and not again in what calls that. */
  all(references: readonly FunctionReference[]): readonly CacheAside[] {
    const found = new Map<string, CacheAside[]>();
    for (const aside of references.flatMap((reference) => this.of(reference))) {
      append(found, siteKey(aside.write.site), aside);
    }
    return [...found.values()].flatMap((asides) =>
      asides.filter(({ write }) => !asides.some((other) => isBelow(other.write, write))),
    );
  }

  private of(reference: FunctionReference): readonly CacheAside[] {
    const all = this.effects.of(reference);
    const reads = all.filter(isRead);
    const facts = this.evaluation.factsOf(reference.file);
    if (reads.length === 0 || !facts) return [];
    const found = new Map<string, CacheAside>();
    const fills = all.filter(isFill).filter((write) => !isClaimedBefore(all, write));
    for (const write of fills.sort(expiringFirst)) {
      const read = reads.find((candidate) => this.leadsTo(facts, candidate, write));
      const key = read && `${read.order}#${write.order}`;
      if (!read || key === undefined || found.has(key)) continue;
      const aside = this.describe(facts, reference, all, read, write);
      if (isLoading(aside) && !isMadeBetween(all, aside)) found.set(key, aside);
    }
    return [...found.values()];
  }

  private leadsTo(facts: FileFacts, read: CacheEffect, write: CacheEffect): boolean {
    if (read.order === write.order || !sharesKey(read, write)) return false;
    const answersCallback = read.chain.length === 1 && read.arguments.at(-1)?.kind === 'function';
    return answersCallback || (read.order < write.order && decides(facts, read.order));
  }

  private describe(
    facts: FileFacts,
    reference: FunctionReference,
    all: readonly Effect[],
    read: CacheEffect,
    write: CacheEffect,
  ): CacheAside {
    const from = read.order < write.order ? read.order : -1;
    const calls = callsWithin(facts, reference.index).filter(
      (call) => call > from && call <= write.order && reaches(facts, call, write),
    );
    const queries = all.filter(
      (effect): effect is DatabaseEffect =>
        effect.kind === 'database' && effect.call.operation === 'read' && calls.includes(effect.order),
    );
    const sites = calls.map((call): Site => ({ file: reference.file, call }));
    return {
      function: reference,
      read,
      write,
      readSite: { file: reference.file, call: read.order },
      writeSite: { file: reference.file, call: write.order },
      queries,
      remote: sites.filter((site) => this.remoteCalls.isRemote(site)),
      given: sites.filter((site) => this.isGiven(reference, site.call)),
      awaited: sites.filter(({ call }) => facts.calls[call]?.use === 'awaited' && call !== write.order),
    };
  }

  private isGiven(reference: FunctionReference, call: CallIndex): boolean {
    const fact = this.evaluation.factsOf(reference.file)?.calls[call];
    const frame = fact && this.evaluation.symbolicFrame({ file: reference.file, index: fact.function });
    const callee = fact && frame && this.evaluation.evaluate(frame, fact.callee);
    return callee !== undefined && isParameterOf(callee, reference);
  }
}

function isRead(effect: Effect): effect is CacheEffect {
  return effect.kind === 'cache' && effect.operation === 'read' && !effect.client.batch;
}

function isFill(effect: Effect): effect is CacheEffect {
  if (effect.kind !== 'cache' || effect.script || !effect.value) return false;
  if (effect.operation !== 'write' && effect.operation !== 'write-part') return false;
  return !setsOnlyIfAbsent(effect) && isFresh(effect.value, 0);
}

/** The key itself says who does the work, and later what came of it: what it holds cannot be had without it. */
function isClaimedBefore(effects: readonly Effect[], write: CacheEffect): boolean {
  return effects.some(
    (other) =>
      other.kind === 'cache' &&
      other.order < write.order &&
      setsOnlyIfAbsent(other) &&
      sharesKey(other, write),
  );
}

/** What another service gives is not always understood as a value. */
function isLoading({ write, queries, remote }: CacheAside): boolean {
  return queries.length > 0 || remote.length > 0 || (write.value !== undefined && isLoaded(write.value));
}

/** Nothing is loaded: what stands under the key says what was made for it, which must not be made once more. */
function isMadeBetween(effects: readonly Effect[], { queries, remote, read, write }: CacheAside): boolean {
  return (
    queries.length + remote.length === 0 &&
    effects.some(
      (effect) =>
        effect.kind === 'database' &&
        effect.call.operation === 'insert' &&
        effect.order > read.order &&
        effect.order < write.order,
    )
  );
}

/** Of several ways to write the same, the one that sets an expiry says more. */
function expiringFirst(a: CacheEffect, b: CacheEffect): number {
  return Number(a.ttl.kind === 'none') - Number(b.ttl.kind === 'none');
}

const MAXIMUM_DEPTH = 20;

/** It can be something other than what the cache gave, or made of that. */
function isFresh(value: Value, depth: number): boolean {
  if (depth > MAXIMUM_DEPTH) return true;
  switch (value.kind) {
    case 'cached':
      return value.listed === true;
    case 'either':
      return value.values.some((part) => isFresh(part, depth + 1));
    case 'fallback':
      return isFresh(value.value, depth + 1) || isFresh(value.otherwise, depth + 1);
    default:
      return partsOf(value).every((part) => isFresh(part, depth + 1));
  }
}

/** Keys of which nothing is known are the same only when they are one parameter. */
function sharesKey(a: CacheEffect, b: CacheEffect): boolean {
  const others = patternsOf(b.key);
  return patternsOf(a.key).some((pattern) =>
    others.some((other) =>
      hasText(pattern) && hasText(other) ? unify(pattern, other) : endsAlike(a.key, b.key),
    ),
  );
}

/** With the same parameter, whatever prefix stands before it. */
function endsAlike(a: Value, b: Value): boolean {
  const [left, right] = [a, b]
    .map((key) => (key.kind === 'text' ? partsOf(key) : [key]))
    .map((parts) => parts.at(-1));
  return left !== undefined && right !== undefined && isSameParameter(left, right);
}

/** The same write of the same keys, seen from a function nearer to it. */
function isBelow(a: CacheEffect, b: CacheEffect): boolean {
  return a.chain.length < b.chain.length && sharesKey(a, b);
}

/** What the call gives is written, or it stands in a callback, or the writing call makes it itself. */
function reaches(facts: FileFacts, call: CallIndex, write: CacheEffect): boolean {
  if (call === write.order) return true;
  const fact = facts.calls[write.order];
  if (facts.calls[call]?.function !== fact?.function) return true;
  return fact?.arguments.some((argument) => holdsResult(facts, argument, call)) === true;
}
