/**
 * A lock that stays when the work under it throws: the release stands after the work, and in no `finally`. Reported at
 * the release.
 */

import type { CacheEffect } from '../model/calls/effect.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
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
      for (const acquire of effects.filter(isAcquire)) {
        const releases = effects.filter(
          (effect) =>
            effect.operation === 'invalidate' && effect.order > acquire.order && isSameKey(acquire, effect),
        );
        const last = releases.at(-1);
        if (!last || !isLock(model, acquire, model.code.functionName(owner))) continue;
        if (!model.commands.isReleaseSkipped(owner, acquire, releases)) continue;
        findings.set(`${owner.file}#${last.order}`, finding(model, owner.file, acquire, last));
      }
    }
    return [...findings.values()];
  },
};

/** A lock that has no expiry has a finding of its own. */
function isAcquire(effect: CacheEffect): boolean {
  return setsOnlyIfAbsent(effect) && speaksRedis(effect.client) && effect.ttl.kind !== 'none';
}

function isLock(model: WorkspaceModel, acquire: CacheEffect, owner: string): boolean {
  const inner = model.code.functionName(model.code.functionOf(acquire.site));
  return namesLock(keyTextOf(acquire), owner, inner) || (isMark(acquire) && model.flow.decides(acquire.site));
}

function finding(
  model: WorkspaceModel,
  file: string,
  acquire: CacheEffect,
  release: CacheEffect,
): DraftFinding {
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
