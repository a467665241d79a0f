/** Names of columns in the arguments of a database call. Undefined where they cannot all be read. */
import type { PickedColumn, Value } from '../evaluation/values.js';

/** The columns that data names, added to those that are known already. */
export function columnsIn(
  data: readonly Value[],
  known: readonly string[] | undefined,
): readonly string[] | undefined {
  const names: string[] = [...(known ?? [])];
  for (const value of data) {
    const columns = columnsOf(value);
    if (!columns) return undefined;
    names.push(...columns);
  }
  return [...new Set(names)];
}

function columnsOf(value: Value): readonly string[] | undefined {
  if (value.kind === 'constant') return typeof value.value === 'string' ? [value.value] : undefined;
  if (value.kind === 'array') return columnsOfAll(value.items);
  if (value.kind === 'either') return columnsOfAll(value.values);
  if (value.kind === 'rows') return value.rows.path.length === 0 ? value.rows.changed : undefined;
  if (value.kind !== 'record' || value.open) return undefined;
  return columnsOfAll(
    [...value.fields]
      .filter(([name, field]) => field.kind !== 'undefined' && !isOtherRows(name, field))
      .map(([name, field]) => (name.startsWith('$') ? field : { kind: 'constant', value: name })),
  );
}

const CHANGES_OF_OTHERS = /^(update|upsert|updateMany|deleteMany|createMany)$/;

/** `{ profile: { update: { … } } }`: rows of a relation are written, not a column of these. */
function isOtherRows(name: string, value: Value): boolean {
  if (value.kind !== 'record' || value.open || value.fields.size === 0) return false;
  const makes = /[^s]s$/i.test(name) ? /^(create|delete)$/ : undefined;
  return [...value.fields.keys()].every((key) => CHANGES_OF_OTHERS.test(key) || makes?.test(key) === true);
}

function columnsOfAll(values: readonly Value[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const value of values) {
    const columns = columnsOf(value);
    if (!columns) return undefined;
    names.push(...columns);
  }
  return names;
}

const COLUMN = /^(?:distinct\s+)?(?:(?:[\w"`]+\.)?["`]?(\w+)["`]?\.)?["`]?(\w+)["`]?(?:\s+as\s+[\w"`]+)?$/i;

/**
 * Columns that are named one by one, with their tables and other names or without: `users.name as name`,
 * `{ name: users.name }`. Undefined where they cannot all be read.
 */
export function columnsPicked(
  values: readonly Value[],
  naming?: 'qualified',
): readonly PickedColumn[] | undefined {
  const items = values.flatMap((value) => (value.kind === 'array' ? value.items : [value]));
  const picked = items.flatMap((item): readonly PickedColumn[] => {
    const [, table, column] = (item.kind === 'constant' && COLUMN.exec(String(item.value))) || [];
    if (naming === 'qualified' && table === undefined) return [];
    return column === undefined ? [] : [{ column, ...(table !== undefined && { table }) }];
  });
  return items.length > 0 && picked.length === items.length ? picked : undefined;
}

const OTHER_NAME = /^\S+\s+(?:as\s+)?["`]?(\w+)["`]?$/i;

/** `u` of `users as u`: what columns are said to be of in the rest of the query. */
export function otherNameOf(table: Value | undefined): string | undefined {
  return table?.kind === 'constant' ? OTHER_NAME.exec(String(table.value).trim())?.[1] : undefined;
}

/** `{ id: events.id, venue: venues.name }`, where tables are values. */
export function columnsOfTables(value: Value | undefined): readonly PickedColumn[] | undefined {
  if (value?.kind !== 'record' || value.open) return undefined;
  const fields = [...value.fields.values()];
  const picked = fields.flatMap((field): readonly PickedColumn[] => {
    if (field.kind !== 'method' || field.object.kind !== 'database') return [];
    const { entity } = field.object.handle;
    return entity ? [{ table: entity.name, column: field.name }] : [];
  });
  return picked.length === fields.length ? picked : undefined;
}

/** Names given as an object's properties, a list of texts, or the words of one text. */
export function namesIn(value: Value | undefined): readonly string[] | undefined {
  if (value?.kind === 'record')
    return value.open || changesTheRest(value.fields) ? undefined : namesOfFields(value.fields);
  if (value?.kind === 'constant' && typeof value.value === 'string') return wordsIn(value.value);
  if (value?.kind !== 'array') return undefined;
  const names = value.items.flatMap((item) =>
    item.kind === 'constant' && typeof item.value === 'string' ? [item.value] : [],
  );
  return names.length === value.items.length ? names : undefined;
}

/** `{ exclude: ['password'] }`, `{ include: [[fn('COUNT', …), 'orders']] }`: all columns but some, or with others. */
function changesTheRest(fields: ReadonlyMap<string, Value>): boolean {
  return (
    fields.size > 0 &&
    [...fields].every(([name, value]) => /^(exclude|include)$/.test(name) && value.kind === 'array')
  );
}

/** `{ password: false }` only leaves something out: what is read is not named. */
function namesOfFields(fields: ReadonlyMap<string, Value>): readonly string[] | undefined {
  const isLeftOut = (value: Value): boolean => value.kind === 'constant' && !value.value;
  // `select({ user: users })` takes all of a table, `select({ id: users.id })` a column of it.
  if ([...fields.values()].some(isTableOrSql)) return undefined;
  const named = [...fields].flatMap(([name, value]) =>
    isLeftOut(value) ? [] : [columnOfTable(value) ?? name],
  );
  return named.length > 0 ? named : undefined;
}

function isTableOrSql(value: Value): boolean {
  return value.kind === 'database' && (value.handle.entity ?? value.handle.sql) !== undefined;
}

function columnOfTable(value: Value): string | undefined {
  return value.kind === 'method' && value.object.kind === 'database' ? value.name : undefined;
}

/** So does `-password`; `+password` adds to the rest. */
function wordsIn(text: string): readonly string[] | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const named = words.filter((word) => !/^[+-]/.test(word));
  return named.length > 0 ? named : undefined;
}
