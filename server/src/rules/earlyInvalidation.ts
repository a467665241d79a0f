/** What the rules about the moment of a delete have in common: which faults are judged, and what they show. */
import type { RelatedLocation } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { EarlyInvalidation } from '../model/databases/invalidationOrder.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt, lifeOf, outlivesStaleness } from './copyLife.js';
import type { DraftFinding } from './rule.js';
import { isServingFile } from './servedCode.js';

/** Faults of one kind in code that serves, on copies that live long enough to matter. */
export function faultsOfKind(
  model: WorkspaceModel,
  settings: ReviewSettings,
  kind: EarlyInvalidation['fault'],
): readonly EarlyInvalidation[] {
  return model.databases.earlyInvalidations().filter(
    ({ fault, site, group }) =>
      fault === kind &&
      // What no reader fills again is gone for good.
      !group.mirrors &&
      isServingFile(site.file) &&
      outlivesStaleness(group, settings),
  );
}

/** A finding at the delete, behind the place that fills the copy. */
export function findingAtDelete(
  model: WorkspaceModel,
  { site, group }: EarlyInvalidation,
  sentences: readonly string[],
  related: readonly RelatedLocation[],
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    key: group.text,
    message: sentences.join(' '),
    related: [...cachedAt(model, group), ...related],
  };
}

/** What a reader in between does. */
export function refillSentence({ group }: EarlyInvalidation): string {
  return `A reader in between caches the old data again, and it stays ${lifeOf(group)}.`;
}
