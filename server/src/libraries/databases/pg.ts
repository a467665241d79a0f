/** node-postgres, and the drivers that took over its pool and client. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

const query: DatabaseMethod = { sql: 0, values: 1, gives: 'result' };
const connected: DatabaseMethod = { gives: 'client' };

export const pg: DatabaseLibrary = {
  id: 'pg',
  packages: ['pg', 'pg-pool', '@neondatabase/serverless', '@vercel/postgres'],
  instances: [
    { path: ['Pool'], by: 'new', role: 'client' },
    { path: ['Client'], by: 'new', role: 'client' },
    { path: ['native', 'Pool'], by: 'new', role: 'client' },
    { path: ['native', 'Client'], by: 'new', role: 'client' },
    { path: ['default'], by: 'new', role: 'client', packages: ['pg-pool'] },
    { path: ['createPool'], by: 'call', role: 'client', packages: ['@vercel/postgres'] },
    { path: ['createClient'], by: 'call', role: 'client', packages: ['@vercel/postgres'] },
    { path: ['neon'], by: 'call', role: 'tag', packages: ['@neondatabase/serverless'] },
  ],
  types: {
    Pool: { role: 'client' },
    Client: { role: 'client' },
    ClientBase: { role: 'client' },
    PoolClient: { role: 'client' },
    VercelPool: { role: 'client' },
    VercelClient: { role: 'client' },
    VercelPoolClient: { role: 'client' },
    NeonQueryFunction: { role: 'tag' },
  },
  values: { sql: 'client', db: 'client' },
  hostMembers: [{ name: 'pg', packages: ['@fastify/postgres', 'fastify-postgres'], role: 'client' }],
  roles: {
    client: {
      // `` sql`…` `` of @vercel/postgres is its pool as well.
      called: query,
      methods: { query, sql: query, connect: connected, transact: { hands: 'client' } },
      members: { pool: 'client' },
    },
    result: { methods: {}, awaitable: true, runsAlready: true, rows: 'rows' },
    tag: {
      called: { sql: 0, gives: 'rows' },
      methods: { query: { sql: 0, values: 1, gives: 'rows' } },
    },
    rows: { methods: {}, awaitable: true, runsAlready: true },
  },
};
