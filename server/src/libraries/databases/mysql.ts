/** mysql and mysql2, with callbacks and with promises; the drivers for MariaDB and PlanetScale. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

const query: DatabaseMethod = { sql: 0, values: 1, gives: 'result' };
const connected: DatabaseMethod = { gives: 'client' };

export const mysql: DatabaseLibrary = {
  id: 'mysql',
  rowsFirst: true,
  packages: ['mysql', 'mysql2', 'mysql2/promise', 'promise-mysql', 'mariadb', '@planetscale/database'],
  instances: [
    { path: ['createConnection'], by: 'call', role: 'client' },
    { path: ['createPool'], by: 'call', role: 'client' },
    { path: ['createPoolCluster'], by: 'call', role: 'client' },
    { path: ['connect'], by: 'call', role: 'client', packages: ['@planetscale/database'] },
    { path: ['Client'], by: 'new', role: 'client', packages: ['@planetscale/database'] },
    { path: ['format'], by: 'call', role: 'statement', sql: 0 },
  ],
  types: {
    Connection: { role: 'client' },
    Pool: { role: 'client' },
    PoolConnection: { role: 'client' },
    PoolNamespace: { role: 'client' },
  },
  hostMembers: [{ name: 'mysql', packages: ['@fastify/mysql', 'fastify-mysql'], role: 'client' }],
  roles: {
    client: {
      methods: {
        query,
        execute: query,
        batch: query,
        getConnection: connected,
        promise: connected,
        of: connected,
        connection: connected,
        transaction: { hands: 'client' },
        format: { sql: 0, lazy: true, gives: 'statement' },
      },
    },
    statement: { methods: {} },
    // The rows are the first of two things; what is taken by number from rows are rows.
    result: { methods: {}, awaitable: true, runsAlready: true },
  },
};
