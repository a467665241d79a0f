/** SQLite: better-sqlite3, those of Node and Bun, libSQL, and sqlite3 with callbacks or promises. */
import type { DatabaseLibrary, DatabaseMethod, DatabaseRole } from '../databaseLibrary.js';

const query: DatabaseMethod = { sql: 0, values: 1, gives: 'result' };
const one: DatabaseMethod = { ...query, one: true };
const kept: DatabaseMethod = { sql: 0, lazy: true, gives: 'statement' };
const runs: DatabaseMethod = { runs: true, values: 'all' };

const STATEMENT_METHODS: DatabaseRole = {
  methods: { run: runs, get: { ...runs, one: true }, all: runs, values: runs, iterate: runs },
  chains: true,
};

/** Statements are prepared, and run by methods of their own, at once. */
export const synchronousSqlite: DatabaseLibrary = {
  id: 'better-sqlite3',
  packages: ['better-sqlite3', 'node:sqlite', 'bun:sqlite', 'libsql'],
  synchronous: true,
  instances: [
    { path: ['default'], by: 'new', role: 'database', packages: ['better-sqlite3', 'libsql'] },
    { path: ['default'], by: 'call', role: 'database', packages: ['better-sqlite3', 'libsql'] },
    { path: ['DatabaseSync'], by: 'new', role: 'database' },
    { path: ['Database'], by: 'new', role: 'database', packages: ['bun:sqlite'] },
  ],
  types: {
    Database: { role: 'database' },
    'Database.Database': { role: 'database' },
    'BetterSqlite3.Database': { role: 'database' },
    DatabaseSync: { role: 'database' },
  },
  roles: {
    database: {
      methods: {
        prepare: kept,
        query: kept,
        run: query,
        exec: query,
        transaction: { givesArgument: true },
      },
    },
    statement: STATEMENT_METHODS,
    result: { methods: {}, awaitable: true, runsAlready: true },
  },
};

export const sqlite: DatabaseLibrary = {
  id: 'sqlite3',
  packages: ['sqlite3', 'sqlite', '@libsql/client', '@libsql/client/web'],
  instances: [
    { path: ['Database'], by: 'new', role: 'client' },
    { path: ['cached', 'Database'], by: 'new', role: 'client' },
    { path: ['open'], by: 'call', role: 'client' },
    { path: ['createClient'], by: 'call', role: 'client' },
  ],
  types: { Database: { role: 'client' }, Client: { role: 'client' } },
  roles: {
    client: {
      methods: {
        run: query,
        get: one,
        all: query,
        each: query,
        exec: query,
        execute: { ...query, gives: 'reply' },
        prepare: kept,
        transaction: { gives: 'client' },
      },
    },
    statement: STATEMENT_METHODS,
    result: { methods: {}, awaitable: true, runsAlready: true },
    reply: { methods: {}, awaitable: true, runsAlready: true, rows: 'rows' },
  },
};
