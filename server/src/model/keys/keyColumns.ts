/**
 * By which columns of the cached rows a key is made. In: keys of one pattern and the entity of a row that is cached, or
 * comes along. Out: a column for each part of the key that varies, from the row itself or from what the rows were
 * selected by.
 */
import { toGlob } from '../../../../shared/src/keyPattern.js';
import { type Entity, entityIdentity, identitiesOf, isSameEntity } from '../../libraries/entityNames.js';
import { isPassedOn } from '../calls/passedOn.js';
import { constructedParts } from '../databases/constructedParts.js';
import { spokenConditions } from '../databases/spokenConditions.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { partsOf, type Rows, rowsWithin, type Value } from '../evaluation/values.js';
import { isSameValue, placeOfCall } from '../evaluation/wording.js';
import type { KeyGroup } from './keyGroups.js';

export interface KeyColumn {
  readonly name: string;
  /** Whose column it is, where that is not the row asked for but the one that it belongs to. */
  readonly owner?: Entity;
}

export function columnsOfKey(
  evaluation: Evaluation,
  group: KeyGroup,
  entity: Entity,
): readonly KeyColumn[] | undefined {
  const cached = keysWithRows(evaluation, group);
  const own = columnsBy(evaluation, cached, (one) => isSameEntity(one, entity));
  if (own) return own.map((name) => ({ name }));
  for (const owner of new Set(cached.flatMap(({ rows }) => rows.map((one) => one.entity)))) {
    const names = columnsBy(evaluation, cached, (one) => isSameEntity(one, owner));
    const isById = names?.length === 1 && names.every((name) => isSameColumn(name, 'id'));
    if (isById) return names.map((name) => ({ name, owner }));
  }
  return undefined;
}

interface KeyWithRows {
  readonly holes: readonly Value[];
  readonly rows: readonly Rows[];
}

function keysWithRows(evaluation: Evaluation, group: KeyGroup): readonly KeyWithRows[] {
  const glob = toGlob(group.pattern);
  return group.writes.flatMap(({ effect: { key, value } }) => {
    const holes = globOfKey(key) === glob ? holesOfKey(key) : undefined;
    return holes ? [{ holes, rows: value ? rowsMadeInto(evaluation, value) : [] }] : [];
  });
}

/** Also those that an object of a class was made of: `new UserView(user)`. */
function rowsMadeInto(evaluation: Evaluation, value: Value): readonly Rows[] {
  const made = value.kind === 'instance' ? constructedParts(evaluation, value) : undefined;
  return rowsWithin(made ?? value);
}

function columnsBy(
  evaluation: Evaluation,
  keys: readonly KeyWithRows[],
  isMeant: (entity: Entity) => boolean,
): readonly string[] | undefined {
  for (const { holes, rows } of keys) {
    const meant = rows.filter(({ entity }) => isMeant(entity));
    const columns = holes.map((hole) => columnOf(evaluation, hole, meant));
    if (columns.every((column) => column !== undefined)) return columns;
  }
  return undefined;
}

/** The glob of a key that has one pattern. */
export function globOfKey(key: Value): string | undefined {
  const [pattern, ...others] = patternsOf(key);
  return pattern && others.length === 0 ? toGlob(pattern) : undefined;
}

/** What stands in the holes of a key that is written out. */
export function holesOfKey(key: Value): readonly Value[] | undefined {
  if (key.kind === 'constant') return [];
  if (key.kind !== 'text') return undefined;
  return key.parts.flatMap((part) => (typeof part === 'string' ? [] : [originOf(part.value)]));
}

/** A value behind what only changes its form: `String(id)`, `id ?? ''`. */
export function originOf(value: Value): Value {
  if (value.kind === 'fallback') return originOf(value.value);
  const parts = value.kind === 'constructed' ? value.arguments : partsOf(value);
  const [only, ...others] = parts;
  const changesForm = value.kind === 'derived' || value.kind === 'text' || value.kind === 'constructed';
  return changesForm && only && others.length === 0 ? originOf(only) : value;
}

function columnOf(evaluation: Evaluation, hole: Value, rows: readonly Rows[]): string | undefined {
  if (hole.kind === 'rows') {
    const [column, ...deeper] = hole.rows.path;
    const isOfThem = rows.some((one) => one.entity.identity === hole.rows.entity.identity);
    return isOfThem && deeper.length === 0 ? column : undefined;
  }
  for (const { where, site } of rows) {
    const found = conditionsIn(where).find(([, value]) => isIt(evaluation, hole, originOf(value)));
    const place = site && placeOfCall(evaluation, site);
    const spoken =
      place &&
      spokenConditions(place).find(([, value]) =>
        isSameValue(originOf(evaluation.evaluate(place.frame, value)), hole),
      );
    const column = found?.[0] ?? spoken?.[0];
    if (column !== undefined) return column;
  }
  return undefined;
}

/** Whether rows are selected by what stands in the key, in the same function or in one that is handed it. */
function isIt(evaluation: Evaluation, hole: Value, selected: Value): boolean {
  return isSameValue(selected, hole) || isPassedOn(evaluation, hole, selected);
}

const EQUALITIES = /^(equals|eq|\$eq|_eq|is)$/;
const OTHER_OPERATORS =
  /^(not|in|notIn|lte?|gte?|some|every|none|isNot|OR|NOT|contains|startsWith|endsWith|search|mode|\$\w+|_\w+)$/;

/** The columns that must be equal to something; several in one object, as of an index of several columns, are each one. */
export function conditionsIn(where: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...where].flatMap(([name, value]): readonly (readonly [string, Value])[] => {
    if (OTHER_OPERATORS.test(name) && name !== '_id') return [];
    if (value.kind !== 'record') return [[name, value]];
    const [[inner, equal] = [], ...others] = value.fields;
    if (inner !== undefined && equal && others.length === 0 && EQUALITIES.test(inner)) return [[name, equal]];
    return value.fields.size > 1 && name.includes('_') ? conditionsIn(value.fields) : [];
  });
}

/** `categoryId` and `category_id` hold the id of a category. */
export function isIdOf(column: string, owner: Entity): boolean {
  const name = /^(.+?)_?id$/i.exec(column)?.[1];
  return name !== undefined && identitiesOf(owner).includes(entityIdentity(name));
}

/** `_id` and `id` are two names of one column. */
export function isSameColumn(a: string, b: string): boolean {
  return a.replace(/^_id$/, 'id') === b.replace(/^_id$/, 'id');
}
