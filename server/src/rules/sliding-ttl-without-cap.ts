/**
 * A read that renews the expiry of a cached copy: what is read often enough never expires, and nothing else removes
 * it. Rights count more than other data; state, such as sessions, is meant to slide.
 */
import type { Severity } from '../../../shared/src/finding.js';
import { hasText, unify } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { isSameSite, siteKey } from '../model/calls/sites.js';
import { commandName } from '../model/commands/commands.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import { expiresAmongSeveral } from '../model/lifetimes/expiriesOfSeveral.js';
import { isSameKey } from '../model/lifetimes/expiryPairs.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { holdsAuthority, isAlwaysInvalidated } from './authority.js';
import type { DraftFinding, Rule } from './rule.js';

export const slidingTtlWithoutCap: Rule = {
  id: 'sliding-ttl-without-cap',
  review(model, settings) {
    const findings = new Map<string, DraftFinding>();
    for (const use of model.keyUses) {
      const key = siteKey(use.effect.site);
      if (!isServing(use) || findings.has(key) || !renews(model, use)) continue;
      const found = model.groups
        .filter((group) => isCopyUnder(group, use))
        .map((group) => judge(model, group, use, settings.words));
      const worst = found.find((draft) => draft?.severity === undefined) ?? found.find((draft) => draft);
      if (worst) findings.set(key, worst);
    }
    return [...findings.values()];
  },
};

function isCopyUnder(group: KeyGroup, use: KeyUse): boolean {
  return (
    group.nature === 'cache' &&
    group.writes.length > 0 &&
    use.patterns.some((pattern) => hasText(pattern) && unify(pattern, group.pattern))
  );
}

/** GETEX, an EXPIRE for what was just read, or a client that was built to do so. */
function renews(model: WorkspaceModel, { effect }: KeyUse): boolean {
  if (effect.client.renewsOnRead) return effect.operation === 'read' && effect.command === 'get';
  if (effect.operation !== 'expire' || !isLife(effect)) return false;
  if (effect.form.alsoReads) return true;
  if (!/^p?expire$/.test(commandName(effect))) return false;
  return effect.chain.some((site, index) => {
    const effects = model.effectsOf(model.code.functionOf(site));
    const own = effects.find((other) => isSameCall(other, effect, effect.chain.length - index));
    return own?.kind === 'cache' && follows(effects, own);
  });
}

function isLife({ ttl }: CacheEffect): boolean {
  return ttl.kind === 'known' ? ttl.milliseconds > 0 : ttl.kind === 'unknown' || ttl.kind === 'open';
}

function isSameCall(other: Effect, effect: CacheEffect, depth: number): boolean {
  return other.kind === 'cache' && other.chain.length === depth && isSameSite(other.site, effect.site);
}

/** The key is read before, and not written. */
function follows(effects: readonly Effect[], expiry: CacheEffect): boolean {
  const isRead = effects.some(
    (other) =>
      other.kind === 'cache' &&
      other.operation === 'read' &&
      other.order < expiry.order &&
      !/^p?(ttl|expiretime)$/.test(commandName(other)) &&
      isSameKey(other, expiry),
  );
  return isRead && !isWritten(effects, expiry) && !isWrittenBehind(effects, expiry);
}

/** What was read was not there: it is written wherever this expiry is reached. */
function isWrittenBehind(effects: readonly Effect[], expiry: CacheEffect): boolean {
  return effects.some(
    (other) =>
      other.kind === 'cache' &&
      other.operation === 'write' &&
      other.order > expiry.order &&
      isSameKey(other, expiry) &&
      other.branches.every(({ fork, arm }) =>
        expiry.branches.some((step) => step.fork === fork && step.arm === arm),
      ),
  );
}

/** Before on the same key, or with it in one batch or script. */
function isWritten(effects: readonly Effect[], expiry: CacheEffect): boolean {
  return effects.some(
    (other) =>
      other.kind === 'cache' &&
      /^(write|write-part|counter|wrap)$/.test(other.operation) &&
      (other.order <= expiry.order || other.client.batch) &&
      (isSameKey(other, expiry) || expiresAmongSeveral(other, expiry)),
  );
}

function judge(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  words: ReviewSettings['words'],
): DraftFinding | undefined {
  const isRight = holdsAuthority(model, group, words);
  const severity = severityOf(model, group, isRight);
  if (severity === 'none') return undefined;
  return {
    confidence: 'likely',
    span: model.code.nameSpan(use.effect.site),
    key: group.text,
    message: [
      `Every read renews the expiry of \`${group.text}\`.`,
      isRight
        ? 'Whoever uses it often enough keeps the right after it was taken away.'
        : 'What is read often enough is never loaded again, however old it gets.',
      'Leave the expiry alone when reading, or keep the time of loading in the entry and load it again after a limit.',
    ].join(' '),
    related: group.writes.slice(0, 1).map(({ ttlSite }) => ({
      span: model.code.nameSpan(ttlSite),
      message: 'The entry is written here.',
    })),
    ...(severity && { severity }),
  };
}

/** Undefined for that of the catalogue. */
function severityOf(model: WorkspaceModel, group: KeyGroup, isRight: boolean): Severity | 'none' | undefined {
  if (isAlwaysInvalidated(model, group)) return isRight ? 'hint' : 'none';
  if (isRight) return undefined;
  return group.invalidations.length === 0 ? 'info' : 'none';
}
