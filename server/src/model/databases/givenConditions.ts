/**
 * What rows are selected by, as a call of a database library is given it: an object, a column with its value, words with
 * names for values, stages. In: the method's table and the arguments. Out: columns with what they are compared with.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { HOLE_MARK } from '../../libraries/sql/filledSql.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Query, Value } from '../evaluation/values.js';
import { plainConditions, sqlConditions } from './sqlConditions.js';

/** The columns that a call compares, each with what it is compared with. `known` is what the chain said before. */
export function givenConditions(
  method: DatabaseMethod,
  args: readonly Value[],
  known?: Query,
): ReadonlyMap<string, Value> {
  const value = method.where === undefined ? undefined : argumentAt(method.where, args);
  if (value?.kind === 'record') return value.fields;
  // `isAdmin ? {} : { userId }`: any of them may select.
  if (value?.kind === 'either' && method.operation === 'read')
    return new Map(value.values.flatMap((one) => (one.kind === 'record' ? [...one.fields] : [])));
  if (method.wherePair) return pairOf(value, args);
  if (method.whereWords) return wordedConditions(value, args[1], known);
  if (method.stages !== undefined) return firstStage(argumentAt(method.stages, args));
  return value && method.whereColumn !== undefined ? new Map([[method.whereColumn, value]]) : new Map();
}

/** `where('id', 7)`; of `where('users.id', 7)` it is not known whose column it is. */
function pairOf(column: Value | undefined, [, ...rest]: readonly Value[]): ReadonlyMap<string, Value> {
  const [first, second] = rest;
  const isEqual = rest.length === 2 && first?.kind === 'constant' && first.value === '=';
  const value = rest.length === 1 ? first : isEqual ? second : comparison(first, second);
  const name = column?.kind === 'constant' ? String(column.value) : '';
  return value && /^\w+$/.test(name) ? new Map([[name, value]]) : new Map();
}

/** `where('ends_at', '>', now)`, as libraries write it that have objects for it: `{ gt: now }`. */
function comparison(operator: Value | undefined, compared: Value | undefined): Value | undefined {
  const sign = operator?.kind === 'constant' ? String(operator.value).toLowerCase() : '';
  const name = Object.hasOwn(COMPARISONS, sign) ? COMPARISONS[sign] : undefined;
  return name !== undefined && compared
    ? { kind: 'record', fields: new Map([[name, compared]]), open: false }
    : undefined;
}

const COMPARISONS: Readonly<Record<string, string>> = {
  ...{ '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte', '!=': 'not', '<>': 'not' },
  ...{ in: 'in', 'not in': 'notIn', like: 'contains', ilike: 'contains' },
};

/** Rows to be written are told by conditions that are plain; of those that are read any may make a difference. */
function wordedConditions(
  words: Value | undefined,
  given: Value | undefined,
  known: Query | undefined,
): ReadonlyMap<string, Value> {
  if (words?.kind !== 'constant' && words?.kind !== 'text') return new Map();
  const parts = words.kind === 'text' ? words.parts : [String(words.value)];
  const text = parts.map((part) => (typeof part === 'string' ? part : HOLE_MARK)).join('');
  const holes = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
  const isWrite = known?.operation !== undefined && known.operation !== 'read';
  return (isWrite ? plainConditions : sqlConditions)(`where ${text}`, { holes, given });
}

function firstStage(stages: Value | undefined): ReadonlyMap<string, Value> {
  const [first] = stages?.kind === 'array' ? stages.items : [];
  const match = first?.kind === 'record' ? first.fields.get('$match') : undefined;
  return match?.kind === 'record' ? match.fields : new Map();
}
