/**
 * A copy that is filled on a miss and deleted on a write, and lives long: a delete that comes between the load and the
 * fill is undone by the fill. Reported at the fill, once for each pattern. Advice: it takes bad luck.
 */
import { outermostSite } from '../model/calls/sites.js';
import { functionKey } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { ttlOfWrites } from '../model/keys/patternSummaries.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { lifeOf } from './copyLife.js';
import type { DraftFinding, Rule } from './rule.js';

const LONG_MS = 60 * 60_000;

export const staleFillRace: Rule = {
  id: 'stale-fill-race',
  follows: 'key',
  review(model) {
    return model.groups.flatMap((group) => {
      const fill = isAtRisk(group) ? fillOf(model, group) : undefined;
      return fill ? [finding(model, group, fill)] : [];
    });
  },
};

/** It holds rows, lives long, is deleted, and nothing in its key changes with the rows. */
function isAtRisk(group: KeyGroup): boolean {
  const { nature, entities, versions, versionColumns, followsChange, invalidations } = group;
  const ttl = ttlOfWrites(group.writes);
  const isLong = ttl.kind === 'none' || (ttl.kind === 'known' && ttl.milliseconds > LONG_MS);
  const isOfRows = entities.some(({ site }) => site !== undefined);
  const isVersioned = versions.length > 0 || versionColumns.length > 0 || followsChange;
  return nature === 'cache' && isOfRows && isLong && !isVersioned && isDeletedOnce(invalidations);
}

/** Whoever deletes twice in one function, the second time later, has thought of it. */
function isDeletedOnce(invalidations: readonly KeyUse[]): boolean {
  const serving = invalidations.filter((use) => isServing(use) && use.effect.operation === 'invalidate');
  const functions = new Set(serving.map((use) => functionKey(use.function)));
  return serving.length > 0 && functions.size === serving.length;
}

/** A plain write in a function that reads first and lets several load at once. */
function fillOf(model: WorkspaceModel, { writes, reads }: KeyGroup): KeyUse | undefined {
  const readers = new Set(reads.map((use) => functionKey(use.function)));
  return writes.find(
    (use) =>
      isServing(use) &&
      use.effect.operation === 'write' &&
      readers.has(functionKey(use.function)) &&
      !model.callers.isSingleFlight(use.function),
  );
}

function finding(model: WorkspaceModel, group: KeyGroup, { effect }: KeyUse): DraftFinding {
  const [deletion] = group.invalidations.filter(isServing);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(outermostSite(effect)),
    key: group.text,
    message: [
      `A delete of \`${group.text}\` between the load and this write is undone by the write.`,
      `The old data then stays ${lifeOf(group)}.`,
      'Give it a shorter TTL, or put a version into the key that every write raises.',
    ].join(' '),
    related: deletion
      ? [{ span: model.code.nameSpan(outermostSite(deletion.effect)), message: 'It is deleted here.' }]
      : [],
  };
}
