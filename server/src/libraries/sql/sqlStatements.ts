/**
 * What SQL does: which rows of which table a statement reads, inserts, updates or deletes, and which columns it
 * names. Read from a parser's tree; whatever does not parse says nothing.
 */
import mysql from 'node-sql-parser/build/mysql.js';
import postgresql from 'node-sql-parser/build/postgresql.js';
import type { DatabaseOperation } from '../databaseLibrary.js';
import { entityIdentity } from '../entityNames.js';
import { HOLE_NAME } from './filledSql.js';

export interface SqlStatement {
  readonly operation: DatabaseOperation;
  /** The table whose rows are read or written, as it is written there. */
  readonly table: string;
  readonly many: boolean;
  /** Not rows but a number or an aggregate of them. */
  readonly aggregate: boolean;
  /** The columns that are read or written; undefined when they cannot all be named. */
  readonly columns?: readonly string[];
  /** The columns of the written rows that it gives back, where it names them: `RETURNING id, name`. */
  readonly returned?: readonly string[];
  /** Those of them that are only counted up by one: `views = views + 1`. */
  readonly counted?: readonly string[];
  /** Other tables whose rows are read along. */
  readonly joined: readonly JoinedTable[];
}

export interface JoinedTable {
  readonly table: string;
  /** The columns of it that are read; undefined when they cannot all be named. */
  readonly columns?: readonly string[];
  /** Without a row of it there is none of the others. */
  readonly needed?: true;
}

/** A node of the parser's tree, whose shape differs from grammar to grammar. */
type Node = Readonly<Record<string, unknown>>;

type Grammar = 'mysql' | 'postgresql';

const STATEMENT = /^[\s(]*(?:select|insert|update|delete|replace|with|truncate|merge|load)\b/i;
const OF_MYSQL = /`|\bduplicate\s+key\b|^\s*replace\b|^\s*insert\s+ignore\b/i;

const INSERT_BEHIND = /\)\s*insert\s+into\s+([\w."]+)\s*(?:\([^)]*\)\s*)?(?=select\b)/i;

/** Reads each text once. */
export class SqlReader {
  private readonly known = new Map<string, readonly SqlStatement[]>();
  private readonly parsers = new Map<Grammar, mysql.Parser>();

  /** What the statements of a text do, those inside `WITH` first; nothing when it is not understood. */
  read(text: string): readonly SqlStatement[] {
    const known = this.known.get(text);
    if (known) return known;
    const statements = STATEMENT.test(text) ? this.parsed(text) : [];
    this.known.set(text, statements);
    return statements;
  }

  private parsed(text: string): readonly SqlStatement[] {
    const grammars: readonly Grammar[] = OF_MYSQL.test(text)
      ? ['mysql', 'postgresql']
      : ['postgresql', 'mysql'];
    for (const grammar of grammars) {
      const trees = this.treesOf(text, grammar);
      if (trees) return trees.flatMap((tree) => statementsOf(tree, new Map()));
    }
    return this.insertedFrom(text);
  }

  /** No grammar knows an `INSERT` behind `WITH`: what it inserts is read by itself. */
  private insertedFrom(text: string): readonly SqlStatement[] {
    const [behind, table] = /^\s*with\b/i.test(text) ? (INSERT_BEHIND.exec(text) ?? []) : [];
    if (behind === undefined) return [];
    const inside = this.read(text.replace(behind, ') ')).filter(({ operation }) => operation !== 'read');
    return [...inside, ...written('insert', table?.replaceAll('"', ''))];
  }

  private treesOf(text: string, grammar: Grammar): readonly Node[] | undefined {
    let parser = this.parsers.get(grammar);
    if (!parser) {
      parser = grammar === 'mysql' ? new mysql.Parser() : new postgresql.Parser();
      this.parsers.set(grammar, parser);
    }
    try {
      return nodes(parser.astify(text));
    } catch (_notThisGrammar: unknown) {
      return undefined;
    }
  }
}

/** What queries that have a name, in `WITH`, read. */
type NamedQueries = ReadonlyMap<string, Node>;

function statementsOf(tree: Node, outer: NamedQueries): readonly SqlStatement[] {
  const queries = new Map(outer);
  const inside: SqlStatement[] = [];
  for (const query of nodes(tree.with)) {
    const statement = node(node(query.stmt).ast ?? query.stmt);
    queries.set(nameIn(query.name) ?? '', statement);
    inside.push(...statementsOf(statement, queries).filter(({ operation }) => operation !== 'read'));
  }
  const returned = returnedColumns(tree);
  return [
    ...inside,
    ...own(tree, queries).map((statement) => (returned ? { ...statement, returned } : statement)),
  ];
}

/** `RETURNING id, name`; undefined where there is none, or it gives all of the row or what is made of it. */
function returnedColumns(tree: Node): readonly string[] | undefined {
  const columns = nodes(node(tree.returning).columns).map(({ expr }) => columnOf(node(expr)));
  return columns.length > 0 ? columnNames(columns) : undefined;
}

function own(tree: Node, queries: NamedQueries): readonly SqlStatement[] {
  switch (tree.type) {
    case 'select':
      return selected(tree, queries);
    case 'insert':
    case 'replace':
      return inserted(tree);
    case 'update':
      return updated(tree);
    case 'delete':
      return deleted(tree);
    case 'truncate':
      return nodes(tree.name).flatMap((table) => written('delete', nameIn(table.table)));
    case 'load_data':
      return written('upsert', nameIn(node(tree.table).table));
    default:
      return [];
  }
}

function written(
  operation: DatabaseOperation,
  table: string | undefined,
  columns?: readonly string[],
  counted: readonly string[] = [],
): readonly SqlStatement[] {
  if (table === undefined || table === HOLE_NAME) return [];
  return [
    {
      operation,
      table,
      many: true,
      aggregate: false,
      joined: [],
      ...(columns && { columns }),
      ...(counted.length > 0 && { counted }),
    },
  ];
}

function selected(tree: Node, queries: NamedQueries): readonly SqlStatement[] {
  const [table, ...joined] = tablesOf(tree, queries, 0);
  if (table === undefined) return [];
  const columns = nodes(tree.columns).map((column) => node(column.expr));
  const grouped = nodes(node(tree.groupby).columns);
  const named =
    joined.length === 0
      ? (): readonly string[] | undefined => columnNames(columns.map(columnOf))
      : columnsByTable(tree, columns);
  const names = named(table);
  return [
    {
      operation: 'read',
      table,
      many: !isOneRow(tree, table),
      aggregate: grouped.length > 0 ? givesFigures(columns, table) : areAll(columns, isAggregate),
      joined: joined.map((other) => {
        const picked = named(other);
        const needed = isNeeded(tree, other) && { needed: true as const };
        return { table: other, ...(picked && { columns: picked }), ...needed };
      }),
      ...(names && { columns: names }),
    },
  ];
}

/** `JOIN memberships m`, and not `LEFT JOIN`. */
function isNeeded(tree: Node, table: string): boolean {
  return nodes(tree.from).some(
    ({ join, table: name }) => nameIn(name) === table && /^(inner |cross )?join$/i.test(textIn(join) ?? ''),
  );
}

/** Which columns of a joined table are picked: `u.name` of `users u`. One that does not say it may be of any table. */
function columnsByTable(
  tree: Node,
  columns: readonly Node[],
): (table: string) => readonly string[] | undefined {
  const from = nodes(tree.from);
  const picked = columns.flatMap(referencesIn).map((reference) => {
    const owner = nameIn(reference.table);
    return { table: owner === undefined ? undefined : tableCalled(owner, from), column: columnOf(reference) };
  });
  if (picked.some(({ table }) => table === undefined)) return () => undefined;
  return (table) => columnNames(picked.filter((one) => one.table === table).map(({ column }) => column));
}

/** The columns that an expression is made of. */
function referencesIn(expression: Node): readonly Node[] {
  if (expression.type === 'column_ref') return [expression];
  return Object.values(expression)
    .filter((value) => typeof value === 'object')
    .flatMap(nodes)
    .flatMap(referencesIn);
}

/** How deep queries inside queries are followed. */
const MAXIMUM_DEPTH = 4;

/** The tables that rows come from, the one that is named first in front. */
function tablesOf(tree: Node, queries: NamedQueries, depth: number): readonly string[] {
  if (depth > MAXIMUM_DEPTH) return [];
  if (tree.type !== 'select') return own(tree, queries).map(({ table }) => table);
  const tables = nodes(tree.from).flatMap((from) => {
    const name = nameIn(from.table);
    if (name === undefined) return tablesOf(node(node(from.expr).ast), queries, depth + 1);
    const query = queries.get(name);
    if (query) return tablesOf(query, queries, depth + 1);
    return name === HOLE_NAME ? [] : [name];
  });
  const others = tree._next ? tablesOf(node(tree._next), queries, depth + 1) : [];
  return [...new Set([...tables, ...others])];
}

/** `LIMIT 1`, or a condition that names the row. */
function isOneRow(tree: Node, table: string): boolean {
  const [limit, ...rest] = nodes(node(tree.limit).value);
  if (limit?.value === 1 && rest.length === 0) return true;
  return conditionsOf(node(tree.where)).some(
    (condition) => condition.operator === '=' && namesRow(columnOf(node(condition.left)), table),
  );
}

function conditionsOf(where: Node): readonly Node[] {
  if (where.operator !== 'AND') return [where];
  return [...conditionsOf(node(where.left)), ...conditionsOf(node(where.right))];
}

/** `id`, or `user_id` of the table of users. */
function namesRow(column: string | undefined, table: string): boolean {
  if (column === undefined) return false;
  const [, owner] = /^_?(.*?)_?(?:id|uuid|guid)$/i.exec(column) ?? [];
  return owner === '' || (owner !== undefined && entityIdentity(owner) === entityIdentity(table));
}

const FIGURE = /^(count|sum|avg|min|max|total)$/i;

/** Numbers computed of groups, and what they are grouped by; with the row itself among it, rows that have a number more. */
function givesFigures(columns: readonly Node[], table: string): boolean {
  const isOfRow = (column: Node): boolean => columnOf(column) === '*' || namesRow(columnOf(column), table);
  return columns.some(isFigure) && !columns.some(isOfRow);
}

function isFigure(expression: Node): boolean {
  if (expression.type === 'aggr_func') return FIGURE.test(nameIn(expression.name) ?? '');
  if (expression.type === 'cast') return nodes(expression.expr).some(isFigure);
  return expression.type === 'function' && nodes(node(expression.args).value).some(isFigure);
}

function areAll(columns: readonly Node[], is: (column: Node) => boolean): boolean {
  return columns.length > 0 && columns.every(is);
}

function isAggregate(expression: Node): boolean {
  if (expression.type === 'aggr_func') return true;
  if (expression.type === 'cast') return nodes(expression.expr).every(isAggregate);
  if (expression.type !== 'function') return false;
  const [name] = nodes(node(expression.name).name);
  const given = nodes(node(expression.args).value);
  return /^exists$/i.test(nameIn(name) ?? '') || given.some(isAggregate);
}

function inserted(tree: Node): readonly SqlStatement[] {
  const table = nameIn(nodes(tree.table)[0]?.table);
  const action = node(node(node(tree.conflict).action).expr);
  const changes = [...nodes(node(tree.on_duplicate_update).set), ...nodes(action.set)];
  const isUpsert = tree.type === 'replace' || changes.length > 0;
  const named = Array.isArray(tree.columns) ? tree.columns.map(nameIn) : undefined;
  const set = nodes(tree.set).map(columnOf);
  const first = set.length > 0 ? set : named;
  const columns = first && columnNames([...first, ...changes.map(columnOf)]);
  return written(isUpsert ? 'upsert' : 'insert', table, columns);
}

function updated(tree: Node): readonly SqlStatement[] {
  const tables = nodes(tree.table);
  const changes = nodes(tree.set);
  const targets = new Map<string, Node[]>();
  for (const change of changes) {
    const target = tableCalled(nameIn(change.table), tables);
    if (target !== undefined) targets.set(target, [...(targets.get(target) ?? []), change]);
  }
  return [...targets].flatMap(([table, own]) =>
    written('update', table, columnNames(own.map(columnOf)), own.flatMap(countedIn)),
  );
}

function countedIn(change: Node): readonly string[] {
  const column = columnOf(change);
  const value = node(change.value);
  const isOneMore =
    value.type === 'binary_expr' &&
    value.operator === '+' &&
    node(value.right).value === 1 &&
    columnOf(node(value.left)) === column;
  return column !== undefined && isOneMore ? [column] : [];
}

function deleted(tree: Node): readonly SqlStatement[] {
  const from = nodes(tree.from);
  const targets = nodes(tree.table).map((table) => tableCalled(nameIn(table.table), from));
  const [first] = from;
  const all = targets.length > 0 ? targets : [nameIn(first?.table)];
  return [...new Set(all)].flatMap((table) => written('delete', table));
}

/** The table behind an alias; the first one when none is named. */
function tableCalled(name: string | undefined, tables: readonly Node[]): string | undefined {
  if (name === undefined) return nameIn(tables[0]?.table);
  const aliased = tables.find((table) => nameIn(table.as) === name);
  return nameIn(aliased?.table) ?? name;
}

function columnNames(columns: readonly (string | undefined)[]): readonly string[] | undefined {
  const names = columns.filter((column) => column !== undefined && column !== '*' && column !== HOLE_NAME);
  return names.length === columns.length ? [...new Set(names as readonly string[])] : undefined;
}

function columnOf(expression: Node): string | undefined {
  return nameIn(expression.column);
}

/** A name, which one grammar gives as a text and the other inside an expression. */
function nameIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const inner = node(value);
  return inner.expr !== undefined ? nameIn(inner.expr) : textIn(inner.value);
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

function nodes(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.map(node);
  return value === null || value === undefined ? [] : [node(value)];
}
