/**
 * Can a row meet two conditions on its column? In: what a write chooses its rows by, and what the rows of a copy were read
 * by. Out: whether no row meets both: `owner_id IS NULL` and `owner_id = $1`, `expiresAt < now()` and `expiresAt > now()`.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { isNothing, type Parameter, type Value } from '../evaluation/values.js';
import { isMomentOfCall } from './momentColumns.js';

/** `isLoose`: the rows of the copy may have nothing in the column, whatever they were asked for. */
export function excludeEachOther(given: Value, asked: Value, isLoose: boolean): boolean {
  if (isNull(asked)) return holdsSomething(given);
  if (isNull(given)) return !isLoose && asked.kind !== 'undefined';
  if (given.kind === 'constant' && asked.kind === 'constant')
    return typeof given.value === typeof asked.value && given.value !== asked.value;
  return liesBelow(given, asked) || liesBelow(asked, given);
}

function isNull(value: Value): boolean {
  return value.kind === 'constant' && value.value === null;
}

const COMPARISONS = /^\$?(lte?|gte?|between)$/;

/** `deletedAt: { lt: limit }`, `{ not: null }`: nothing is neither less than anything nor more. */
function holdsSomething(given: Value): boolean {
  if (given.kind === 'constant') return given.value !== null;
  if (given.kind !== 'record' || given.fields.size === 0) return false;
  return [...given.fields].some(
    ([name, value]) => COMPARISONS.test(name) || (/^(\$ne|not)$/.test(name) && isNull(value)),
  );
}

interface Bound {
  readonly value: Value;
  readonly isIncluded: boolean;
}

/** Whether everything below the upper bound of one lies below the lower bound of the other. */
function liesBelow(one: Value, other: Value): boolean {
  const upper = boundOf(one, 'lt');
  const lower = boundOf(other, 'gt');
  if (!upper || !lower) return false;
  // What was ahead when it was read and has passed since is gone for its readers without the write.
  if (isMomentOfCall(upper.value) && isMomentOfCall(lower.value)) return true;
  const [most, least] = [numberIn(upper.value), numberIn(lower.value)];
  if (most === undefined || least === undefined) return false;
  return most < least || (most === least && !(upper.isIncluded && lower.isIncluded));
}

/** Columns with a moment that has passed: `expiresAt: { lt: new Date() }`. */
export function endedColumns(where: ReadonlyMap<string, Value>): readonly string[] {
  return [...where].flatMap(([column, value]) => {
    const upper = boundOf(value, 'lt');
    return upper && isMomentOfCall(upper.value) ? [column] : [];
  });
}

function boundOf(value: Value, sign: 'lt' | 'gt'): Bound | undefined {
  const fields = value.kind === 'record' ? value.fields : undefined;
  const strict = fields?.get(sign) ?? fields?.get(`$${sign}`);
  if (strict) return { value: strict, isIncluded: false };
  const loose = fields?.get(`${sign}e`) ?? fields?.get(`$${sign}e`);
  return loose && { value: loose, isIncluded: true };
}

function numberIn(value: Value): number | undefined {
  return value.kind === 'constant' && typeof value.value === 'number' ? value.value : undefined;
}

/** Columns that are compared with what may be nothing: a parameter of such a type, a member that need not be there. */
export function looseColumns(evaluation: Evaluation, where: ReadonlyMap<string, Value>): readonly string[] {
  return [...where].flatMap(([column, value]) => (isSomething(evaluation, value) ? [] : [column]));
}

const SOMETHING: ReadonlySet<Value['kind']> = new Set(['constant', 'text', 'ambient', 'array']);

function isSomething(evaluation: Evaluation, value: Value): boolean {
  if (value.optional || isNothing(value)) return false;
  switch (value.kind) {
    case 'parameter':
      return !mayBeNothing(evaluation, value);
    case 'fallback':
      return isSomething(evaluation, value.otherwise);
    case 'either':
      return value.values.every((one) => isSomething(evaluation, one));
    case 'record':
      return holdsSomething(value);
    default:
      return SOMETHING.has(value.kind);
  }
}

/** What a type says by its own words: `string | null`, `{ parentId: string | null }`, `parentId?: string`. */
function mayBeNothing(evaluation: Evaluation, { function: owner, index, path }: Parameter): boolean {
  const parameter = evaluation.factsOf(owner.file)?.functions[owner.index]?.parameters[index];
  if (!parameter) return true;
  if (path.length === 0 && parameter.optional && !parameter.defaultValue) return true;
  let type = parameter.type;
  for (const name of path)
    type = type?.kind === 'literal' ? type.members.find((member) => member.name === name)?.type : undefined;
  return type?.kind === 'primitive' && type.names.some((name) => name === 'null' || name === 'undefined');
}
