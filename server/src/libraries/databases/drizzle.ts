/** Drizzle: tables are values, queries run when somebody waits for them. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

const writes = (operation: 'insert' | 'update' | 'delete'): DatabaseMethod => ({
  operation,
  lazy: true,
  many: true,
  entity: 0,
  gives: 'builder',
});
const select: DatabaseMethod = { select: 0, many: true, gives: 'builder' };
const raw: DatabaseMethod = { sql: 0, gives: 'reply' };
const joins: DatabaseMethod = { joins: 0, nestsJoined: true, gives: 'builder' };
const needs: DatabaseMethod = { ...joins, needsJoined: true };
const find: DatabaseMethod = {
  operation: 'read',
  where: { argument: 0, option: 'where' },
  whereBuilt: { role: 'table', module: 'drizzle-orm' },
  select: { argument: 0, option: 'columns' },
  related: [{ argument: 0, option: 'with' }],
};

const DRIVERS = [
  'node-postgres',
  'postgres-js',
  'neon-http',
  'neon-serverless',
  'vercel-postgres',
  'pglite',
  'aws-data-api/pg',
  'pg-proxy',
  'xata-http',
  'mysql2',
  'planetscale-serverless',
  'tidb-serverless',
  'mysql-proxy',
  'better-sqlite3',
  'bun-sql',
  'bun-sqlite',
  'd1',
  'expo-sqlite',
  'libsql',
  'op-sqlite',
  'sql-js',
  'sqlite-proxy',
  'singlestore',
] as const;

export const drizzle: DatabaseLibrary = {
  id: 'drizzle',
  packages: [
    'drizzle-orm',
    'drizzle-orm/pg-core',
    'drizzle-orm/mysql-core',
    'drizzle-orm/sqlite-core',
    'drizzle-orm/singlestore-core',
    ...DRIVERS.map((driver) => `drizzle-orm/${driver}`),
  ],
  instances: [
    { path: ['drizzle'], by: 'call', role: 'client' },
    ...['pgTable', 'mysqlTable', 'sqliteTable', 'singlestoreTable', 'pgView', 'mysqlView', 'sqliteView'].map(
      (name) => ({ path: [name], by: 'call' as const, role: 'table', entity: 0 }),
    ),
    ...['pgSchema', 'mysqlSchema'].map((name) => ({ path: [name], by: 'call' as const, role: 'schema' })),
    ...['count', 'countDistinct', 'sum', 'sumDistinct', 'avg', 'avgDistinct', 'min', 'max'].map((name) => ({
      path: [name],
      by: 'call' as const,
      packages: ['drizzle-orm'],
      role: 'figure',
    })),
    ...['pgTableCreator', 'mysqlTableCreator', 'sqliteTableCreator'].map((name) => ({
      path: [name],
      by: 'call' as const,
      role: 'creator',
    })),
  ],
  types: {
    NodePgDatabase: { role: 'client' },
    PostgresJsDatabase: { role: 'client' },
    NeonHttpDatabase: { role: 'client' },
    NeonDatabase: { role: 'client' },
    VercelPgDatabase: { role: 'client' },
    PgDatabase: { role: 'client' },
    PgTransaction: { role: 'client' },
    MySql2Database: { role: 'client' },
    MySqlDatabase: { role: 'client' },
    MySqlTransaction: { role: 'client' },
    PlanetScaleDatabase: { role: 'client' },
    BetterSQLite3Database: { role: 'client' },
    LibSQLDatabase: { role: 'client' },
    DrizzleD1Database: { role: 'client' },
    BaseSQLiteDatabase: { role: 'client' },
    SQLiteTransaction: { role: 'client' },
  },
  values: { sql: 'tag' },
  roles: {
    client: {
      methods: {
        select,
        selectDistinct: select,
        selectDistinctOn: { ...select, select: 1 },
        insert: writes('insert'),
        update: writes('update'),
        delete: writes('delete'),
        execute: raw,
        run: raw,
        all: raw,
        get: { ...raw, one: true },
        $count: { operation: 'read', aggregate: true, entity: 0 },
        transaction: { hands: 'client' },
        with: { gives: 'client' },
        $with: { gives: 'subquery' },
      },
      members: { query: 'queries' },
    },
    // Names of tables under which they are looked up.
    queries: { methods: {}, entities: 'queried' },
    queried: { methods: { findFirst: find, findMany: { ...find, many: true } } },
    schema: { methods: { table: { entity: 0, gives: 'table' }, view: { entity: 0, gives: 'table' } } },
    creator: { called: { entity: 0, gives: 'table' }, methods: {} },
    table: { methods: {} },
    subquery: { methods: {}, chains: true },
    tag: {
      called: { sql: 0, lazy: true, gives: 'statement' },
      methods: { raw: { sql: 0, lazy: true, gives: 'statement' } },
    },
    statement: { methods: {}, chains: true },
    figure: { methods: {}, chains: true, figure: true },
    builder: {
      methods: {
        from: { entity: 0, gives: 'builder' },
        where: { where: 0, gives: 'builder' },
        set: { data: [0], gives: 'builder' },
        values: { data: [0], gives: 'builder' },
        returning: { select: 0, gives: 'builder' },
        onConflictDoUpdate: {
          operation: 'upsert',
          lazy: true,
          data: [{ argument: 0, option: 'set' }],
          gives: 'builder',
        },
        onDuplicateKeyUpdate: {
          operation: 'upsert',
          lazy: true,
          data: [{ argument: 0, option: 'set' }],
          gives: 'builder',
        },
        innerJoin: needs,
        leftJoin: joins,
        rightJoin: joins,
        fullJoin: joins,
      },
      chains: true,
      awaitable: true,
    },
    reply: { methods: {}, awaitable: true, rows: 'rows' },
  },
};
