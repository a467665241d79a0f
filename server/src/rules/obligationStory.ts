/**
 * What a reader is told of a database write that leaves copies behind: what to do, and the places in the order in which
 * things happen there. In: what is left at a place. Out: a sentence, and related locations.
 */
import type { RelatedLocation } from '../../../shared/src/finding.js';
import { isSameSite, outermostSite, type Site } from '../model/calls/sites.js';
import type { WritePlace } from '../model/databases/callerSearch.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import { isSameFunction } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt } from './copyLife.js';

/** Places that one rule adds: before the rows are written, and after. */
export interface FurtherPlaces {
  readonly before: (unmet: UnmetObligation) => readonly RelatedLocation[];
  readonly after: (unmet: UnmetObligation) => readonly RelatedLocation[];
}

const NOTHING: FurtherPlaces = { before: () => [], after: () => [] };

/** The last sentence: by which function or key the copies are to be deleted. */
export function advice(model: WorkspaceModel, left: readonly UnmetObligation[], place: WritePlace): string {
  const [first] = left;
  if (!first) return '';
  if (first.givenList) return 'Call the delete that is there for each row: it is given a list.';
  const isTagged = left.every(({ group }) => group.writes.some(({ effect }) => effect.tags));
  if (isTagged) return `Invalidate ${left.length > 1 ? 'their tags' : 'its tag'} after the write.`;
  if (left.length > 1) return `Delete ${left.length === 2 ? 'both keys' : 'these keys'} after the write.`;
  const call = model.databases.missingCall(first, place);
  if (call?.isInvalidator) return `Call \`${call.name}\` after the write.`;
  const example = exampleOf(model, first);
  return `Delete the key after the write${example ? `, as \`${example}\` does` : ''}.`;
}

/** Who deletes the key elsewhere. A handler has no name that could be called; prefer a function. */
function exampleOf(model: WorkspaceModel, { group, write }: UnmetObligation): string | undefined {
  const names = servingDeletes(group)
    .filter((use) => !isSameFunction(use.function, write.function))
    .map((use) => model.code.functionName(use.function))
    .filter((name) => name !== '(module)');
  return names.find((name) => /^[\w.]+$/.test(name)) ?? names[0];
}

function servingDeletes({ invalidations }: KeyGroup): readonly KeyUse[] {
  return invalidations.filter((use) => !isTestFile(use.function.file));
}

/** Where the data is read, where it is cached and for how long, where the rows are written, who else cleans up. */
export function storyOf(
  model: WorkspaceModel,
  left: readonly UnmetObligation[],
  place: Site,
  { before, after }: FurtherPlaces = NOTHING,
): readonly RelatedLocation[] {
  const [unmet] = left;
  if (!unmet) return [];
  const { file, start } = model.code.nameSpan(place);
  return [
    ...readAt(model, unmet),
    ...left.flatMap(({ group }) => cachedAt(model, group)),
    ...before(unmet),
    ...writtenAt(model, unmet, place),
    ...after(unmet),
    ...deletedAt(model, unmet),
  ].filter(({ span }) => span.start !== start || span.file !== file);
}

function readAt(model: WorkspaceModel, { entity }: UnmetObligation): readonly RelatedLocation[] {
  if (!entity.site) return [];
  const message = `The cached data is ${entity.inserted ? 'inserted' : 'read'} here.`;
  return [{ span: model.code.nameSpan(entity.site), message }];
}

const MAXIMUM_CALLERS = 3;

function writtenAt(
  model: WorkspaceModel,
  { write, callersWith, callersWithout }: UnmetObligation,
  place: Site,
): readonly RelatedLocation[] {
  if (!isSameSite(place, write.site) && !isSameSite(place, write.effect.site))
    return [{ span: model.code.nameSpan(write.site), message: 'The rows are written here.' }];
  if (callersWith === 0) return [];
  return callersWithout.slice(0, MAXIMUM_CALLERS).map(({ frame, call }) => ({
    span: model.code.nameSpan({ file: frame.file, call }),
    message: 'This caller does not delete it; others do.',
  }));
}

const MAXIMUM_DELETES = 2;

function deletedAt(model: WorkspaceModel, { group, givenList }: UnmetObligation): readonly RelatedLocation[] {
  if (givenList) {
    const message = 'This delete makes its key of a column of one row, and is given a list.';
    return [{ span: model.code.nameSpan(givenList), message }];
  }
  return servingDeletes(group)
    .slice(0, MAXIMUM_DELETES)
    .map((use) => ({
      span: model.code.nameSpan(outermostSite(use.effect)),
      message: `\`${model.code.functionName(use.function)}\` deletes it.`,
    }));
}
