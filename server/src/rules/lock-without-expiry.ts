/**
 * A lock taken without an expiry. A key counts as a lock when it is written only if absent, and is called one or
 * is tested and deleted again. Marks that are meant to stay are left alone.
 */

import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import { unify } from '../../../shared/src/keyPattern.js';
import { isSameSite, outermostSite, siteKey } from '../model/calls/sites.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import { isSameFunction } from '../model/evaluation/values.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { isMark, namesLock } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { setIfAbsent } from './setIfAbsent.js';

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
    model.code.functionName(use.function),
    model.code.functionName(model.code.functionOf(effect.site)),
  ];
  if (namesLock(...names)) return true;
  if (!model.flow.decides(effect.site)) return false;
  const releases = releasesOf(model, use);
  // What is given back whatever happens is held meanwhile, whoever's name stands under it.
  return isMark(effect) ? releases.length > 0 : releases.some((other) => cleansUpAfter(model, other, use));
}

function cleansUpAfter(model: WorkspaceModel, release: KeyUse, use: KeyUse): boolean {
  const isSame = isSameFunction(release.function, use.function);
  return isSame && model.flow.cleansUp(outermostSite(release.effect));
}

function releasesOf(model: WorkspaceModel, use: KeyUse): readonly KeyUse[] {
  return model.keyUses.filter(
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
    span: model.code.nameSpan(use.ttlSite),
    key: text,
    fixes: fixesFor(model, use),
    message: [
      `The lock \`${text}\` has no expiry.`,
      'If its holder stops before the release, nobody gets it again until a person deletes the key.',
      'Take it with `SET`, `NX` and `PX`, for a little longer than the work can last.',
    ].join(' '),
  };
}

/** How long the work may take is for its author to say. */
const PROPOSED_SECONDS = 30;

function fixesFor(model: WorkspaceModel, { effect, ttlSite }: KeyUse): readonly FixDescription[] {
  if (!isSameSite(ttlSite, effect.site)) return [];
  const edits =
    setIfAbsent(model, effect, [{ select: String(PROPOSED_SECONDS) }]) ?? withExpiry(model, effect);
  return edits ? [{ title: 'Let the lock expire', kind: 'suggestion', edits }] : [];
}

function withExpiry(model: WorkspaceModel, effect: KeyUse['effect']): readonly FixEdit[] | undefined {
  const form = effect.client.library.ttlForm(effect.command, effect.client.major);
  const written = form && model.code.writtenCall(effect);
  return written && [{ kind: 'add-ttl', call: written.call, form, milliseconds: PROPOSED_SECONDS * 1_000 }];
}
