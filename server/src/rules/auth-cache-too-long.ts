/**
 * A permission, role, session or token that is cached longer than a revocation may take. Data counts as
 * authority by its name and by being read where something is allowed or refused.
 */

import { formatDuration } from '../../../shared/src/duration.js';
import type { RelatedLocation } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { outermostSite, siteKey } from '../model/calls/sites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing, type WorkspaceModel } from '../model/workspaceModel.js';
import { holdsAuthority, isAlwaysInvalidated, isCopyOfRights } from './authority.js';
import { namesCredential } from './lexicon.js';
import type { DraftFinding, Rule } from './rule.js';

/** The limit where every change of the data deletes the copy. */
const INVALIDATED_LIMIT_MS = 3_600_000;
/** A token that is itself the truth is no copy; only a life that no one can have meant is reported. */
const CREDENTIAL_LIMIT_MS = 30 * 86_400_000;

export const authCacheTooLong: Rule = {
  id: 'auth-cache-too-long',
  review(model, settings) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      const limit = limitFor(model, group, settings);
      if (limit === undefined) continue;
      for (const use of group.writes) {
        if (!isTooLong(use, group, limit)) continue;
        const key = siteKey(use.ttlSite);
        if (!findings.has(key)) findings.set(key, finding(model, group, use, limit));
      }
    }
    return [...findings.values()];
  },
};

/** The longest life in milliseconds; undefined when the group holds no authority. */
function limitFor(model: WorkspaceModel, group: KeyGroup, settings: ReviewSettings): number | undefined {
  if (!isCopyOfRights(group)) {
    return namesCredential(group.text, settings.words) ? CREDENTIAL_LIMIT_MS : undefined;
  }
  if (!holdsAuthority(model, group, settings.words)) return undefined;
  return isAlwaysInvalidated(model, group) ? INVALIDATED_LIMIT_MS : settings.authorityMaximumMs;
}

function isTooLong(use: KeyUse, group: KeyGroup, limit: number): boolean {
  if (!isServing(use) || use.effect.temporary || use.conditional) return false;
  if (use.ttl.kind === 'known') return use.ttl.milliseconds > limit;
  return use.ttl.kind === 'none' && isCopyOfRights(group) && use.effect.operation !== 'counter';
}

function finding(model: WorkspaceModel, group: KeyGroup, use: KeyUse, limit: number): DraftFinding {
  const life = use.ttl.kind === 'known' ? `for ${formatDuration(use.ttl.milliseconds)}` : 'for ever';
  return {
    confidence: 'likely',
    span: model.nameSpan(use.ttlSite),
    key: group.text,
    message: [
      `\`${group.text}\` decides what somebody may do and is cached ${life}.`,
      'Whoever loses the right keeps it until the entry is gone.',
      `Cache it for at most ${formatDuration(limit)}${group.invalidations.length > 0 ? '' : ', and delete it when the right changes'}.`,
    ].join(' '),
    related: readers(model, group),
  };
}

function readers(model: WorkspaceModel, group: KeyGroup): readonly RelatedLocation[] {
  return group.reads.slice(0, 3).map((use) => ({
    span: model.nameSpan(outermostSite(use.effect)),
    message: `Read here by \`${model.functionName(use.function)}\`.`,
  }));
}
