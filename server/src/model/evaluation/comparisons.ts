/**
 * Conditions on columns, however a library spells them, as objects that say the same: `{ id }`, `{ endsAt: { gt: now } }`.
 * In: a column, a sign or a name, what it is compared with. Out: a record of values, or what the column is compared with.
 */
import { constant, derived, type Value } from './values.js';

const SIGNS: Readonly<Record<string, string>> = {
  ...{ '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte', '!=': 'not', '<>': 'not', 'is not': 'not' },
  ...{ in: 'in', 'not in': 'notIn', like: 'contains', ilike: 'contains', between: 'in' },
};

/** `where('ends_at', '>', now)` as libraries write it that have objects for it; undefined where the sign says nothing. */
export function comparedBy(sign: string, value: Value): Value | undefined {
  const lower = sign.toLowerCase().trim();
  if (/^(={1,2}|is)$/.test(lower)) return value;
  const name = Object.hasOwn(SIGNS, lower) ? SIGNS[lower] : undefined;
  return name === undefined ? undefined : { kind: 'record', fields: new Map([[name, value]]), open: false };
}

/** The functions of Drizzle that compare a column, with the sign that they stand for. */
const CALLS: Readonly<Record<string, string>> = {
  ...{ eq: '=', inArray: '=', isNull: '=', isNotNull: '!=', ne: '!=', notInArray: 'not in' },
  ...{ gt: '>', gte: '>=', lt: '<', lte: '<=', like: 'like', ilike: 'ilike', between: 'between' },
};

/** The same of TypeORM, which stand in the place of a column's value. */
const OPERATORS: Readonly<Record<string, string>> = {
  ...{ Equal: '=', IsNull: '=', Not: '!=', In: 'in', Like: 'like', ILike: 'ilike' },
  ...{ LessThan: '<', LessThanOrEqual: '<=', MoreThan: '>', MoreThanOrEqual: '>=' },
};

/** `LessThan(now)`, `Not(IsNull())` as what the column is compared with. */
function comparedValue(path: string, [value = constant(null)]: readonly Value[]): Value | undefined {
  const name = /^typeorm\.(\w+)$/.exec(path)?.[1] ?? '';
  return Object.hasOwn(OPERATORS, name) ? comparedBy(OPERATORS[name] ?? '', value) : undefined;
}

/** `eq(users.id, id)`, and several of them that must all hold, as `{ id }`; undefined where the call is none of those. */
export function columnCondition(path: string, args: readonly Value[]): Value | undefined {
  const compared = comparedValue(path, args);
  if (compared) return compared;
  const name = /^drizzle-orm\.(\w+)$/.exec(path)?.[1] ?? '';
  if (name === 'and') {
    const records = args.flatMap((value) => (value.kind === 'record' ? [...value.fields] : []));
    return { kind: 'record', fields: new Map(records), open: true };
  }
  const sign = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (sign === undefined) return undefined;
  const [column, value = /^is/.test(name) ? constant(null) : undefined] = args;
  const condition = value && comparedBy(sign, value);
  return column?.kind === 'method' && column.object.kind === 'database' && condition
    ? { kind: 'record', fields: new Map([[column.name, condition]]), open: false }
    : derived(args);
}
