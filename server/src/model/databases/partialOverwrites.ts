/**
 * Which copies of whole rows are overwritten, after an update, with what was sent instead of what is stored? In: the keys of one
 * pattern. Out: the writes of the cache with the columns that are missing in them, and where the whole row is cached.
 */
import { isSameEntity } from '../../libraries/entityNames.js';
import { inOtherArms } from '../calls/effectPlaces.js';
import type { Effects } from '../calls/effects.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Rows, rowsWithin, someValue, type Value } from '../evaluation/values.js';
import { isSameColumn } from '../keys/keyColumns.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { declaredColumns } from './declaredColumns.js';
import type { KnownColumns } from './knownColumns.js';

export interface PartialOverwrite {
  readonly use: KeyUse;
  readonly entity: string;
  /** Where the row is updated. */
  readonly update: Site;
  /** Where all of the row is cached. */
  readonly whole: KeyUse;
  readonly missing: readonly string[];
}

export function partialOverwrites(
  evaluation: Evaluation,
  effects: Effects,
  known: KnownColumns,
  { writes }: KeyGroup,
): readonly PartialOverwrite[] {
  const whole = writes.flatMap((use) => {
    const rows = use.effect.value && wholeRow(use.effect.value);
    return rows ? [{ use, rows }] : [];
  });
  const kept = whole.find(({ use }) => use.effect.fills) ?? whole[0];
  if (!kept) return [];
  const columns = [...known.of(kept.rows)];
  return writes.flatMap((use) => {
    const sent = isOverwrite(use) ? sentColumns(evaluation, use.effect.value) : undefined;
    const update = sent && updateBefore(effects, use, kept.rows);
    const missing = columns.filter((column) => !sent?.some((one) => isSameColumn(one, column)));
    if (!update || !missing.some((column) => !KEPT_BY_DATABASE.test(column))) return [];
    return [{ use, entity: kept.rows.entity.name, update, whole: kept.use, missing }];
  });
}

/** Nobody misses them in a copy by themselves. */
const KEPT_BY_DATABASE = /^_?id$|^__v$|^version$|[a-z](At|On|Date)$|_(at|on|date)$/;

function isOverwrite({ effect }: KeyUse): boolean {
  return effect.operation === 'write' && !effect.fills;
}

/** A row as it was read, which is all that the value is. */
function wholeRow(value: Value): Rows | undefined {
  const { kind } = value;
  if (kind === 'derived' && value.from.length === 1 && value.from[0]) return wholeRow(value.from[0]);
  if (kind !== 'rows') return undefined;
  const { many, path, columns, site, related } = value.rows;
  return !many && path.length === 0 && !columns && site && related.length === 0 ? value.rows : undefined;
}

/** The members of an object that is made of nothing that was read: `{ id, name }`, `{ id, ...changes }`. */
function sentColumns(evaluation: Evaluation, value: Value | undefined): readonly string[] | undefined {
  if (value?.kind === 'derived' && value.from.length === 1) return sentColumns(evaluation, value.from[0]);
  if (value?.kind !== 'record' || value.rest || value.computed || value.spreadBy) return undefined;
  // What is spread into it makes it open: what that may hold is asked below.
  if (value.open && ![...value.fields.keys()].some((name) => name.startsWith('...'))) return undefined;
  if (rowsWithin(value).length > 0 || someValue(value, ({ kind }) => !SENT.has(kind))) return undefined;
  const names = [...value.fields].map(([name, field]) =>
    name.startsWith('...') ? declaredColumns(evaluation, [field]) : [name],
  );
  return names.every((one) => one !== undefined) ? names.flat() : undefined;
}

const SENT: ReadonlySet<Value['kind']> = new Set(['record', 'parameter', 'constant', 'text', 'undefined']);

function updateBefore(effects: Effects, { function: owner, effect }: KeyUse, rows: Rows): Site | undefined {
  const update = effects
    .of(owner)
    .find(
      (other) =>
        other.kind === 'database' &&
        other.call.operation === 'update' &&
        (!other.call.many || other.call.where.size > 0) &&
        isSameEntity(other.call.entity, rows.entity) &&
        other.order < effect.order &&
        !inOtherArms(other.branches, effect.branches),
    );
  return update?.site;
}
