/** How long a cached copy may go on being wrong, and whether that matters. */
import { formatDuration } from '../../../shared/src/duration.js';
import type { RelatedLocation } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { outermostSite } from '../model/calls/sites.js';
import { holdsCopies, type KeyGroup } from '../model/keys/keyGroups.js';
import { ttlOfWrites } from '../model/keys/patternSummaries.js';
import { isOfProgram } from '../model/keys/programGroups.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** A copy that is soon gone by itself needs no invalidation; what tests and scripts cache is not served. */
export function outlivesStaleness(group: KeyGroup, settings: ReviewSettings): boolean {
  if (!holdsCopies(group) || !group.writes.some(isServing)) return false;
  const ttl = ttlOfWrites(group.writes);
  return ttl.kind !== 'known' || ttl.milliseconds > settings.acceptedStalenessMs;
}

const SOON_MS = 5 * 60_000;

/** Whether every copy is gone within minutes. */
export function endsSoon(group: KeyGroup): boolean {
  const ttl = ttlOfWrites(group.writes);
  return ttl.kind === 'known' && ttl.milliseconds <= SOON_MS;
}

const BRIEF_MS = 60_000;

/** Whether nothing but its end is ever waited for, which comes within a minute: a life that was chosen with old data in mind. */
export function isLeftToEnd(group: KeyGroup): boolean {
  const ttl = ttlOfWrites(group.writes);
  return ttl.kind === 'known' && ttl.milliseconds <= BRIEF_MS && group.invalidations.length === 0;
}

/** Whether a clock deletes copies so often that none is wrong for longer than is accepted. */
export function isSweptInTime(model: WorkspaceModel, group: KeyGroup, settings: ReviewSettings): boolean {
  return group.invalidations.some((use) => {
    const period = model.callers.periodOf(use.function);
    return period !== undefined && period <= settings.acceptedStalenessMs;
  });
}

/** For how long a copy goes on; `subject` is what a sentence before calls it. */
export function lifeOf(group: KeyGroup, subject = 'it'): string {
  const ttl = ttlOfWrites(group.writes);
  if (ttl.kind === 'known') return `for up to ${formatDuration(ttl.milliseconds)}`;
  const isInProcess = group.store
    ? group.writes.some(isOfProgram)
    : group.writes.every(({ effect }) => effect.client.library.onlyFresh === 'where-emptied');
  if (ttl.kind === 'none' && isInProcess) return 'until the process ends';
  return ttl.kind === 'none' ? 'for ever' : `until ${subject} expires`;
}

/** The place that fills a copy, in a story. */
export function cachedAt(model: WorkspaceModel, group: KeyGroup): readonly RelatedLocation[] {
  const filled = group.writes.find(isServing) ?? group.writes[0];
  if (!filled) return [];
  const span = model.code.nameSpan(outermostSite(filled.effect));
  return [{ span, message: `It is cached here as \`${group.text}\`, ${lifeOf(group)}.` }];
}
