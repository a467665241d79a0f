/**
 * A permission, role, session or token that is cached longer than a revocation may take. Data counts as
 * authority by its name and by being read where something is allowed or refused.
 */

import { formatDuration } from '../../../shared/src/duration.js';
import type { RelatedLocation } from '../../../shared/src/finding.js';
import { isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { outermostSite, siteKey } from '../model/calls/sites.js';
import { isLoaded } from '../model/databases/entities.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing, type WorkspaceModel } from '../model/workspaceModel.js';
import { namesAuthority, namesCheck, namesCredential, namesRight, namesStanding } from './lexicon.js';
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

/** The texts of a key, without what its holes are called. */
function textOf({ text }: KeyGroup): string {
  return text.replace(/\{[^}]*\}/g, ' ');
}

/** Filled when it is missing, or put there beforehand, as at a login: what several rows say, or rights made of them. */
export function isCopyOfRights(group: KeyGroup): boolean {
  if (group.nature === 'cache' || group.entities.some((entity) => entity.many && entity.site)) return true;
  return (
    namesRight(textOf(group)) &&
    group.pattern.parts.some(isHole) &&
    group.writes.some(({ effect }) => effect.value !== undefined && isLoaded(effect.value))
  );
}

/** Whether the keys hold a copy of what decides what somebody may do. */
export function holdsAuthority(
  model: WorkspaceModel,
  group: KeyGroup,
  added: ReviewSettings['words'],
): boolean {
  const isAuthority = (name: string) => namesAuthority(name, added);
  const names = [textOf(group), ...group.entities.map((entity) => entity.entity.name)];
  const columns = group.entities.flatMap((entity) => [...(entity.columns ?? [])]);
  const isRead = group.reads.some((use) => decides(model, use));
  if (names.some(isAuthority))
    return isRead || (group.reads.length > 0 && isSomebodys(group, names.slice(1), added));
  const isHint = columns.some(isAuthority) || names.some(namesStanding);
  return isHint && isRead;
}

/**
 * A right belongs to somebody, so its key names them; a list of all roles is shown in forms. A token that is not asked
 * with may be one that this service shows to another: nothing is decided with it here.
 */
function isSomebodys(
  { pattern, text }: KeyGroup,
  entities: readonly string[],
  added: ReviewSettings['words'],
): boolean {
  const holes = pattern.parts.filter(isHole);
  const isAuthority = (name: string) => namesAuthority(name, added);
  const isAskedWith = holes.some(({ hole }) => isAuthority(hole));
  const isMoreThanToken = isAskedWith || entities.some(isAuthority) || namesRight(text);
  return holes.length > 0 && (isMoreThanToken || !namesCredential(text, added));
}

/** Read by code that, by its name or its place, allows or refuses. */
function decides(model: WorkspaceModel, use: KeyUse): boolean {
  return namesCheck(model.functionName(use.function)) || namesCheck(use.function.file);
}

/** Whether every change of the data deletes or changes the copy. */
export function isAlwaysInvalidated(model: WorkspaceModel, group: KeyGroup): boolean {
  if (group.invalidations.length === 0) return false;
  return model.databaseWrites.every((write) => model.unmetObligation(write, group) === undefined);
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
