/**
 * What a call that is given SQL does. The text is what its argument evaluates to; what is not known of it is left
 * to the reader of SQL, and SQL that does not say what it does is no call at all.
 */
import type { DatabaseLibrary, DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { entityNamed } from '../../libraries/entityNames.js';
import { filledSql, HOLE_MARK, type PlaceholderValue } from '../../libraries/sql/filledSql.js';
import type { SqlStatement } from '../../libraries/sql/sqlStatements.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type DatabaseHandle, derived, NO_EVENTS, type Query, type Value } from '../evaluation/values.js';
import { columnsIn } from './columns.js';
import type { DatabaseCall, DatabaseOutcome } from './databaseCalls.js';
import { momentsAmong } from './momentColumns.js';
import { rowsOfQuery } from './rows.js';
import {
  isPlain,
  plainConditions,
  type SqlValues,
  sqlAssignments,
  sqlConditions,
  sqlPages,
} from './sqlConditions.js';

/** `sql` is the value of the text: given to the call, or kept by what it is called on. */
export function runSql(
  evaluation: Evaluation,
  handle: DatabaseHandle,
  method: DatabaseMethod,
  sql: Value,
  args: readonly Value[],
  site: Query['site'],
): DatabaseOutcome {
  const { library } = handle;
  if (method.lazy) {
    const kept: DatabaseHandle = { library, role: method.gives ?? handle.role, sql };
    return { calls: [], value: { kind: 'database', handle: kept } };
  }
  const statements = statementsOf(evaluation, sql, valuesOf(method, args));
  const isOne = statements.length === 1;
  const written = isOne ? readFrom(sql, method, args, plainConditions, NOTHING) : NOTHING;
  const row = isOne ? rowGiven(method, args) : undefined;
  const timed = isOne ? momentsAmong(readFrom(sql, method, args, sqlAssignments, NOTHING)) : [];
  const calls = statements.flatMap((statement) => callOf(library, statement, site, written, row, timed));
  const [statement] = statements.toReversed();
  const entity = statement && entityNamed(statement.table);
  if (!statement || !entity) {
    // A fragment may be a part of another statement.
    const unread: DatabaseHandle = { library, role: method.gives ?? handle.role, sql };
    return {
      calls,
      value: method.gives === undefined ? derived(args) : { kind: 'database', handle: unread },
    };
  }
  const where = isOne ? readFrom(sql, method, args, sqlConditions, NOTHING) : NOTHING;
  const paged = isOne ? readFrom(sql, method, args, sqlPages, []) : [];
  const tested = sql.kind === 'either' && sql.test && { tested: [sql.test] };
  const isLoose = !readFrom(sql, method, args, isPlain, true) || statement.joined.length > 0;
  const loose = isLoose && { loose: 'all' as const };
  const query = {
    ...queryOf(statement, method, site, where),
    ...loose,
    ...(paged.length > 0 && { paged }),
    ...tested,
  };
  if (method.gives === undefined) return { calls, value: rowsOfQuery(library, entity, query) };
  return { calls, value: { kind: 'database', handle: { library, role: method.gives, entity, query } } };
}

const NOTHING: Query['where'] = new Map();

function callOf(
  library: DatabaseLibrary,
  statement: SqlStatement,
  site: Query['site'],
  conditions: Query['where'],
  row: Value | undefined,
  timed: readonly string[],
): DatabaseCall[] {
  const { operation, many, columns, counted } = statement;
  const entity = entityNamed(statement.table);
  if (!entity) return [];
  const told = { ...(counted && { counted }), ...(timed.length > 0 && { timed }) };
  const named = operation !== 'read' && columns && { columns, ...told };
  const isSelected = operation === 'update' || operation === 'delete';
  const where = isSelected ? conditions : NOTHING;
  const data = operation === 'insert' && row && { data: [row] };
  return [{ entity, operation, many, site, library, events: NO_EVENTS, where, ...named, ...data }];
}

/** The object that `INSERT INTO users SET ?` is given. */
function rowGiven(method: DatabaseMethod, args: readonly Value[]): Value | undefined {
  const given = valuesGiven(method, args);
  const [only, ...others] = given?.kind === 'array' ? given.items : [given];
  const isObject = only?.kind === 'record' || (only?.kind === 'parameter' && method.values !== 'all');
  return isObject && others.length === 0 ? only : undefined;
}

/** The values of the placeholders: a list, one alone, or an object with their names. */
function valuesGiven({ values }: DatabaseMethod, args: readonly Value[]): Value | undefined {
  if (values !== 'all') return values === undefined ? undefined : argumentAt(values, args);
  const [only, ...others] = args;
  const isWhole = others.length === 0 && (only?.kind === 'array' || only?.kind === 'record');
  return isWhole ? only : { kind: 'array', items: args };
}

/** A statement that writes gives the rows it wrote, if any. */
function queryOf(
  statement: SqlStatement,
  method: DatabaseMethod,
  site: Query['site'],
  where: Query['where'],
): Query {
  const isRead = statement.operation === 'read';
  const selected = isRead ? statement.columns : statement.returned;
  return {
    operation: statement.operation,
    site,
    many: isRead && statement.many && method.one !== true,
    where: isRead ? where : new Map(),
    related: [],
    joined: statement.joined.flatMap(({ table, columns, needed }) => {
      const entity = entityNamed(table);
      return entity ? [{ entity, ...(columns && { columns }), ...(needed && { needed }) }] : [];
    }),
    ...(statement.aggregate && { aggregate: true }),
    ...(selected && { selected }),
  };
}

/** What the statements of a text do; nothing when the text or its meaning is not known. */
function statementsOf(
  evaluation: Evaluation,
  sql: Value,
  values: readonly (PlaceholderValue | undefined)[],
): readonly SqlStatement[] {
  const text = textIn(sql, 0);
  if (text === undefined) return [];
  const statements = evaluation.sql.read(filledSql(text, values));
  // A text that is put together step by step goes on where nobody looked.
  return statements.length > 0 ? statements : evaluation.sql.read(filledSql(`${text} ${HOLE_MARK}`, values));
}

function readFrom<T>(
  sql: Value,
  method: DatabaseMethod,
  args: readonly Value[],
  read: (text: string, values: SqlValues) => T,
  otherwise: T,
): T {
  const text = textIn(sql, 0);
  if (text === undefined) return otherwise;
  const given = valuesGiven(method, args);
  return read(text, { holes: holesIn(sql), given });
}

/** The values that the text has a mark for; none where that may be another text. */
function holesIn(sql: Value): readonly Value[] {
  if (sql.kind !== 'text' || sql.parts.some((part) => typeof part !== 'string' && isFragment(part.value)))
    return [];
  return sql.parts.flatMap((part) =>
    typeof part !== 'string' && textIn(part.value, 1) === undefined ? [part.value] : [],
  );
}

function isFragment(value: Value): boolean {
  return textIn(value, 1)?.includes(HOLE_MARK) === true;
}

/** How deep fragments of SQL are followed into each other. */
const MAXIMUM_DEPTH = 4;

/** The text with a mark in the place of everything that is not known. */
function textIn(value: Value, depth: number): string | undefined {
  if (depth > MAXIMUM_DEPTH) return undefined;
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string' ? value.value : undefined;
    case 'text':
      return value.parts
        .map((part) => (typeof part === 'string' ? part : (textIn(part.value, depth + 1) ?? HOLE_MARK)))
        .join('');
    case 'database':
      // A table stands for its name.
      if (!value.handle.sql) return value.handle.query ? undefined : value.handle.entity?.name;
      return textIn(value.handle.sql, depth + 1);
    case 'fallback':
      return textIn(value.value, depth + 1) ?? textIn(value.otherwise, depth + 1);
    case 'either':
      return value.values.map((one) => textIn(one, depth + 1)).find((text) => text !== undefined);
    default:
      return undefined;
  }
}

function valuesOf(method: DatabaseMethod, args: readonly Value[]): readonly (PlaceholderValue | undefined)[] {
  const given = valuesGiven(method, args);
  if (!given) return [];
  return (given.kind === 'array' ? given.items : [given]).map(placeholderOf);
}

function placeholderOf(value: Value): PlaceholderValue | undefined {
  if (value.kind === 'constant') {
    return typeof value.value === 'string' ? { name: value.value } : undefined;
  }
  const columns = value.kind === 'record' ? columnsIn([value], undefined) : undefined;
  return columns && { columns };
}
