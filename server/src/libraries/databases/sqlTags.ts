/** Libraries that take SQL as a tagged template: postgres.js, slonik, and mssql with its requests. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

const query: DatabaseMethod = { sql: 0, values: 1, gives: 'result' };
const one: DatabaseMethod = { ...query, one: true };
const kept: DatabaseMethod = { sql: 0, lazy: true, gives: 'statement' };

/** Its own client is the tag; a call with something else gives a part of a statement. */
export const postgres: DatabaseLibrary = {
  id: 'postgres',
  packages: ['postgres'],
  instances: [{ path: ['default'], by: 'call', role: 'client' }],
  types: {
    Sql: { role: 'client' },
    'postgres.Sql': { role: 'client' },
    TransactionSql: { role: 'client' },
    'postgres.TransactionSql': { role: 'client' },
    ReservedSql: { role: 'client' },
  },
  roles: {
    client: {
      called: query,
      methods: {
        unsafe: query,
        begin: { hands: 'client' },
        savepoint: { hands: 'client' },
        reserve: { gives: 'client' },
      },
    },
    result: { methods: {}, awaitable: true, chains: true },
  },
};

export const slonik: DatabaseLibrary = {
  id: 'slonik',
  packages: ['slonik'],
  instances: [
    { path: ['createPool'], by: 'call', role: 'pool' },
    { path: ['createSqlTag'], by: 'call', role: 'tag' },
  ],
  types: {
    DatabasePool: { role: 'pool' },
    DatabasePoolConnection: { role: 'pool' },
    DatabaseTransactionConnection: { role: 'pool' },
    CommonQueryMethods: { role: 'pool' },
  },
  values: { sql: 'tag' },
  roles: {
    tag: {
      called: kept,
      methods: { unsafe: kept, fragment: kept, type: { gives: 'tag' }, typeAlias: { gives: 'tag' } },
    },
    statement: { methods: {} },
    pool: {
      methods: {
        query: { sql: 0, gives: 'reply' },
        any: query,
        many: query,
        anyFirst: query,
        manyFirst: query,
        one,
        maybeOne: one,
        oneFirst: one,
        maybeOneFirst: one,
        exists: { sql: 0 },
        stream: query,
        connect: { hands: 'pool' },
        transaction: { hands: 'pool' },
      },
    },
    result: { methods: {}, awaitable: true, runsAlready: true },
    reply: { methods: {}, awaitable: true, runsAlready: true, rows: 'rows' },
  },
};

export const mssql: DatabaseLibrary = {
  id: 'mssql',
  packages: ['mssql', 'mssql/msnodesqlv8'],
  instances: [
    { path: ['connect'], by: 'call', role: 'pool' },
    { path: ['ConnectionPool'], by: 'new', role: 'pool' },
    { path: ['Request'], by: 'new', role: 'request' },
    { path: ['Transaction'], by: 'new', role: 'pool' },
  ],
  types: {
    ConnectionPool: { role: 'pool' },
    Request: { role: 'request' },
    Transaction: { role: 'pool' },
  },
  roles: {
    pool: {
      methods: {
        query: { sql: 0, gives: 'result' },
        batch: { sql: 0, gives: 'result' },
        request: { gives: 'request' },
        connect: { gives: 'pool' },
        transaction: { gives: 'pool' },
      },
    },
    request: {
      methods: { query: { sql: 0, gives: 'result' }, batch: { sql: 0, gives: 'result' } },
      chains: true,
    },
    result: { methods: {}, awaitable: true, runsAlready: true, rows: 'recordset' },
  },
};
