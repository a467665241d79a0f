/**
 * A permission, role, session or token that is cached longer than a revocation may take. Data counts as
 * authority by its name and by being read where something is allowed or refused.
 */

import { formatDuration } from '../../../shared/src/duration.js';
import type { RelatedLocation } from '../../../shared/src/finding.js';
import { hasText, isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, outermostSite, siteKey } from '../model/calls/sites.js';
import { isParameterOf, walkValue } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import { append } from '../model/lists.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { leftByRevocations } from './auth-cache-without-revocation.js';
import { holdsAuthority, isAlwaysInvalidated, isCopyOfRights, textOf } from './authority.js';
import { keyTextOf } from './keyText.js';
import { namesAuthState, namesCredential, namesOneTime, namesSession } from './lexicon.js';
import { clearedHereAlone, isLocal } from './localCopies.js';
import { countOf } from './read-modify-write.js';
import type { DraftFinding, Rule } from './rule.js';

/** The limit where every change of the data deletes the copy. */
const INVALIDATED_LIMIT_MS = 3_600_000;
/** A token that is itself the truth is no copy; only a life that no one can have meant is reported. */
const CREDENTIAL_LIMIT_MS = 30 * 86_400_000;

export const authCacheTooLong: Rule = {
  id: 'auth-cache-too-long',
  follows: 'life',
  review(model, settings) {
    const findings = new Map<string, DraftFinding>();
    // Both are asked for where there are rights that live long, which is seldom.
    const left = once(() => leftByRevocations(model, settings));
    const localOnly = once(() => clearedHereAlone(model).map(({ local }) => local));
    // Copies in the process under nothing but an id are groups of their own.
    for (const group of [...model.groups, ...model.copies.filter(({ store }) => store)]) {
      const limit = limitFor(model, group, localOnly, settings);
      if (limit === undefined) continue;
      const uses = group.writes.filter(
        (use) =>
          isTooLong(use, group, limit.milliseconds) &&
          !isOnlyRaised(model, use, group) &&
          // With the missing delete that is reported, it lives no longer than it may.
          !(isKeptUp(group, use) && left().has(group)),
      );
      for (const [first, ...others] of byLife(uses)) {
        const key = first && siteKey(first.ttlSite);
        if (first && key && !findings.has(key))
          findings.set(key, finding(model, group, first, others, limit));
      }
    }
    for (const use of model.keyUses.filter((one) => isNamelessSession(model, one))) {
      const key = siteKey(outermostSite(use.effect));
      if (!findings.has(key)) findings.set(key, findingWithoutName(model, use));
    }
    return [...findings.values()];
  },
};

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/** Filled and rewritten with one life: that is one number to change. Of writes without an end each lacks its own. */
function byLife(uses: readonly KeyUse[]): readonly (readonly KeyUse[])[] {
  const lives = new Map<number | KeyUse, KeyUse[]>();
  for (const use of uses) append(lives, use.ttl.kind === 'known' ? use.ttl.milliseconds : use, use);
  return [...lives.values()];
}

/** Some code deletes it, and it ends in time; what is in memory seldom ends by itself. */
function isKeptUp({ store, invalidations }: KeyGroup, { ttl }: KeyUse): boolean {
  if (store) return true;
  return invalidations.length > 0 && ttl.kind === 'known' && ttl.milliseconds <= INVALIDATED_LIMIT_MS;
}

const MAXIMUM_CALLS = 4;

/** A hash for each session, whose key is nothing but an id: the function or the id is called after what it is for. */
function isNamelessSession(model: WorkspaceModel, use: KeyUse): boolean {
  const { effect, ttl, patterns } = use;
  if (effect.operation !== 'write-part' || ttl.kind !== 'none' || use.conditional) return false;
  // What lies behind more calls than those of a wrapper is not kept by who names a session.
  const isNear = effect.chain.length <= MAXIMUM_CALLS;
  if (!isServing(use) || !isNear || patterns.some(hasText)) return false;
  const ids: string[] = [];
  walkValue(effect.key, (part) => {
    if (isParameterOf(part, use.function) && part.kind === 'parameter')
      ids.push(part.path.at(-1) ?? part.name);
    return true;
  });
  const around = `${model.code.functionName(use.function)} ${use.function.file.replace(/^.*\//, '')}`;
  return ids.some(namesSession) || namesAuthState(around);
}

function findingWithoutName(model: WorkspaceModel, use: KeyUse): DraftFinding {
  const text = keyTextOf(use.effect);
  return {
    confidence: 'likely',
    // A wrapper for hashes of all kinds knows of no session.
    span: model.code.nameSpan(outermostSite(use.effect)),
    key: text,
    message: messageOfCredential(text, 'for ever'),
  };
}

interface Limit {
  /** The longest life. */
  readonly milliseconds: number;
  /** A delete clears the copy of one process, and nobody tells the others. */
  readonly isHereAlone?: boolean;
}

/** Undefined when the group holds no authority. */
function limitFor(
  model: WorkspaceModel,
  group: KeyGroup,
  localOnly: () => readonly CacheEffect[],
  settings: ReviewSettings,
): Limit | undefined {
  if (!isCopyOfRights(group)) {
    const isCredential = namesCredential(group.text, settings.words) || namesSession(textOf(group));
    return isCredential || namesOneTime(textOf(group)) ? { milliseconds: CREDENTIAL_LIMIT_MS } : undefined;
  }
  if (!holdsAuthority(model, group, settings.words)) return undefined;
  // Where there are more processes, a delete in one of them leaves the copies of the others.
  const inMemory = group.invalidations.filter(({ effect }) => isLocal(effect));
  const isHereAlone = inMemory.some(({ effect }) =>
    localOnly().some((local) => isSameSite(local.site, effect.site)),
  );
  if (isHereAlone) return { milliseconds: settings.authorityMaximumMs, isHereAlone };
  const isInvalidated = isAlwaysInvalidated(model, group);
  return { milliseconds: isInvalidated ? INVALIDATED_LIMIT_MS : settings.authorityMaximumMs };
}

function isTooLong(use: KeyUse, group: KeyGroup, limit: number): boolean {
  if (!isServing(use) || use.effect.temporary || use.conditional) return false;
  if (use.ttl.kind === 'known') return use.ttl.milliseconds > limit;
  if (use.ttl.kind !== 'none' || use.effect.operation === 'counter') return false;
  return isCopyOfRights(group) || isLastingCredential(group, use);
}

/** A number that is there is raised by one and written back: how long it lives is decided where it was put. */
function isOnlyRaised(model: WorkspaceModel, use: KeyUse, { writes }: KeyGroup): boolean {
  const isRaised = (one: KeyUse): boolean => countOf(model, one.function, one.effect) !== undefined;
  return isRaised(use) && writes.some((other) => isServing(other) && !isRaised(other));
}

/**
 * A code, a link or a session that the cache alone keeps, and that nobody's clock ends: whoever holds it is let in until
 * somebody takes it out. A token may be one that this service shows to another, so its name alone says nothing.
 */
function isLastingCredential(group: KeyGroup, { effect }: KeyUse): boolean {
  const isWrite = effect.operation === 'write' || effect.operation === 'write-part';
  const isOneOfMany = group.pattern.parts.some(isHole);
  const others = group.writes.filter((other) => other.effect.operation !== 'counter');
  if (!isWrite || !isOneOfMany || group.reads.length === 0) return false;
  if (others.some(({ ttl }) => ttl.kind !== 'none') || isListed(group, effect)) return false;
  if (namesOneTime(textOf(group))) return true;
  return namesSession(textOf(group)) && !isOfConversation(group, effect);
}

const CONVERSATION = /^(chat|channel|room|guild|thread|conversation|game|quiz|upload|checkout)(_?id)?$/i;

/** `session:${ctx.chat.id}`: how far some people have come with a bot; nobody has signed in. */
function isOfConversation(group: KeyGroup, { key }: CacheEffect): boolean {
  const names = textOf(group).split(/[^a-z]+/i);
  walkValue(key, (part) => {
    if (part.kind === 'parameter') names.push(part.name, ...part.path);
    return true;
  });
  return names.some((name) => CONVERSATION.test(name));
}

const ADDS = /^([sz]add|[lr]push)/i;
const ASKS_FOR_ONE = /ismember|score|rank|pos$/i;

/** The sessions of somebody, kept to end them all, the invitations that somebody has: none counts for being in the list. */
function isListed({ reads }: KeyGroup, { command }: CacheEffect): boolean {
  return ADDS.test(command) && !reads.some(({ effect }) => ASKS_FOR_ONE.test(effect.command));
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  others: readonly KeyUse[],
  limit: Limit,
): DraftFinding {
  const life = use.ttl.kind === 'known' ? `for ${formatDuration(use.ttl.milliseconds)}` : 'for ever';
  return {
    confidence: 'likely',
    span: model.code.nameSpan(use.ttlSite),
    key: group.text,
    message: isCopyOfRights(group)
      ? messageOfCopy(group, life, limit)
      : messageOfCredential(group.text, life),
    related: [
      ...others
        .filter(({ ttlSite }) => !isSameSite(ttlSite, use.ttlSite))
        .map((other) => ({
          span: model.code.nameSpan(other.ttlSite),
          message: 'It is written here as well.',
        })),
      ...readers(model, group),
    ],
  };
}

/** It is no copy of anything that could be asked instead. */
function messageOfCredential(text: string, life: string): string {
  return [
    `\`${text}\` says who is let in, and is kept ${life}.`,
    'What nobody uses up or signs out of stays valid.',
    'Give it an expiry of its own, as short as its use allows.',
  ].join(' ');
}

function messageOfCopy(group: KeyGroup, life: string, { milliseconds, isHereAlone }: Limit): string {
  const where = isHereAlone ? ' in the other processes, which no delete here reaches,' : '';
  return [
    `\`${group.text}\` decides what somebody may do and is cached ${life}.`,
    `Whoever loses the right keeps it${where} until the entry is gone.`,
    `Cache it for at most ${formatDuration(milliseconds)}${group.invalidations.length > 0 ? '' : ', and delete it when the right changes'}.`,
  ].join(' ');
}

function readers(model: WorkspaceModel, group: KeyGroup): readonly RelatedLocation[] {
  return group.reads.slice(0, 3).map((use) => ({
    span: model.code.nameSpan(outermostSite(use.effect)),
    message: `\`${model.code.functionName(use.function)}\` reads it here.`,
  }));
}
