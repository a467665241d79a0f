/** Kysely: a query names its table first and runs when it is executed. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

const writes = (operation: 'insert' | 'update' | 'upsert' | 'delete'): DatabaseMethod => ({
  operation,
  lazy: true,
  many: true,
  entity: 0,
  gives: 'builder',
});
const runs: DatabaseMethod = { runs: true };
const figure: DatabaseMethod = { gives: 'figure' };
const handing: DatabaseMethod = { hands: 'client' };
const joins: DatabaseMethod = { joins: 0, gives: 'builder' };
const needs: DatabaseMethod = { ...joins, needsJoined: true };

export const kysely: DatabaseLibrary = {
  id: 'kysely',
  packages: ['kysely', 'prisma-kysely'],
  instances: [{ path: ['Kysely'], by: 'new', role: 'client' }],
  types: {
    Kysely: { role: 'client' },
    Transaction: { role: 'client' },
    ControlledTransaction: { role: 'client' },
  },
  values: { sql: 'tag' },
  roles: {
    client: {
      methods: {
        selectFrom: { operation: 'read', lazy: true, entity: 0, many: true, gives: 'builder' },
        insertInto: writes('insert'),
        replaceInto: writes('upsert'),
        mergeInto: writes('upsert'),
        updateTable: writes('update'),
        deleteFrom: writes('delete'),
        transaction: { gives: 'transaction' },
        connection: { gives: 'transaction' },
        startTransaction: { gives: 'transaction' },
        withSchema: { gives: 'client' },
        withPlugin: { gives: 'client' },
        withTables: { gives: 'client' },
        with: { gives: 'client' },
        withRecursive: { gives: 'client' },
      },
      members: { fn: 'functions' },
    },
    transaction: {
      methods: { execute: { ...handing, gives: 'client' } },
      chains: true,
    },
    builder: {
      methods: {
        set: { data: [0], handsExpressions: 'expressions', gives: 'builder' },
        values: { data: [0], gives: 'builder' },
        onConflict: { upsertsBy: 'doUpdateSet', gives: 'builder' },
        onDuplicateKeyUpdate: { operation: 'upsert', lazy: true, data: [0], gives: 'builder' },
        select: { selects: true, handsExpressions: 'expressions', gives: 'builder' },
        returning: { selects: true, gives: 'builder' },
        where: { where: 0, wherePair: true, gives: 'builder' },
        innerJoin: needs,
        leftJoin: joins,
        rightJoin: joins,
        fullJoin: joins,
        execute: runs,
        executeTakeFirst: { ...runs, one: true },
        executeTakeFirstOrThrow: { ...runs, one: true },
        stream: runs,
      },
      chains: true,
    },
    // What callbacks are handed, as a function and as an object.
    expressions: {
      called: { expression: true, gives: 'statement' },
      methods: {},
      members: { fn: 'functions' },
    },
    functions: {
      methods: { count: figure, countAll: figure, sum: figure, avg: figure, min: figure, max: figure },
    },
    figure: { methods: {}, chains: true, figure: true },
    tag: {
      called: { sql: 0, lazy: true, gives: 'statement' },
      methods: { raw: { sql: 0, lazy: true, gives: 'statement' } },
    },
    statement: { methods: { execute: { runs: true, gives: 'reply' } }, chains: true },
    reply: { methods: {}, awaitable: true, runsAlready: true, rows: 'rows' },
  },
};
