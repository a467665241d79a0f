/**
 * A lock with an expiry that is deleted without a look at whose it is. Reported at the delete; releases that compare
 * first, in a script or in code, are left alone.
 */

import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, outermostSite, type Site, siteKey } from '../model/calls/sites.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import { isSameFunction } from '../model/evaluation/values.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { claimTakenAnew } from './claimsTakenAnew.js';
import { keyTextOf } from './keyText.js';
import { releaseByHolder } from './lockRelease.js';
import { isMark, isPlainDelete, isSameKey, namesLock } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';

export const lockReleasedByAnyone: Rule = {
  id: 'lock-released-by-anyone',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    const releases = model.keyUses.filter((use) => isPlainDelete(use.effect) && isServing(use));
    const compared = model.keyUses.filter((use) => comparesFirst(use.effect) && isServing(use));
    if (releases.length + compared.length === 0) return [];
    for (const acquire of model.keyUses) {
      if (!isServing(acquire) || !canBeLost(acquire)) continue;
      for (const release of releases) {
        if (!isSameKey(acquire.effect, release.effect) || !belongs(model, acquire, release)) continue;
        const site = placeOf(model, release);
        const key = siteKey(site);
        if (!findings.has(key) && !isCompared(model, release))
          findings.set(key, finding(model, acquire, release, site));
      }
      for (const release of isSameForAll(acquire.effect) ? compared : []) {
        if (!isSameKey(acquire.effect, release.effect) || !belongs(model, acquire, release)) continue;
        // A mark that is not called a lock may be taken away by anybody who finds it unchanged.
        if (!isCalledLock(model, acquire, release)) continue;
        const site = placeOf(model, release);
        const key = siteKey(site);
        if (!findings.has(key)) findings.set(key, findingOfOneOwner(model, acquire, site));
      }
    }
    for (const release of releases) {
      const claim = claimTakenAnew(model, release);
      const site = placeOf(model, release);
      const key = siteKey(site);
      if (claim && !findings.has(key) && !isCompared(model, release))
        findings.set(key, findingAnew(model, claim, site));
    }
    return [...findings.values()];
  },
};

/** A script that deletes the lock where it holds a certain word. */
function comparesFirst({ operation, script }: CacheEffect): boolean {
  return operation === 'invalidate' && script?.comparesFirst === true;
}

/** Whoever takes it stores the same word, so that a comparison tells nobody apart. */
function isSameForAll({ value }: CacheEffect): boolean {
  return value?.kind === 'constant' && !value.optional;
}

/** Without an expiry nobody else gets the lock; that it stays for ever is another matter. */
function canBeLost({ effect, ttl }: KeyUse): boolean {
  return (
    setsOnlyIfAbsent(effect) && speaksRedis(effect.client) && ttl.kind !== 'none' && !effect.client.batch
  );
}

/** It is called a lock, or the function that takes the mark gives it back outside of its error handling. */
function belongs(model: WorkspaceModel, acquire: KeyUse, release: KeyUse): boolean {
  if (guardsNothing(model, acquire, namesAround(model, acquire))) return false;
  if (isCalledLock(model, acquire, release)) return true;
  const isOneFunction = isSameFunction(acquire.function, release.function);
  const isOnFailure = release.effect.branches.some((step) => step.arm === 'catch');
  return isOneFunction && !isOnFailure && isMark(acquire.effect) && model.flow.decides(acquire.effect.site);
}

function namesAround(model: WorkspaceModel, { function: owner, effect }: KeyUse): readonly string[] {
  return [owner, model.code.functionOf(effect.site)].map((one) => model.code.functionName(one));
}

function isCalledLock(model: WorkspaceModel, acquire: KeyUse, release: KeyUse): boolean {
  const names = namesAround(model, acquire);
  const freeing = model.code.functionName(model.code.functionOf(release.effect.site));
  return namesLock(keyTextOf(acquire.effect), ...names) || takesAndFrees(names[1] ?? '', freeing);
}

/** Nobody looks at whether it was free: the mark of an account that is locked, which anybody may take away. */
function guardsNothing(model: WorkspaceModel, acquire: KeyUse, names: readonly string[]): boolean {
  const answer = model.flow.answerOf(acquire.effect.chain);
  const isTaken = namesLock(...names) || names.some((name) => TAKES.test(name));
  const isHeard = isTaken || model.callers.callersOf(acquire.function).length > 0;
  return answer === 'ignored' || (answer === 'open' && !isHeard);
}

const TAKES = /(^|[._]|try)(acquire|obtain)/i;

/** `acquire` and `release`, whatever the key is called. */
function takesAndFrees(taking: string, freeing: string): boolean {
  return TAKES.test(taking) && /(^|[._])(release|free)/i.test(freeing);
}

/** A read of the key, before, decides whether it is deleted. */
function isCompared(model: WorkspaceModel, { function: owner, effect: release }: KeyUse): boolean {
  return [owner, model.code.functionOf(release.site)].some((reference) => {
    const effects = model.effectsOf(reference).filter((effect) => effect.kind === 'cache');
    const own = effects.find(
      ({ operation, site }) => operation === 'invalidate' && isSameSite(site, release.site),
    );
    return effects.some(
      (effect) =>
        effect.operation === 'read' &&
        isOfKey(effect, release) &&
        effect.order <= (own?.order ?? Number.POSITIVE_INFINITY),
    );
  });
}

function isOfKey(read: CacheEffect, release: CacheEffect): boolean {
  return isSameKey(read, release) || keyTextOf(read) === keyTextOf(release);
}

/** In the function that is there to release; a wrapper that deletes anything knows of no lock. */
function placeOf(model: WorkspaceModel, { effect }: KeyUse): Site {
  const isForLocks = namesRelease(model.code.functionName(model.code.functionOf(effect.site)));
  return isForLocks ? effect.site : outermostSite(effect);
}

function namesRelease(name: string): boolean {
  return namesLock(name) || /release|unlock|free/i.test(name);
}

function finding(model: WorkspaceModel, acquire: KeyUse, release: KeyUse, site: Site): DraftFinding {
  return {
    ...draft(model, acquire.effect, site, [
      `This deletes the lock \`${keyTextOf(acquire.effect)}\`, no matter who holds it.`,
      'When the work outlasts the expiry, it frees the lock of somebody else, and two work at once.',
      'Store a random token, and delete with a script that compares it first.',
    ]),
    fixes: releaseByHolder(model, acquire, release),
  };
}

function findingAnew(model: WorkspaceModel, claim: CacheEffect, site: Site): DraftFinding {
  return draft(model, claim, site, [
    `This deletes the claim \`${keyTextOf(claim)}\`, no matter who holds it, and takes it anew.`,
    'When two find the same, the second frees what the first has just taken, and both go on.',
    'Delete with a script that compares first what stands there.',
  ]);
}

function draft(
  model: WorkspaceModel,
  acquire: CacheEffect,
  site: Site,
  message: readonly string[],
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    key: keyTextOf(acquire),
    message: message.join(' '),
    related: [{ span: model.code.nameSpan(acquire.site), message: 'The lock is taken here.' }],
  };
}

function findingOfOneOwner(model: WorkspaceModel, acquire: KeyUse, site: Site): DraftFinding {
  const text = keyTextOf(acquire.effect);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    key: text,
    message: [
      `This compares before it deletes the lock \`${text}\`, but everybody stores the same word in it.`,
      'When the work outlasts the expiry, it frees the lock of somebody else, and two work at once.',
      'Store a random token, and compare with that.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(acquire.effect.site), message: 'The lock is taken here.' }],
  };
}
