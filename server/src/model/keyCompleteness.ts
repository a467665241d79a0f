/**
 * Whether a key says everything that its value depends on. In: the use of a key with what is cached under it. Out:
 * the values that the cached rows were selected by and that no part of the key carries.
 */
import type { KeyUse } from './keyUses.js';
import { isNotUnderstood, type Rows, type Value, walkValue } from './values.js';

export interface ConditionBeyondKey {
  readonly entity: string;
  /** The column that is compared, with what leads to it: `userId`, `team.id`. */
  readonly column: string;
  /** What the code calls the value: `userId`, `req.user.id`. */
  readonly name: string;
  /** Where the rows are read. */
  readonly site: { readonly file: string; readonly call: number };
  /** Another condition of the same read is in the key, by the name of its column. */
  readonly carried: readonly string[];
}

type Parameter = Extract<Value, { kind: 'parameter' }>;

/** Nothing where some part of the key is not understood: it may carry what seems to be missing. */
export function conditionsBeyondKey(use: KeyUse): readonly ConditionBeyondKey[] {
  const { key, value } = use.effect;
  if (!value || isOpaque(key)) return [];
  const inKey = parametersIn(key);
  return rowsIn(value).flatMap((rows) => beyondKey(rows, inKey));
}

function beyondKey(rows: Rows, inKey: readonly Parameter[]): readonly ConditionBeyondKey[] {
  const { site, entity } = rows;
  if (!site) return [];
  const conditions = conditionsOf(rows.where, []);
  const isCarried = ({ value }: Condition) => inKey.some((part) => isSameValue(part, value));
  const carried = conditions.filter(isCarried).map(({ column }) => column);
  return conditions
    .filter((condition) => !isCarried(condition))
    .map(({ column, value }) => ({ entity: entity.name, column, name: fullName(value), site, carried }));
}

interface Condition {
  readonly column: string;
  readonly value: Parameter;
}

/** Conditions on values that were handed in; `{ user: { id } }` and `{ userId: { equals } }` are looked into. */
function conditionsOf(where: ReadonlyMap<string, Value>, path: readonly string[]): readonly Condition[] {
  return [...where].flatMap(([name, value]): readonly Condition[] => {
    const inner = /^(equals|in|AND|_eq|eq)$/.test(name) ? path : [...path, name];
    if (value.kind === 'parameter') return [{ column: inner.join('.'), value }];
    if (value.kind === 'record' && !/^(OR|NOT|not|lt|lte|gt|gte)$/.test(name))
      return conditionsOf(value.fields, inner);
    return [];
  });
}

function rowsIn(value: Value): readonly Rows[] {
  const found: Rows[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'rows') found.push(part.rows);
    return part.kind !== 'rows';
  });
  return found;
}

function parametersIn(key: Value): readonly Parameter[] {
  const found: Parameter[] = [];
  walkValue(key, (part) => {
    if (part.kind === 'parameter') found.push(part);
    return true;
  });
  return found;
}

/** Something in the key was computed, read from the row itself, or is a version that changes. */
function isOpaque(key: Value): boolean {
  let opaque = false;
  walkValue(key, (part) => {
    const isComputed =
      part.kind === 'derived' ? part.from.length === 0 : isNotUnderstood(part) && part.kind !== 'method';
    opaque ||= isComputed || part.kind === 'rows' || part.kind === 'cached' || part.kind === 'environment';
    return !opaque;
  });
  return opaque;
}

/** The same value, or one that goes by the same name: the caller may have taken it from somewhere else. */
function isSameValue(part: Parameter, value: Parameter): boolean {
  const isPrefix = part.path.every((name, index) => value.path[index] === name);
  const isSameParameter =
    part.function.file === value.function.file &&
    part.function.index === value.function.index &&
    part.index === value.index;
  return (isSameParameter && isPrefix) || lastName(part) === lastName(value);
}

function lastName({ path, name }: Parameter): string {
  const last = path.at(-1) ?? name;
  const isShort = last.toLowerCase() === 'id' && path.length > 1;
  return (isShort ? `${path.at(-2)}id` : last).toLowerCase().replaceAll('_', '');
}

function fullName({ path, name }: Parameter): string {
  return path.length > 0 && path[0] !== name ? [name, ...path].join('.') : (path.at(-1) ?? name);
}
