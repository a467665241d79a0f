/**
 * Deletes of a copy of another row than the one that is written. In: a write, the copies of its rows and a delete in the
 * same function. Out: whether the key is made of another column than the copies are kept by, or of what another write of
 * the function chose its row by. What is not known may be the row.
 */
import { toGlob, unify } from '../../../../shared/src/keyPattern.js';
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact } from '../../facts/fileFacts.js';
import { isSameEntity } from '../../libraries/entityNames.js';
import type { CacheEffect, DatabaseEffect, Effect } from '../calls/effect.js';
import { isPassedOn } from '../calls/passedOn.js';
import { isSameSite, outermostSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { isNothing, isSameFunction, rowsWithin, type Value } from '../evaluation/values.js';
import { isSameValue, placeOfCall } from '../evaluation/wording.js';
import { columnsOfKey, conditionsIn, globOfKey, holesOfKey, originOf } from '../keys/keyColumns.js';
import { cachedRowsOf, type KeyGroup } from '../keys/keyGroups.js';
import { globGiven, lookupsBefore } from '../keys/sweeps.js';
import { isPrimaryKey } from './primaryKeys.js';
import { spokenConditions } from './spokenConditions.js';

export function isOfOtherRow(
  evaluation: Evaluation,
  own: readonly Effect[],
  write: DatabaseEffect,
  group: KeyGroup,
  change: CacheEffect,
): boolean {
  if (change.operation !== 'invalidate') return false;
  const cached = cachedRowsOf(group, write.call.entity);
  if (!cached || cached.along) return false;
  if (cached.many && isListOfOthers(evaluation, group, write))
    return isKeyOfWritten(evaluation, own, write, change);
  if (deletesMore(evaluation, own, change)) return false;
  const columns = columnsOfCopies(evaluation, group, write);
  // One call may delete several keys.
  const keys = change.key.kind === 'either' ? change.key.values : [change.key];
  const meant = keys.filter((key) => patternsOf(key).some((pattern) => unify(pattern, group.pattern)));
  return (
    columns !== undefined &&
    meant.length > 0 &&
    meant.every(
      (key) => globOfKey(key) === toGlob(group.pattern) && isKeyOfOther(evaluation, own, write, columns, key),
    )
  );
}

/**
 * Through one call of a function several keys may be deleted, of which this is one. Of two calls of it only one is seen, as
 * they do the same to the same pattern.
 */
function deletesMore(evaluation: Evaluation, own: readonly Effect[], change: CacheEffect): boolean {
  if (change.chain.length === 1) return false;
  const outermost = outermostSite(change);
  const isThroughSame = (effect: Effect): boolean =>
    effect.kind === 'cache' && effect !== change && isSameSite(outermostSite(effect), outermost);
  const facts = evaluation.factsOf(outermost.file);
  const call = facts?.calls[outermost.call];
  const [start = 0, end = 0] = (call && facts?.functions[call.function]?.range) ?? [];
  const isAlike = ({ callee, range: [at] }: CallFact): boolean =>
    call !== undefined && start <= at && at < end && lastName(callee) === lastName(call.callee);
  return own.some(isThroughSame) || (facts?.calls.filter(isAlike).length ?? 0) > 1;
}

function isKeyOfOther(
  evaluation: Evaluation,
  own: readonly Effect[],
  write: DatabaseEffect,
  columns: readonly string[],
  key: Value,
): boolean {
  const holes = holesOfKey(key) ?? [];
  const conditions = conditionsOf(evaluation, write);
  return columns.some((column, index) => {
    const hole = holes[index];
    if (!hole || holes.length !== columns.length) return false;
    if (columns.length === 1 && isOtherColumn(hole, write, column)) return true;
    if (hole.kind !== 'parameter') return false;
    const compared = conditions.find(([, value]) => isSameValue(value, hole));
    if (compared) return columns.length === 1 && !areOneColumn(evaluation, write, compared[0], column);
    // What a function is given that this one calls may be the same.
    const isOfTwo = conditions.some(
      ([name, value]) =>
        isOneName(name, column) &&
        value.kind === 'parameter' &&
        isSameFunction(value.function, hole.function),
    );
    return isOfTwo && own.some((other) => isChosenBy(evaluation, other, write, column, hole));
  });
}

/** `lesson.id` of the row that was written, where the copies are kept by its `courseId`. */
function isOtherColumn(hole: Value, { call }: DatabaseEffect, column: string): boolean {
  if (hole.kind !== 'rows' || !hole.rows.site || !isSameSite(hole.rows.site, call.site)) return false;
  const [name, ...deeper] = hole.rows.path;
  const areIds = [name, column].every((one) => one !== undefined && NAMES_ID.test(one));
  return areIds && deeper.length === 0 && name !== undefined && !isOneName(name, column);
}

const NAMES_ID = /^_?id$|[a-z\d](Id|_id)$/;

/** The columns that every copy is kept by, in the order of the key; none where they are not all known. */
function columnsOfCopies(
  evaluation: Evaluation,
  group: KeyGroup,
  write: DatabaseEffect,
): readonly string[] | undefined {
  const names = group.writes.map((use) => {
    const columns = columnsOfKey(evaluation, { ...group, writes: [use] }, write.call.entity) ?? [];
    return columns.length > 0 && columns.every(({ owner }) => !owner)
      ? columns.map(({ name }) => name)
      : undefined;
  });
  const [first] = names;
  return first && names.every((columns) => columns?.join() === first.join()) ? first : undefined;
}

function isChosenBy(
  evaluation: Evaluation,
  other: Effect,
  write: DatabaseEffect,
  column: string,
  hole: Value,
): boolean {
  return (
    other.kind === 'database' &&
    other !== write &&
    other.call.operation !== 'read' &&
    other.call.entity.identity === write.call.entity.identity &&
    conditionsOf(evaluation, other).some(
      ([name, value]) => isOneName(name, column) && isSameValue(value, hole),
    )
  );
}

/** By which columns a write chooses its row, by what the call is given and by what stands there. */
export function conditionsOf(
  evaluation: Evaluation,
  { call, chain }: DatabaseEffect,
): readonly (readonly [string, Value])[] {
  const given = conditionsIn(call.where).map(([name, value]) => [name, originOf(value)] as const);
  const place = chain.length === 1 ? placeOfCall(evaluation, call.site) : undefined;
  const spoken = place ? spokenConditions(place) : [];
  return [
    ...given,
    ...(place
      ? spoken.map(([name, value]) => [name, originOf(evaluation.evaluate(place.frame, value))] as const)
      : []),
  ];
}

const ID = /^(_?id|uuid|guid)$/i;
const EXCEPT = /^(\$ne|not|ne|_neq)$/;

/** Whether the rows of each entry are all but the one that its key names: `{ _id: { $ne: userId } }`. */
function isListOfOthers(evaluation: Evaluation, group: KeyGroup, write: DatabaseEffect): boolean {
  return group.writes.some(({ effect: { key, value } }) => {
    const [hole, ...others] = holesOfKey(key) ?? [];
    if (!hole || !value || others.length > 0) return false;
    return rowsWithin(value).some(
      ({ entity, where }) =>
        isSameEntity(entity, write.call.entity) &&
        [...where].some(([name, condition]) => {
          const [[operator, except] = [], ...more] = condition.kind === 'record' ? condition.fields : [];
          const isExcept = operator !== undefined && more.length === 0 && EXCEPT.test(operator);
          return ID.test(name) && isExcept && except && isSameOrGiven(evaluation, hole, originOf(except));
        }),
    );
  });
}

function isSameOrGiven(evaluation: Evaluation, hole: Value, value: Value): boolean {
  return isSameValue(value, hole) || isPassedOn(evaluation, hole, value);
}

/** Whether all that varies in a deleted key, or in the pattern by which it was looked up, is the id of the written row. */
function isKeyOfWritten(
  evaluation: Evaluation,
  own: readonly Effect[],
  write: DatabaseEffect,
  change: CacheEffect,
): boolean {
  const keys =
    holesOfKey(change.key) === undefined
      ? lookupsBefore(change, own).map((lookup) => globGiven(lookup))
      : [change.key];
  const isOfWritten = (key: Value | undefined): boolean => {
    const holes = key && holesOfKey(key);
    return (
      holes !== undefined && holes.length > 0 && holes.every((hole) => isIdOfWritten(evaluation, write, hole))
    );
  };
  return keys.length > 0 && keys.every(isOfWritten);
}

function isIdOfWritten(evaluation: Evaluation, write: DatabaseEffect, hole: Value): boolean {
  if (hole.kind === 'either') {
    const found = hole.values.filter((value) => !isNothing(value));
    return found.length > 0 && found.every((value) => isIdOfWritten(evaluation, write, originOf(value)));
  }
  const ids = conditionsOf(evaluation, write).filter(([name]) => ID.test(name));
  if (ids.some(([, value]) => isSameValue(value, hole))) return true;
  if (hole.kind !== 'rows') return false;
  const { path, site, where } = hole.rows;
  const [column = '', ...deeper] = path;
  if (deeper.length > 0 || !ID.test(column)) return false;
  if (site && isSameSite(site, write.call.site)) return true;
  return conditionsIn(where).some(
    ([name, value]) => ID.test(name) && ids.some(([, id]) => isSameOrGiven(evaluation, id, originOf(value))),
  );
}

/** By their names, or as the primary key, which is called `id` where only its value is given. */
function areOneColumn(
  evaluation: Evaluation,
  { call: { entity, site } }: DatabaseEffect,
  a: string,
  b: string,
): boolean {
  if (isOneName(a, b)) return true;
  const named = a === 'id' ? b : b === 'id' ? a : undefined;
  return named !== undefined && isPrimaryKey(evaluation, entity, named, site.file);
}

/** `user_id`, `userId` and `user` say one thing. */
function isOneName(a: string, b: string): boolean {
  const plain = (name: string): string => {
    const joined = name.replace(/_/g, '').toLowerCase();
    return joined === 'id' ? joined : joined.replace(/id$/, '');
  };
  return plain(a) === plain(b);
}
