/**
 * Keys of one pattern, with everything the workspace does to them, and whether they are a cache or state.
 */
import {
  formatKeyPattern,
  hasText,
  type KeyPattern,
  toGlob,
  unify,
} from '../../../../shared/src/keyPattern.js';
import { type Entity, identitiesOf, isSameEntity } from '../../libraries/entityNames.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import type { Site } from '../calls/sites.js';
import { resourcesIn } from '../databases/cachedResources.js';
import { Cascades } from '../databases/cascades.js';
import { countedIn } from '../databases/countedRows.js';
import { type CachedEntity, entitiesOf } from '../databases/entities.js';
import { insertedCopies } from '../databases/insertedCopies.js';
import { mirroredColumn } from '../databases/mirroredColumns.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { emptiedPattern, patternsOf } from '../evaluation/patterns.js';
import { type CacheClient, derived, type Rows, type Value, walkValue } from '../evaluation/values.js';
import { append } from '../lists.js';
import { askedColumns } from './askedColumns.js';
import { withAbsence } from './keptAbsence.js';
import { columnsOfKey, type KeyColumn } from './keyColumns.js';
import { listsOfWrites } from './keyLists.js';
import { addsMembers, isQueued, type KeyNature, natureOf } from './keyNature.js';
import type { KeyUse } from './keyUses.js';
import { type ReadingPage, ReadingPages } from './readingPages.js';
import { decidingIn, looksUp, type ReadThroughKeys } from './readThroughKeys.js';
import { carriesChange, versionColumnsIn } from './versionColumns.js';

export interface KeyGroup {
  readonly pattern: KeyPattern;
  readonly text: string;
  readonly nature: KeyNature;
  /** The object inside the process whose keys these all are; their pattern is nothing but an id. */
  readonly store?: Site;
  /** Some function reads the key and fills it where it finds nothing. */
  readonly filledOnMiss: boolean;
  /** It is kept equal to a column by whoever writes that, and not loaded from there. */
  readonly mirrors?: true;
  readonly entities: readonly CachedEntity[];
  /** What was fetched from other services. */
  readonly resources: readonly CachedEntity[];
  readonly writes: readonly KeyUse[];
  readonly reads: readonly KeyUse[];
  readonly invalidations: readonly KeyUse[];
  /** Numbers counted over rows are part of the value: it is not exact between two fills anyway. */
  readonly summarises: boolean;
  /** The rows that were counted or added up. */
  readonly counted: readonly Rows[];
  /** Keys whose value is part of these keys: bumping one makes them unreachable. */
  readonly versions: readonly KeyPattern[];
  /** The key carries the row's version or time of change. */
  readonly followsChange: boolean;
  /** Columns of other rows whose value is part of these keys, as a version. */
  readonly versionColumns: readonly string[];
  /** The lists that every one of these keys is put into when it is written; undefined where that is not known. */
  readonly lists?: readonly KeyPattern[];
  /** The pages that read it, where nothing else does; undefined where that is not known. */
  readonly pages?: readonly ReadingPage[];
}

/** A key without a version in it. */
export const UNVERSIONED: Pick<KeyGroup, 'versions' | 'followsChange' | 'versionColumns'> = {
  versions: [],
  followsChange: false,
  versionColumns: [],
};

/** Whether what is kept can be stale: it was loaded from elsewhere, or is kept equal to a column. */
export function holdsCopies({ nature, mirrors }: Pick<KeyGroup, 'nature' | 'mirrors'>): boolean {
  return nature === 'cache' || mirrors === true;
}

/** The rows of an entity that are in the values of a group. */
export function cachedRowsOf(
  { entities, resources }: Pick<KeyGroup, 'entities' | 'resources'>,
  entity: Entity,
): CachedEntity | undefined {
  const isOfEntity = (candidate: CachedEntity): boolean => isSameEntity(candidate.entity, entity);
  return entities.find(isOfEntity) ?? resources.find(isOfEntity);
}

/** Rows that go with others: those that a delete of an entity takes along. */
export function rowsTakenAlong({ entities }: KeyGroup, owner: Entity): CachedEntity | undefined {
  return entities.find(({ owners }) => owners?.some((one) => isSameEntity(one, owner)));
}

/** What the writes that may concern a group call the rows they write. */
export function identitiesIn(group: KeyGroup): readonly string[] {
  return cachedIn(group).flatMap(({ entity, owners = [] }) => [entity, ...owners].flatMap(identitiesOf));
}

/** All that a group holds copies of. */
export function cachedIn({ entities, resources }: KeyGroup): readonly CachedEntity[] {
  return resources.length === 0 ? entities : [...entities, ...resources];
}

/** The same key in another numbered database of the server is another entry. */
export function isInOtherDatabase(
  { databaseNumber }: CacheClient,
  { writes }: Pick<KeyGroup, 'writes'>,
): boolean {
  const kept = writes.map(({ effect }) => effect.client.databaseNumber);
  return databaseNumber !== undefined && kept.every((one) => one !== undefined && one !== databaseNumber);
}

const WRITES: ReadonlySet<string> = new Set(['write', 'write-part', 'counter', 'wrap']);
const READS: ReadonlySet<string> = new Set(['read', 'wrap']);
const INVALIDATIONS: ReadonlySet<string> = new Set(['invalidate', 'invalidate-part']);

export function groupKeyUses(
  evaluation: Evaluation,
  graph: CallGraph,
  effects: Effects,
  uses: readonly KeyUse[],
  readThrough: ReadThroughKeys,
): readonly KeyGroup[] {
  const groups = new Map<string, { pattern: KeyPattern; uses: KeyUse[] }>();
  for (const use of uses) {
    for (const pattern of use.patterns) {
      if (!hasText(pattern)) continue;
      const glob = toGlob(pattern);
      const group = groups.get(glob);
      // `del([key(one), key(other)])`: two keys of one pattern.
      if (group?.uses.at(-1) === use) continue;
      if (group) group.uses.push(use);
      else groups.set(glob, { pattern, uses: [use] });
    }
  }
  const all = [...groups.values()];
  const emptied = emptiedUses(uses);
  const cascades = new Cascades(evaluation);
  const pages = new ReadingPages(evaluation, graph);
  return all.map(({ pattern, uses: own }) => {
    // A read of `user:{id}` is a read of `user:1` as well: other groups' uses count where keys can be equal.
    const related = all.filter((other) => other.pattern !== pattern && unify(other.pattern, pattern));
    const touching = [...own, ...related.flatMap((other) => other.uses), ...emptied.of(pattern)];
    const group = createGroup(evaluation, graph, effects, readThrough, pattern, own, touching);
    return withAbsences(evaluation, withOwners(evaluation, cascades, withPages(pages, group)));
  });
}

/** Reads and deletes of a key that lacks a part, where another code writes it without that part. */
function emptiedUses(uses: readonly KeyUse[]): { of(pattern: KeyPattern): readonly KeyUse[] } {
  const byGlob = new Map<string, KeyUse[]>();
  for (const use of uses) {
    const pattern = WRITES.has(use.effect.operation) ? undefined : emptiedPattern(use.effect.key);
    if (pattern && hasText(pattern)) append(byGlob, toGlob(pattern), use);
  }
  return { of: (pattern) => byGlob.get(toGlob(pattern)) ?? [] };
}

function createGroup(
  evaluation: Evaluation,
  graph: CallGraph,
  effects: Effects,
  readThrough: ReadThroughKeys,
  pattern: KeyPattern,
  own: readonly KeyUse[],
  related: readonly KeyUse[],
): KeyGroup {
  const writes = own.filter((use) => WRITES.has(use.effect.operation));
  const reads = related.filter((use) => READS.has(use.effect.operation) || looksUp(use.effect));
  const invalidations = related.filter(
    ({ effect }) => INVALIDATIONS.has(effect.operation) && !isInOtherDatabase(effect.client, { writes }),
  );
  const patterns = [pattern, ...writes.flatMap(({ ownPatterns }) => ownPatterns ?? [])];
  const isFilled = patterns.some((one) => readThrough.has(one));
  const entities = writes.flatMap(({ effect, function: owner }) => {
    const deciding = isFilled ? decidingIn(effect).map((value) => derived([value])) : [];
    const values = [...storedValues(effect), ...deciding];
    const read = values.flatMap((value) => entitiesOf(evaluation, graph, value, effect.key));
    return read.length > 0 ? read : insertedCopies(evaluation, effects.of(owner), effect);
  });
  const mirror =
    entities.length === 0 ? mirroredColumn(effects, { writes, reads, invalidations }) : undefined;
  const merged = mirror ? [mirror] : mergeEntities(entities);
  const resources = writes.flatMap(({ effect }) =>
    storedValues(effect).flatMap((value) => resourcesIn(evaluation, graph, value)),
  );
  const lists = listsOfWrites(effects, pattern, writes);
  const isMessage = writes.some(({ effect, function: owner }) => isQueued(effect, effects.of(owner)));
  return {
    ...(lists && { lists }),
    pattern: displayPattern(pattern, writes),
    text: formatKeyPattern(displayPattern(pattern, writes)),
    nature: natureOf(isFilled, isMessage, writes, reads, invalidations, entities),
    filledOnMiss: isFilled,
    ...(mirror && { mirrors: true }),
    entities: isFilled ? withAsked(evaluation, merged, writes) : merged,
    resources: mergeEntities(resources),
    writes,
    reads,
    invalidations,
    counted: writes.flatMap(({ effect }) => storedValues(effect).flatMap(countedIn)),
    summarises: writes.some(({ effect }) => effect.value && holdsCount(effect.value)),
    versions: writes.flatMap((use) => versionsIn(use.effect)),
    followsChange:
      writes.length > 0 && writes.every((use) => carriesChange(evaluation, graph, use.effect.key)),
    versionColumns: writes.flatMap((use) => versionColumnsIn(evaluation, graph, use.effect.key)),
  };
}

/** With the columns that are looked at before a row is kept, where not all are in the copy. */
function withAsked(
  evaluation: Evaluation,
  entities: readonly CachedEntity[],
  writes: readonly KeyUse[],
): readonly CachedEntity[] {
  if (entities.every(({ columns, whole }) => !columns && whole)) return entities;
  const asked = writes.map((use) => askedColumns(evaluation, use));
  return entities.map((cached) => {
    const columns = asked.flatMap((one) => [...(one.get(cached.entity.identity) ?? [])]);
    return columns.length > 0 ? { ...cached, deciding: new Set([...cached.deciding, ...columns]) } : cached;
  });
}

/** With the pages that read it, where a change may name pages. */
function withPages(pages: ReadingPages, group: KeyGroup): KeyGroup {
  const mayBeNamed = group.writes.some(({ effect }) => effect.client.library.keptForPages);
  const reading = mayBeNamed ? pages.of(group.reads.map((use) => use.function)) : undefined;
  return reading ? { ...group, pages: reading } : group;
}

/** With the rows whose deletes take the cached ones along. */
function withOwners(evaluation: Evaluation, cascades: Cascades, group: KeyGroup): KeyGroup {
  if (group.nature !== 'cache') return group;
  const entities = group.entities.map((cached) => {
    const owners = cached.along || !cached.site ? [] : ownersMissed(evaluation, cascades, group, cached);
    return owners.length > 0 ? { ...cached, owners } : cached;
  });
  return { ...group, entities };
}

function withAbsences(evaluation: Evaluation, group: KeyGroup): KeyGroup {
  if (group.nature !== 'cache') return group;
  return { ...group, entities: group.entities.map((cached) => withAbsence(evaluation, cached, group)) };
}

/** Nobody asks by the id of a row that is gone for what belonged to it; of a key that is not understood nobody knows. */
function ownersMissed(
  evaluation: Evaluation,
  cascades: Cascades,
  group: KeyGroup,
  cached: CachedEntity,
): readonly Entity[] {
  const owners = cascades.ownersOf(cached);
  const columns = owners.length > 0 ? columnsOfKey(evaluation, group, cached.entity) : undefined;
  const isAskedBy = ({ name, owner }: KeyColumn): boolean =>
    owner !== undefined || owners.some(({ columns: own }) => own.includes(name));
  return columns && !columns.some(isAskedBy) ? owners.map(({ entity }) => entity) : [];
}

/** A number that was counted is in the value, and not only whether there are any. */
function holdsCount(value: Value): boolean {
  let found = false;
  walkValue(value, (part) => {
    if (part.kind === 'derived' && part.answers) return false;
    found ||= isCount(part);
    return !found;
  });
  return found;
}

function isCount(part: Value): boolean {
  return (
    (part.kind === 'derived' && part.counts === true) ||
    (part.kind === 'rows' && part.rows.path.some((name) => /^_(count|sum|avg|min|max)$/.test(name)))
  );
}

/** What a write stores: the members of a list or set each by itself, everything else as one value. */
function storedValues(effect: CacheEffect): readonly Value[] {
  const { value } = effect;
  return value?.kind === 'array' && addsMembers(effect) ? value.items : value ? [value] : [];
}

/** What is read from the cache to be put into the key; what the rows are selected by as well says whose they are. */
function versionsIn({ key, value }: CacheEffect): readonly KeyPattern[] {
  const selecting = new Set(value ? keysRead(selectorsOf(value)).map(formatKeyPattern) : []);
  return keysRead([key]).filter((pattern) => !selecting.has(formatKeyPattern(pattern)));
}

function keysRead(values: readonly Value[]): readonly KeyPattern[] {
  const found: KeyPattern[] = [];
  for (const value of values) {
    walkValue(value, (part) => {
      if (part.kind === 'cached' && !part.listed) found.push(...patternsOf(part.key).filter(hasText));
      return true;
    });
  }
  return found;
}

function selectorsOf(value: Value): readonly Value[] {
  const found: Value[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'rows') found.push(...part.rows.where.values());
    return true;
  });
  return found;
}

/** The first write names the holes best: it has the row at hand. */
function displayPattern(pattern: KeyPattern, writes: readonly KeyUse[]): KeyPattern {
  const glob = toGlob(pattern);
  const candidates = writes.flatMap((use) => use.patterns).filter((other) => toGlob(other) === glob);
  const named = candidates.find((candidate) =>
    candidate.parts.every((part) => typeof part === 'string' || part.hole !== 'value'),
  );
  return named ?? candidates[0] ?? pattern;
}

function mergeEntities(entities: readonly CachedEntity[]): readonly CachedEntity[] {
  const merged = new Map<string, CachedEntity>();
  for (const entity of entities) {
    const known = merged.get(entity.entity.identity);
    if (!known) {
      merged.set(entity.entity.identity, entity);
      continue;
    }
    const columns = known.columns && entity.columns && new Set([...known.columns, ...entity.columns]);
    const parts = known.parts && entity.parts && new Set([...known.parts, ...entity.parts]);
    const { columns: _columns, parts: _parts, ...rest } = known;
    merged.set(entity.entity.identity, {
      ...rest,
      many: known.many || entity.many,
      whole: known.whole || entity.whole,
      computed: known.computed && entity.computed,
      along: known.along && entity.along,
      picked: known.picked && entity.picked,
      single: known.single && entity.single,
      deciding: new Set([...known.deciding, ...entity.deciding]),
      ...(columns && { columns }),
      ...(parts && { parts }),
    });
  }
  return [...merged.values()];
}
