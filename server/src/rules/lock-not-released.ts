/**
 * A lock that stays when the work under it throws: the release stands after the work, and in no `finally`. Reported at
 * the release.
 */

import type { CacheEffect } from '../model/calls/effect.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { isMark, isSameKey, namesLock } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const lockNotReleased: Rule = {
  id: 'lock-not-released',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (!isServingFile(owner.file)) continue;
      const effects = model.effectsOf(owner).filter((effect) => effect.kind === 'cache');
      for (const acquire of effects.filter((effect) => isAcquire(effect) || isOfRedlock(effect))) {
        const releases = releasesOf(model, owner, effects, acquire);
        const last = releases.at(-1);
        if (!last || !isLock(model, acquire, model.code.functionName(owner))) continue;
        if (model.commands.leavesOthersTaken(owner, acquire, releases)) {
          findings.set(`${owner.file}#${acquire.order}`, othersFinding(model, owner.file, acquire, last));
          continue;
        }
        if (!model.commands.isReleaseSkipped(owner, acquire, releases)) continue;
        findings.set(`${owner.file}#${last.order}`, finding(model, owner.file, acquire, last));
      }
    }
    return [...findings.values()];
  },
};

type Release = ReturnType<WorkspaceModel['commands']['releasesOfObject']>[number];

function releasesOf(
  model: WorkspaceModel,
  owner: FunctionReference,
  effects: readonly CacheEffect[],
  acquire: CacheEffect,
): readonly Release[] {
  if (isOfRedlock(acquire)) return model.commands.releasesOfObject(owner, acquire);
  const releases = effects.filter(
    (effect) =>
      effect.operation === 'invalidate' && effect.order >= acquire.order && isSameKey(acquire, effect),
  );
  // What takes the lock gives it back as well; other calls of it take one of their own.
  return releases.some(({ order }) => order === acquire.order) ? [] : releases;
}

/** `redlock.acquire(…)` and, before version 5, `redlock.lock(…)` give an object to be released. */
function isOfRedlock({ client, command }: CacheEffect): boolean {
  return client.library.id === 'redlock' && /^(acquire|lock)$/.test(command);
}

/** A lock that has no expiry has a finding of its own. */
function isAcquire(effect: CacheEffect): boolean {
  return setsOnlyIfAbsent(effect) && speaksRedis(effect.client) && effect.ttl.kind !== 'none';
}

function isLock(model: WorkspaceModel, acquire: CacheEffect, owner: string): boolean {
  if (isOfRedlock(acquire)) return true;
  const inner = model.code.functionName(model.code.functionOf(acquire.site));
  return namesLock(keyTextOf(acquire), owner, inner) || (isMark(acquire) && model.flow.decides(acquire.site));
}

function othersFinding(
  model: WorkspaceModel,
  file: string,
  acquire: CacheEffect,
  release: Release,
): DraftFinding {
  const text = keyTextOf(acquire);
  return {
    confidence: 'likely',
    span: model.code.nameSpan({ file, call: acquire.order }),
    key: text,
    message: [
      `When one of several locks \`${text}\` cannot be taken, those that were taken before are not released.`,
      'Nobody else gets them until they expire.',
      'Begin the `try` before the first one is taken, and release in its `finally` what was taken.',
    ].join(' '),
    related: [
      { span: model.code.nameSpan({ file, call: release.order }), message: 'They are released here.' },
    ],
  };
}

function finding(model: WorkspaceModel, file: string, acquire: CacheEffect, release: Release): DraftFinding {
  const text = keyTextOf(acquire);
  return {
    confidence: 'likely',
    span: model.code.nameSpan({ file, call: release.order }),
    key: text,
    message: [
      `The lock \`${text}\` is not released when something before this throws.`,
      'Nobody else gets it until it expires.',
      'Put the work in a `try`, and the release in its `finally`.',
    ].join(' '),
    related: [
      { span: model.code.nameSpan({ file, call: acquire.order }), message: 'The lock is taken here.' },
    ],
  };
}
