/**
 * A row that is looked up by what callers give, and only cached where there is one: whoever asks for what does not exist
 * reaches the database every time. Reported at the write. Advice: mostly such lookups are cheap.
 */
import { isHole } from '../../../shared/src/keyPattern.js';
import { siteKey } from '../model/calls/sites.js';
import { isSameFunction, someValue } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import { comesFromRequest } from '../model/requests/valueOrigins.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { groupsOfWrites } from './groupOfWrite.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const missNotCached: Rule = {
  id: 'miss-not-cached',
  review(model) {
    const groupOf = groupsOfWrites(model);
    const findings = new Map<string, DraftFinding>();
    for (const aside of model.loads.cacheAsides()) {
      const group = groupOf(aside.write);
      if (!group || !isServingFile(aside.function.file) || !isOpenToAll(group, aside)) continue;
      const key = siteKey(aside.writeSite);
      if (!findings.has(key) && isOnlyForFound(aside)) findings.set(key, finding(model, group, aside));
    }
    return [...findings.values()];
  },
};

/** The key is made of something that the caller gives, and one row is looked up by it. */
function isOpenToAll({ nature, pattern }: KeyGroup, { function: owner, read, queries }: CacheAside): boolean {
  const [query, ...more] = queries;
  if (nature !== 'cache' || !query || more.length > 0 || query.call.many) return false;
  // Who asks is somebody, whatever they ask for.
  const isGiven = someValue(
    read.key,
    (part) => part.kind === 'parameter' && isSameFunction(part.function, owner) && !comesFromRequest(part),
  );
  return isGiven && pattern.parts.some(isHole);
}

/** The write stands under a condition on the rows. */
function isOnlyForFound({ write, queries: [query] }: CacheAside): boolean {
  const site = query?.call.site;
  return write.guards.some(({ value }) =>
    someValue(
      value,
      (part) =>
        part.kind === 'rows' && part.rows.site?.call === site?.call && part.rows.site?.file === site?.file,
    ),
  );
}

function finding(model: WorkspaceModel, { text, entities }: KeyGroup, aside: CacheAside): DraftFinding {
  const [entity] = entities;
  const [query] = aside.queries;
  return {
    confidence: 'likely',
    span: model.code.nameSpan(aside.writeSite),
    key: text,
    message: [
      `Nothing is cached under \`${text}\` when there is no such ${entity ? `\`${entity.entity.name}\`` : 'row'}.`,
      'Whoever asks for made-up ids reaches the database with each request.',
      'Cache a mark for what does not exist as well, for a short time.',
    ].join(' '),
    related: query ? [{ span: model.code.nameSpan(query.site), message: 'The row is looked up here.' }] : [],
  };
}
