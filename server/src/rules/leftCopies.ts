/**
 * What kind of copy a database write leaves behind: another one of a row whose first copy is deleted, a list of such
 * rows, rows that only come along with others, or the only copy there is. One rule speaks of each. In: an unmet
 * obligation. Out: its kind, and the copy that is kept up.
 */
import type { RelatedLocation } from '../../../shared/src/finding.js';
import { hasText, unify } from '../../../shared/src/keyPattern.js';
import { isRuleOn, type ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { areExclusive } from '../model/calls/effectPlaces.js';
import { outermostSite } from '../model/calls/sites.js';
import { CHANGES, deletesByTag } from '../model/databases/copyChanges.js';
import type { Deferral } from '../model/databases/deferredWrites.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import { isParameterOf, someValue } from '../model/evaluation/values.js';
import { cachedRowsOf, type KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { holdsRights, revocations } from './auth-cache-without-revocation.js';
import { isLeftToEnd, isSweptInTime, outlivesStaleness } from './copyLife.js';
import { functionsAround } from './functionsAround.js';
import { explainedIn } from './missedDelete.js';
import { obligationFindings } from './obligationFinding.js';
import { isRebuilt } from './rebuiltCopies.js';
import type { DraftFinding } from './rule.js';
import { hasStillVersion } from './version-never-bumped.js';

export type LeftCopy =
  | { readonly kind: 'only' | 'joined' }
  /** Nothing raises the version in its key; a rule speaks of that, and none of the writes. */
  | { readonly kind: 'versioned' }
  /** It was written with the new data, before the database. */
  | { readonly kind: 'early' | 'behind'; readonly overwrite: CacheEffect }
  | { readonly kind: 'alias' | 'derived'; readonly beside: KeptCopy };

/** A copy of the same rows that the code of the write does change. */
export interface KeptCopy {
  readonly group: KeyGroup;
  readonly change: CacheEffect;
}

/** Copies of one kind that writes leave behind; of rights that are taken away another rule speaks. */
export function leftCopyFindings(
  model: WorkspaceModel,
  settings: ReviewSettings,
  kind: LeftCopy['kind'],
  sentencesOf: (unmet: UnmetObligation, what: string, left: LeftCopy) => readonly string[],
): readonly DraftFinding[] {
  const groups = model.copies.filter(
    (group) =>
      outlivesStaleness(group, settings) &&
      !isLeftToEnd(group) &&
      !isRebuilt(model, group) &&
      !isSweptInTime(model, group, settings),
  );
  const rights = new Set(groups.filter((group) => holdsRights(model, group, settings)));
  const isExplained = explainedIn(model, settings);
  const takesAway = revocations(model, settings);
  return obligationFindings(model, {
    groups,
    isAsked: (write, group, columns) => !(rights.has(group) && takesAway(write, group, columns)),
    isOwn: (unmet) => !isExplained(unmet) && !isRunByHand(model, unmet),
    isMeant: (unmet) => leftCopy(model, unmet, settings).kind === kind,
    sentencesOf: (unmet, what) => sentencesOf(unmet, what, leftCopy(model, unmet, settings)),
    further: {
      before: (unmet) => overwrittenAt(model, leftCopy(model, unmet, settings)),
      after: (unmet) => keptAt(model, leftCopy(model, unmet, settings)),
    },
    isDelete: kind !== 'early' && kind !== 'behind',
  });
}

/** Who runs a script once waits until the entry is gone; rights that are taken away are another rule's. */
function isRunByHand(model: WorkspaceModel, { places }: UnmetObligation): boolean {
  return places.every(({ site }) => model.code.isRunByHand(site.file));
}

function overwrittenAt(model: WorkspaceModel, left: LeftCopy): readonly RelatedLocation[] {
  if (!('overwrite' in left)) return [];
  const span = model.code.nameSpan(outermostSite(left.overwrite));
  return [{ span, message: 'The cache is written here.' }];
}

function keptAt(model: WorkspaceModel, left: LeftCopy): readonly RelatedLocation[] {
  if (!('beside' in left)) return [];
  const message = `\`${left.beside.group.text}\` is ${changeOf(left.beside)} here.`;
  return [{ span: model.code.nameSpan(outermostSite(left.beside.change)), message }];
}

/** `, while \`user:{id}\` is deleted`: the end of a sentence about what is left. */
export function besideOf(left: LeftCopy): string {
  return 'beside' in left ? `, while \`${left.beside.group.text}\` is ${changeOf(left.beside)}` : '';
}

/** `deleted`: what is done to the copy that is kept up. */
function changeOf({ change }: KeptCopy): string {
  if (change.operation.startsWith('invalidate')) return 'deleted';
  return change.operation === 'expire' ? 'made to expire' : 'written anew';
}

function leftCopy(model: WorkspaceModel, unmet: UnmetObligation, settings: ReviewSettings): LeftCopy {
  if (hasStillVersion(model, unmet.group, settings)) return { kind: 'versioned' };
  const deferral = model.databases.deferralOf(unmet.write);
  const overwrite = earlyOverwrite(model, unmet, deferral);
  const isBehind = deferral !== undefined && isRuleOn('write-behind-not-durable', settings);
  if (overwrite) return { kind: isBehind ? 'behind' : 'early', overwrite };
  if (unmet.entity.along) return { kind: 'joined' };
  const beside = keptBeside(model, unmet);
  return beside ? { kind: unmet.entity.many ? 'derived' : 'alias', beside } : { kind: 'only' };
}

/** A write of the copy with something that is given, before that of the rows, or before that is put off. */
function earlyOverwrite(
  model: WorkspaceModel,
  { group, write }: UnmetObligation,
  deferral: Deferral = { function: write.function, call: write.effect.order },
): CacheEffect | undefined {
  return model
    .effectsOf(deferral.function)
    .filter((effect) => effect.kind === 'cache')
    .find(
      (effect) =>
        (effect.operation === 'write' || effect.operation === 'write-part') &&
        effect.order < deferral.call &&
        !effect.fills &&
        !areExclusive(effect.branches, write.effect.branches) &&
        touches(effect, group) &&
        effect.value !== undefined &&
        someValue(effect.value, (part) => isParameterOf(part, deferral.function)),
    );
}

/** A copy that the same code keeps up: a list may be forgotten beside any, a row beside another of the row. */
function keptBeside(model: WorkspaceModel, unmet: UnmetObligation): KeptCopy | undefined {
  const { entity, group, write } = unmet;
  const changes = functionsAround(model, write.function)
    .flatMap((reference) => model.effectsOf(reference))
    .filter((effect) => effect.kind === 'cache')
    .filter(({ operation }) => CHANGES.has(operation) || operation === 'invalidate-tag');
  if (changes.length === 0) return undefined;
  for (const other of model.copies) {
    if (other === group || other.nature !== 'cache') continue;
    const same = cachedRowsOf(other, entity.entity);
    if (!same || ((same.along || same.many) && !entity.many)) continue;
    if (model.databases.unmetObligation(write, other)) continue;
    const change = changes.find((effect) => touches(effect, other) || deletesByTag(effect, other));
    if (change) return { group: other, change };
  }
  return undefined;
}

function touches(effect: CacheEffect, { pattern }: KeyGroup): boolean {
  return patternsOf(effect.key).some((other) => hasText(other) && unify(other, pattern));
}
