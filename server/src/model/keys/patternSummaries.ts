/** The key patterns of a workspace as the editor, the cache map and the reports show them. */
import type { CodeSite, KeyPatternSummary, PatternTtl } from '../../../../shared/src/protocol.js';
import { outermostSite } from '../calls/sites.js';
import type { WorkspaceModel } from '../workspaceModel.js';
import type { KeyGroup } from './keyGroups.js';
import type { KeyUse } from './keyUses.js';
import { databaseWritesOn, functionsOf } from './patternPlaces.js';

/** One summary for each group of keys, sorted by pattern; copies of accepted ones may be wrong for as long as they live. */
export function patternSummaries(
  model: WorkspaceModel,
  isAccepted: (group: KeyGroup) => boolean,
): readonly KeyPatternSummary[] {
  return model.groups
    .map((group) => summaryOf(model, group, isAccepted))
    .sort((a, b) => (a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : 0));
}

function summaryOf(
  model: WorkspaceModel,
  group: KeyGroup,
  isAccepted: (group: KeyGroup) => boolean,
): KeyPatternSummary {
  return {
    pattern: group.text,
    nature: group.nature,
    entities: group.entities.map((entity) => entity.entity.name).sort(),
    ttl: ttlOfWrites(group.writes),
    writes: codeSites(model, group.writes),
    reads: codeSites(model, group.reads),
    invalidations: codeSites(model, group.invalidations),
    databaseWrites: databaseWritesOn(model, group, isAccepted),
    functions: functionsOf(model, group),
  };
}

function codeSites({ code }: WorkspaceModel, uses: readonly KeyUse[]): readonly CodeSite[] {
  const sites = uses.map((use): CodeSite => {
    const span = code.callSpan(outermostSite(use.effect));
    return { span, functionName: code.functionName(use.function), command: use.effect.command };
  });
  const seen = new Set<string>();
  return sites
    .filter((site) => {
      const key = `${site.span.file}#${site.span.start}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) =>
      a.span.file === b.span.file ? a.span.start - b.span.start : a.span.file < b.span.file ? -1 : 1,
    );
}

/** Hashes and sorted sets are filled like others; a plain count often gets its life with the first one. */
const COUNTS_OF_PARTS = /^[hz]incrby(float)?$/i;

/** The longest known TTL; none as soon as one write has none. */
export function ttlOfWrites(writes: readonly KeyUse[]): PatternTtl {
  let longest = 0;
  let unknown = writes.length === 0;
  for (const { effect, ttl, conditional } of writes) {
    // `entry(key).expireIn(60)`: whether it was told a life, nobody can read.
    const isCount = effect.operation === 'counter' && !COUNTS_OF_PARTS.test(effect.command);
    if (ttl.kind === 'none' && !isCount && !conditional) return { kind: 'none' };
    if (ttl.kind === 'known') longest = Math.max(longest, ttl.milliseconds);
    else unknown = true;
  }
  return unknown || longest === 0 ? { kind: 'unknown' } : { kind: 'known', milliseconds: longest };
}
