/**
 * Deletes of a copy by the value that a column has just been given: the copy stands under the old one. In: the model. Out: a
 * finding at each such delete. A second delete of such a key in the function may be the one of the old value.
 */
import { isHole, unify } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect, DatabaseEffect } from '../model/calls/effect.js';
import { isSameSite, outermostSite } from '../model/calls/sites.js';
import type { DatabaseWrite } from '../model/databases/databaseWrites.js';
import { openParts } from '../model/databases/declaredColumns.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import { isPartOfParameter, type Parameter, type Rows, type Value } from '../model/evaluation/values.js';
import { isSameValue } from '../model/evaluation/wording.js';
import { holesOfKey, originOf } from '../model/keys/keyColumns.js';
import { cachedRowsOf, type KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt, lifeOf, outlivesStaleness } from './copyLife.js';
import type { DraftFinding } from './rule.js';
import { isServingFile } from './servedCode.js';

interface NewValueInKey {
  readonly group: KeyGroup;
  readonly column: string;
  readonly change: CacheEffect;
  readonly write: DatabaseEffect;
  /** Rows are kept under it that have one value of the column: the written one has left those of the old value. */
  readonly isList: boolean;
}

/** What is said of a copy of one row, and of a list of those with one value of the column. */
const WORDS = {
  copy: {
    left: 'the copy stands under the old one',
    seen: (entity: string) => `by that gets the old \`${entity}\``,
  },
  list: {
    left: 'the list that the row has left stands under the old one',
    seen: (entity: string) => `that gets the \`${entity}\` among the others`,
  },
} as const;

/** At each delete: of copies of one row, or of lists. */
export function newValueFindings(
  model: WorkspaceModel,
  settings: ReviewSettings,
  of: keyof typeof WORDS,
): readonly DraftFinding[] {
  return newValuesInKeys(model, settings)
    .filter(({ isList }) => isList === (of === 'list'))
    .map((found) => findingAtDelete(model, found, WORDS[of]));
}

function findingAtDelete(
  model: WorkspaceModel,
  { group, column, change, write }: NewValueInKey,
  { left, seen }: (typeof WORDS)[keyof typeof WORDS],
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(outermostSite(change)),
    key: group.text,
    message: [
      `This deletes \`${group.text}\` by the new \`${column}\`, and ${left}.`,
      `Whoever reads ${seen(write.call.entity.name)} ${lifeOf(group)}.`,
      `Read \`${column}\` before the write, and delete the key of the old value as well.`,
    ].join(' '),
    related: [
      ...cachedAt(model, group),
      { span: model.code.nameSpan(write.site), message: `\`${column}\` is given a new value here.` },
    ],
  };
}

function newValuesInKeys(model: WorkspaceModel, settings: ReviewSettings): readonly NewValueInKey[] {
  const groups = model.groups.filter((group) => outlivesStaleness(group, settings));
  return model.databaseWrites
    .filter(({ effect, function: owner }) => effect.call.operation === 'update' && isServingFile(owner.file))
    .flatMap((write) => groups.flatMap((group) => newValueIn(model, write, group) ?? []));
}

function newValueIn(model: WorkspaceModel, whole: DatabaseWrite, group: KeyGroup): NewValueInKey | undefined {
  const { effect: write, function: owner } = whole;
  const cached = cachedRowsOf(group, write.call.entity);
  if (!cached) return undefined;
  const changes = model
    .effectsOf(owner)
    .filter((effect) => effect.kind === 'cache')
    .filter(({ operation }) => operation !== 'read')
    .filter(({ key }) => patternsOf(key).some((pattern) => unify(pattern, group.pattern)));
  const [change, ...others] = changes;
  if (change?.operation !== 'invalidate' || others.length > 0 || change.order < write.order) return undefined;
  // `del(slugKey(slug), listKey)`: of two such keys in one call, one may be that of the old value.
  const [key, ...otherKeys] = keysIn(change.key).filter((one) =>
    patternsOf(one).some((pattern) => unify(pattern, group.pattern)),
  );
  if (!key || otherKeys.length > 0) return undefined;
  const given = (hole: Value): readonly string[] =>
    givenColumn(model, hole, whole).filter((column) => !cached.many || mayChange(column, write.call));
  const column =
    (holesOfKey(key) ?? []).flatMap((hole) => newColumn(hole, write) ?? given(hole))[0] ??
    (cached.many ? writtenOut(model, key, group, whole, cached.where) : undefined);
  return column === undefined ? undefined : { group, column, change, write, isList: cached.many };
}

function keysIn(key: Value): readonly Value[] {
  return key.kind === 'either' ? key.values : [key];
}

/** The column that the write gives this very value: `set({ slug })`, and then the key of `slug`. */
function givenColumn(model: WorkspaceModel, hole: Value, write: DatabaseWrite): readonly string[] {
  if (hole.kind !== 'parameter' && hole.kind !== 'derived') return [];
  const given = model.databases
    .givenColumns(write)
    .filter(([, value]) => isSameValue(originOf(value), hole))
    .map(([name]) => name);
  return given.length > 0 || hole.kind !== 'parameter' ? given : givenAmongAll(hole, write.effect.call);
}

/** `set({ status: 'done' })`, and then `tasks:done`, where the lists are those of each status. */
function writtenOut(
  model: WorkspaceModel,
  key: Value,
  { pattern }: KeyGroup,
  write: DatabaseWrite,
  where: ReadonlyMap<string, Value>,
): string | undefined {
  const [before, hole, after, ...more] = [...pattern.parts];
  const isOfOne = typeof before === 'string' && hole && isHole(hole) && more.length === 0;
  if (key.kind !== 'constant' || !isOfOne || (after !== undefined && typeof after !== 'string'))
    return undefined;
  const found = model.databases
    .givenColumns(write)
    .find(
      ([column, value]) =>
        value.kind === 'constant' &&
        key.value === `${before}${value.value}${after ?? ''}` &&
        where.has(column) &&
        where.get(column)?.kind !== 'constant' &&
        mayChange(column, write.effect.call),
    );
  return found?.[0];
}

/** `update({ data: changes })`, and then the key of `changes.slug`. */
function givenAmongAll(hole: Parameter, call: DatabaseEffect['call']): readonly string[] {
  const isMember = (call.data ?? []).flatMap(openParts).some((whole) => isMemberOf(hole, whole));
  const column = hole.path.at(-1);
  return isMember && column !== undefined && mayChange(column, call) ? [column] : [];
}

function isMemberOf(part: Parameter, whole: Parameter): boolean {
  return part.path.length === whole.path.length + 1 && isPartOfParameter(part, whole);
}

/** Ids hardly ever do, nor does what the row is chosen by. */
function mayChange(column: string, { columns, where }: DatabaseEffect['call']): boolean {
  return !/id$/i.test(column) && !where.has(column) && (columns?.includes(column) ?? true);
}

/** The column of a row as the write left it, where the write gave it a value. */
function newColumn(hole: Value, write: DatabaseEffect): string | undefined {
  if (hole.kind !== 'rows') return undefined;
  const { call } = write;
  const { site, path, changed } = hole.rows;
  const [column, ...deeper] = path;
  if (column === undefined || deeper.length > 0 || !call.columns?.includes(column)) return undefined;
  const isGivenBack = site !== undefined && isSameSite(site, call.site);
  const isNew = isGivenBack || changed?.includes(column) || isReadBehind(hole.rows, write);
  return isNew ? column : undefined;
}

/** The row is read again behind the write, by what it was chosen by there. */
function isReadBehind({ entity, site, where }: Rows, { call, order, chain }: DatabaseEffect): boolean {
  const isBehind = site !== undefined && site.file === chain[0]?.file && site.call > order;
  return (
    isBehind &&
    entity.identity === call.entity.identity &&
    [...call.where].some(([column, value]) => {
      const other = where.get(column);
      return other !== undefined && isSameValue(value, other);
    })
  );
}
