/**
 * A lock taken without an expiry. A key counts as a lock when it is written only if absent, and is called one or
 * is tested and deleted again. Marks that are meant to stay are left alone.
 */

import { unify } from '../../../shared/src/keyPattern.js';
import { siteKey } from '../model/calls/sites.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing, type WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { isMark, namesLock } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';

export const lockWithoutExpiry: Rule = {
  id: 'lock-without-expiry',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const use of model.keyUses) {
      if (!isServing(use) || !isEndlessLock(model, use)) continue;
      const key = siteKey(use.ttlSite);
      if (!findings.has(key)) findings.set(key, finding(model, use));
    }
    return [...findings.values()];
  },
};

/** Whether a use takes a lock that nothing but its holder can end. */
export function isEndlessLock(model: WorkspaceModel, use: KeyUse): boolean {
  const { effect } = use;
  if (
    use.ttl.kind !== 'none' ||
    use.conditional ||
    !setsOnlyIfAbsent(effect) ||
    !speaksRedis(effect.client)
  ) {
    return false;
  }
  const names = [
    keyTextOf(effect),
    model.functionName(use.function),
    model.functionName(model.functionOf(effect.site)),
  ];
  if (namesLock(...names)) return true;
  return model.decides(effect.site) && isMark(effect) && isReleased(model, use);
}

function isReleased(model: WorkspaceModel, use: KeyUse): boolean {
  return model.keyUses.some(
    (other) =>
      other.effect.operation === 'invalidate' &&
      other.function.file === use.function.file &&
      other.patterns.some((pattern) => use.patterns.some((own) => unify(pattern, own))),
  );
}

function finding(model: WorkspaceModel, use: KeyUse): DraftFinding {
  const text = keyTextOf(use.effect);
  return {
    confidence: use.effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.nameSpan(use.ttlSite),
    key: text,
    message: [
      `The lock \`${text}\` has no expiry.`,
      'If its holder stops before the release, nobody gets it again until a person deletes the key.',
      'Take it with `SET`, `NX` and `PX`, for a little longer than the work can last.',
    ].join(' '),
  };
}
