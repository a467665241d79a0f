/** Knex: a query is built step by step and runs when somebody waits for it. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';
import { KNEX_CONDITIONS } from './columnMethods.js';

const onTable: DatabaseMethod = { entity: 0, many: true, gives: 'builder' };
const raw: DatabaseMethod = { sql: 0, values: 1, gives: 'result' };
const selects: DatabaseMethod = { selects: true, many: true, gives: 'builder' };
const aggregate: DatabaseMethod = { aggregate: true, gives: 'builder' };
const joins: DatabaseMethod = { joins: 0, gives: 'builder' };
const needs: DatabaseMethod = { ...joins, needsJoined: true };
const writes = (operation: 'insert' | 'update' | 'upsert' | 'delete'): DatabaseMethod => ({
  operation,
  lazy: true,
  many: true,
  gives: 'builder',
  ...(operation !== 'delete' && { data: [0] }),
});

export const knex: DatabaseLibrary = {
  id: 'knex',
  packages: ['knex'],
  instances: [
    { path: ['default'], by: 'call', role: 'client' },
    { path: ['knex'], by: 'call', role: 'client' },
  ],
  types: {
    Knex: { role: 'client' },
    'Knex.Transaction': { role: 'client' },
    'Knex.QueryBuilder': { role: 'builder' },
  },
  decorators: [
    { name: 'InjectConnection', packages: ['nest-knexjs'], role: 'client' },
    { name: 'InjectKnex', packages: ['nestjs-knex'], role: 'client' },
    { name: 'InjectModel', packages: ['nest-knexjs', 'nestjs-knex'], role: 'client' },
  ],
  roles: {
    client: {
      called: onTable,
      methods: {
        table: onTable,
        from: onTable,
        into: onTable,
        queryBuilder: { gives: 'builder', many: true },
        select: selects,
        column: selects,
        withSchema: { gives: 'builder', many: true },
        raw,
        insert: writes('insert'),
        batchInsert: { operation: 'insert', many: true, entity: 0, data: [1] },
        transaction: { hands: 'client', gives: 'client' },
        transactionProvider: { gives: 'provider' },
      },
    },
    provider: { called: { gives: 'client' }, methods: {} },
    builder: {
      methods: {
        from: onTable,
        into: onTable,
        table: onTable,
        select: selects,
        column: selects,
        columns: selects,
        first: { selects: true, one: true, gives: 'builder' },
        returning: { selects: true, gives: 'builder' },
        ...KNEX_CONDITIONS,
        insert: writes('insert'),
        update: writes('update'),
        upsert: writes('upsert'),
        increment: { ...writes('update'), counts: 1 },
        decrement: writes('update'),
        merge: writes('upsert'),
        delete: writes('delete'),
        del: writes('delete'),
        truncate: writes('delete'),
        join: needs,
        innerJoin: needs,
        leftJoin: joins,
        leftOuterJoin: joins,
        rightJoin: joins,
        fullOuterJoin: joins,
        crossJoin: needs,
        count: aggregate,
        countDistinct: aggregate,
        sum: aggregate,
        avg: aggregate,
        min: aggregate,
        max: aggregate,
      },
      chains: true,
      awaitable: true,
    },
    // What comes back differs with the database: rows, or an object with them.
    result: { methods: {}, awaitable: true },
  },
};
