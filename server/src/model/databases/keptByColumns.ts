/**
 * Copies of one row under keys of one pattern that are made of different columns: `user:${id}` and `user:${email}`. In: a write of the
 * row, and the keys. Out: the columns by which a copy is left where the function that writes deletes that of another one; nothing
 * where some key cannot be read, or who calls it deletes one as well.
 */
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect, DatabaseEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Value } from '../evaluation/values.js';
import { isSameValue } from '../evaluation/wording.js';
import { columnsOfKey, holesOfKey, isSameColumn } from '../keys/keyColumns.js';
import { cachedRowsOf, type KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { affectedEntity } from './affectedEntity.js';
import { isChangedBeside } from './changesBeside.js';
import { CHANGES, touchesGroup } from './copyChanges.js';
import type { DatabaseWrite } from './databaseWrites.js';
import { conditionsOf } from './otherRows.js';

export interface LeftByColumn {
  readonly column: string;
  /** What puts the copy there. */
  readonly use: KeyUse;
  /** The delete of the other copy. */
  readonly change: CacheEffect;
}

export function leftByColumns(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  write: DatabaseWrite,
  group: KeyGroup,
): readonly LeftByColumn[] {
  const kept = keptBy(evaluation, write.effect, group);
  if (kept.size < 2 || !affectedEntity(write, group)) return [];
  const touches = (effect: ReturnType<Effects['of']>[number], all = effects.of(write.function)) =>
    effect.kind === 'cache' && CHANGES.has(effect.operation) && touchesGroup(effect, all, group);
  const own = effects.of(write.function);
  const changes = own.filter((effect): effect is CacheEffect => touches(effect));
  const [first] = changes;
  const deleted = changes.map((change) => columnsDeleted(evaluation, write.effect, change));
  if (!first || !deleted.every((columns) => columns !== undefined)) return [];
  const isChangedAbove = graph.callersOf(write.function).some(({ function: caller, call }) => {
    const all = effects.of(caller);
    return all.some((effect) => effect.order !== call && touches(effect, all));
  });
  if (isChangedAbove || isChangedBeside(evaluation, effects, graph, write.function, group)) return [];
  const gone = deleted.flat();
  return [...kept].flatMap(([column, use]) =>
    gone.some((name) => isSameColumn(name, column)) ? [] : [{ column, use, change: first }],
  );
}

/** By each column the first write under it; empty where some copy is kept by something else. */
function keptBy(
  evaluation: Evaluation,
  { call }: DatabaseEffect,
  group: KeyGroup,
): ReadonlyMap<string, KeyUse> {
  const cached = cachedRowsOf(group, call.entity);
  const found = new Map<string, KeyUse>();
  if (!cached || cached.along || cached.many || call.operation === 'insert') return found;
  for (const use of group.writes) {
    const [column, ...others] = columnsOfKey(evaluation, { ...group, writes: [use] }, call.entity) ?? [];
    if (!column || column.owner || others.length > 0) return new Map();
    if (![...found.keys()].some((name) => isSameColumn(name, column.name))) found.set(column.name, use);
  }
  return found;
}

/** The columns of the written row that deleted keys are made of; undefined where that is not known of one of them. */
function columnsDeleted(
  evaluation: Evaluation,
  write: DatabaseEffect,
  { key }: CacheEffect,
): readonly string[] | undefined {
  const keys = key.kind === 'either' ? key.values : [key];
  const columns = keys.map((one) => {
    const [hole, ...others] = holesOfKey(one) ?? [];
    return hole && others.length === 0 ? columnOf(evaluation, write, hole) : undefined;
  });
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

function columnOf(evaluation: Evaluation, write: DatabaseEffect, hole: Value): string | undefined {
  if (hole.kind === 'rows') {
    const { path, site } = hole.rows;
    const [column, ...deeper] = path;
    const isWritten = site !== undefined && isSameSite(site, write.call.site);
    return isWritten && deeper.length === 0 ? column : undefined;
  }
  return conditionsOf(evaluation, write).find(([, value]) => isSameValue(value, hole))?.[0];
}
