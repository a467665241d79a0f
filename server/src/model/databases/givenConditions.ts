/**
 * What rows are selected by, as a call of a database library is given it: an object, a column with its value, words with
 * names for values, stages. In: the method's table and the arguments. Out: columns with what they are compared with.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { entityIdentity } from '../../libraries/entityNames.js';
import { HOLE_MARK } from '../../libraries/sql/filledSql.js';
import { argumentAt } from '../commands/commandOfCall.js';
import { comparedBy } from '../evaluation/comparisons.js';
import { constant, type Parameter, type Query, UNKNOWN, type Value } from '../evaluation/values.js';
import { isPlain, plainConditions, sqlConditions } from './sqlConditions.js';

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
  if (method.wherePair) return pairOf(value, args, known);
  if (method.whereBy !== undefined)
    return pairOf(value, [args[0] ?? UNKNOWN, constant(method.whereBy), args[1] ?? constant(null)]);
  if (method.whereWords) return wordedConditions(value, args[1], known);
  if (method.stages !== undefined) return firstStage(argumentAt(method.stages, args));
  return value && method.whereColumn !== undefined ? new Map([[method.whereColumn, value]]) : new Map();
}

/** `where(match)`: what a function is handed is all that selects. */
export function wholeCondition({ where }: DatabaseMethod, args: readonly Value[]): Parameter | undefined {
  const value = where === undefined || args.length > 1 ? undefined : argumentAt(where, args);
  return value?.kind === 'parameter' ? value : undefined;
}

/** Rows may be given that do not meet what the conditions say: one of several holds, or they are words with `or`. */
export function givesAlternatives(method: DatabaseMethod, args: readonly Value[]): boolean {
  const value = method.where === undefined ? undefined : argumentAt(method.where, args);
  if (value?.kind === 'either') return true;
  const text = method.whereWords && value ? textOfWords(value) : undefined;
  return text !== undefined && !isPlain(`where ${text}`);
}

/** What decides between conditions that are all of them given: `withDrafts ? { site } : { site, draft: false }`. */
export function testsOf(method: DatabaseMethod, args: readonly Value[]): readonly Value[] {
  const value = method.where === undefined ? undefined : argumentAt(method.where, args);
  if (value?.kind === 'record') return value.spreadBy ?? [];
  return value?.kind === 'either' && value.test ? [value.test] : [];
}

/** What decides which columns and relations are read: `include: { tickets: withTickets }`, `select: withMail ? { name: true, mail: true } : { name: true }` */
export function flagsOf({ related = [], select }: DatabaseMethod, args: readonly Value[]): readonly Value[] {
  const slots = select === undefined ? related : [...related, select];
  const found = slots.flatMap((slot): readonly Value[] => {
    const chosen = argumentAt(slot, args);
    if (chosen?.kind === 'either') return chosen.test ? [chosen.test] : [];
    if (chosen?.kind !== 'record') return [];
    return [...(chosen.spreadBy ?? []), ...[...chosen.fields.values()].flatMap(flagIn)];
  });
  return [...new Set(found)];
}

function flagIn(value: Value): readonly Value[] {
  if (value.kind === 'parameter') return [value];
  return value.kind === 'either' && value.test ? [value.test] : [];
}

/** `where('id', 7)`, `where('users.id', 7)`; a column of a joined table keeps the name of the table. */
function pairOf(
  column: Value | undefined,
  [, ...rest]: readonly Value[],
  known?: Query,
): ReadonlyMap<string, Value> {
  const [first, second] = rest;
  const sign = first?.kind === 'constant' ? String(first.value) : '';
  const value = rest.length === 1 ? first : second && comparedBy(sign, second);
  const name = column?.kind === 'constant' ? columnNamed(String(column.value), known) : '';
  return value && /^(\w+\.)?\w+$/.test(name) ? new Map([[name, value]]) : new Map();
}

function columnNamed(name: string, known?: Query): string {
  const [table = '', column, ...more] = name.split('.');
  if (column === undefined || more.length > 0) return name;
  const identity = known?.renamed?.get(table) ?? entityIdentity(table);
  const isJoined = known?.joined.some(({ entity }) => entity.identity === identity) === true;
  return isJoined ? name : column;
}

/** Rows to be written are told by conditions that are plain; of those that are read any may make a difference. */
function wordedConditions(
  words: Value | undefined,
  given: Value | undefined,
  known: Query | undefined,
): ReadonlyMap<string, Value> {
  const text = words && textOfWords(words);
  if (text === undefined) return new Map();
  const parts = words?.kind === 'text' ? words.parts : [];
  const holes = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
  const isWrite = known?.operation !== undefined && known.operation !== 'read';
  return (isWrite ? plainConditions : sqlConditions)(`where ${text}`, { holes, given });
}

function textOfWords(words: Value): string | undefined {
  if (words.kind === 'constant') return String(words.value);
  if (words.kind !== 'text') return undefined;
  return words.parts.map((part) => (typeof part === 'string' ? part : HOLE_MARK)).join('');
}

function firstStage(stages: Value | undefined): ReadonlyMap<string, Value> {
  const [first] = stages?.kind === 'array' ? stages.items : [];
  const match = first?.kind === 'record' ? first.fields.get('$match') : undefined;
  return match?.kind === 'record' ? match.fields : new Map();
}
