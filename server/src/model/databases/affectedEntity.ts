/** Which of the rows behind a group of keys a write makes stale, by its columns and by what it does. */
import { wordsOf } from '../../../../shared/src/words.js';
import { entityIdentity, isSameEntity } from '../../libraries/entityNames.js';
import { isComputed, someValue, type Value } from '../evaluation/values.js';
import { cachedRowsOf, type KeyGroup, rowsTakenAlong } from '../keys/keyGroups.js';
import type { DatabaseCall } from './databaseCalls.js';
import type { DatabaseWrite } from './databaseWrites.js';
import type { CachedEntity } from './entities.js';
import { excludeEachOther } from './excludedRows.js';

/** The cached entity a write makes stale; undefined when the cached copy cannot be affected. */
export function affectedEntity(
  write: Pick<DatabaseWrite, 'effect'>,
  group: KeyGroup,
): CachedEntity | undefined {
  const { call } = write.effect;
  const { columns } = call;
  const entity =
    cachedRowsOf(group, call.entity) ??
    (deletesForGood(call) ? rowsTakenAlong(group, call.entity) : undefined);
  if (!entity) return undefined;
  // Only copies that hold them together.
  if (call.linkedTo) return entity.along && cachedRowsOf(group, call.linkedTo) ? entity : undefined;
  // A new row cannot be in the cache under its own key yet; that there is none can be.
  const isKnownOf = entity.many || entity.presence === true || isMissed(call, entity);
  if (call.operation === 'insert' && !isKnownOf) return undefined;
  if (staysOut(call, entity) || isElsewhere(call, entity)) return undefined;
  if (call.operation === 'insert' && entity.picked && !leadsToOthers(call, group)) return undefined;
  // Nor can the rows that belong to it.
  if (call.ofNewRow && entity.along) return undefined;
  // A key that carries the row's own version or time of change is another key after the write.
  if (group.followsChange && call.operation !== 'delete') return undefined;
  // What is not there yet is put there, and is missing in lists.
  const updates = call.operation === 'update' || (call.operation === 'upsert' && !entity.many);
  const { columns: cached } = entity;
  if (updates && columns?.length === 0) return undefined;
  if (updates && cached && !changesOne(columns, cached) && !decides(columns, entity)) return undefined;
  if (updates && isApart(call.parts, entity.parts) && !decides(columns, entity)) return undefined;
  return entity;
}

/** Whether somebody may have asked for a new row before, and been told that there is none: by what it was given, and not drawn. */
function isMissed({ data = [], ofNewRow }: DatabaseCall, { absence, where }: CachedEntity): boolean {
  if (!absence || ofNewRow || data.length === 0) return false;
  return data.every((row) =>
    [...where.keys()].every((column) => {
      const given = row.kind === 'record' ? row.fields.get(column) : undefined;
      return given !== undefined && !someValue(given, isNew);
    }),
  );
}

/** Drawn, computed, or the column of a row that was made only now. */
function isNew(part: Value): boolean {
  return isComputed(part) || (part.kind === 'rows' && part.rows.fresh === true);
}

/** `status: 'draft'` of a new row, where the list holds those that are published. */
function staysOut({ operation, data = [] }: DatabaseCall, { where }: CachedEntity): boolean {
  if (operation !== 'insert' || data.length === 0) return false;
  return [...where].some(
    ([column, asked]) => asked.kind === 'constant' && data.every((row) => isOther(row, column, asked.value)),
  );
}

/** `WHERE status = 'draft'` of a write that leaves the status alone, where the copies are of those that are published. */
function isElsewhere({ operation, where: chosen, columns }: DatabaseCall, entity: CachedEntity): boolean {
  if (operation === 'insert' || operation === 'upsert' || (operation !== 'delete' && !columns)) return false;
  if (entity.loose === 'all') return false;
  const loose = new Set(entity.loose);
  return [...entity.where].some(([column, asked]) => {
    const given = columns?.includes(column) ? undefined : chosen.get(column);
    return given !== undefined && excludeEachOther(given, asked, loose.has(column));
  });
}

/** Whether a new row may belong to rows it is joined to: it has a column, such as `article_id`, that leads there. */
function leadsToOthers({ columns, entity: own }: DatabaseCall, { entities }: KeyGroup): boolean {
  if (!columns) return true;
  const others = entities.filter(({ entity }) => !isSameEntity(entity, own));
  const names = new Set(others.flatMap(({ entity }) => wordsOf(entity.name)).map(entityIdentity));
  return columns.some((column) => wordsOf(column).some((word) => names.has(entityIdentity(word))));
}

function isOther(row: Value, column: string, asked: unknown): boolean {
  const made = row.kind === 'rows' && !row.rows.changed?.includes(column) ? row.rows.built : row;
  const given = made?.kind === 'record' ? made.fields.get(column) : undefined;
  return given?.kind === 'constant' && typeof given.value === typeof asked && given.value !== asked;
}

/** Whether what is written and what is cached are other members of one column: `tokens.refresh`, `tokens.access`. */
function isApart(written: readonly string[] | undefined, cached: ReadonlySet<string> | undefined): boolean {
  if (!written || !cached) return false;
  const touches = (a: string, b: string): boolean =>
    a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
  return !written.some((one) => [...cached].some((other) => touches(one, other)));
}

/** Rows that are only marked as deleted take none along. */
function deletesForGood({ operation, events }: DatabaseCall): boolean {
  return operation === 'delete' && ![...events.told, ...events.blind].some((name) => /^soft/i.test(name));
}

/** Whether the rows of a copy are not those that are written: they go with them. */
export function goesAlong({ entity }: CachedEntity, write: Pick<DatabaseWrite, 'effect'>): boolean {
  return !isSameEntity(entity, write.effect.call.entity);
}

/** Set once, when the row is made. */
const NEVER_CHANGES = /^(_?id|uuid|guid|created_?(at|on|date)?)$/i;

/** Whether an update of these columns, unknown ones among them, may change one that is cached. */
function changesOne(columns: readonly string[] | undefined, cached: ReadonlySet<string>): boolean {
  if (columns) return columns.some((column) => cached.has(column));
  for (const column of cached) if (!NEVER_CHANGES.test(column)) return true;
  return false;
}

/** Which rows are cached may be others after it. */
function decides(columns: readonly string[] | undefined, { deciding, many, where }: CachedEntity): boolean {
  // `{ teamId: other }`: the row goes from one list to another.
  return columns?.some((column) => deciding.has(column) || (many && where.has(column))) === true;
}
