/** Lucid, of AdonisJS 5 and 6: models over Knex, of which each row saves itself, and queries of theirs or of a table. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';
import { KNEX_CONDITIONS } from './columnMethods.js';

const one: DatabaseMethod = { operation: 'read', one: true, gives: 'builder' };
const byId: DatabaseMethod = { operation: 'read', where: 0, whereColumn: 'id' };
const byColumn: DatabaseMethod = { operation: 'read', where: 0, wherePair: true };
const all: DatabaseMethod = { operation: 'read', many: true };
const create: DatabaseMethod = { operation: 'insert', data: [0], events: ['create', 'save'] };
const aggregate: DatabaseMethod = { aggregate: true, gives: 'builder' };
const related: DatabaseMethod = { related: [0], gives: 'builder' };
const upsert: DatabaseMethod = {
  operation: 'upsert',
  where: 0,
  data: [1],
  events: ['create', 'update', 'save'],
};

const writes = (operation: 'insert' | 'update' | 'delete', data?: number): DatabaseMethod => ({
  operation,
  lazy: true,
  many: true,
  gives: 'builder',
  events: [],
  ...(data !== undefined && { data: [data] }),
});

const BUILDER: Readonly<Record<string, DatabaseMethod>> = {
  select: { selects: true, gives: 'builder' },
  ...KNEX_CONDITIONS,
  first: one,
  firstOrFail: one,
  preload: related,
  insert: writes('insert', 0),
  multiInsert: writes('insert', 0),
  update: writes('update', 0),
  increment: { ...writes('update', 0), counts: 1 },
  decrement: writes('update', 0),
  delete: writes('delete'),
  del: writes('delete'),
  count: aggregate,
  countDistinct: aggregate,
  sum: aggregate,
  min: aggregate,
  max: aggregate,
  avg: aggregate,
};

const HOOKED = ['Create', 'Update', 'Save', 'Delete'];

export const lucid: DatabaseLibrary = {
  id: 'lucid',
  packages: [
    '@adonisjs/lucid',
    '@adonisjs/lucid/orm',
    '@adonisjs/lucid/services/db',
    '@ioc:Adonis/Lucid/Orm',
    '@ioc:Adonis/Lucid/Database',
  ],
  instances: [],
  values: { default: 'client' },
  types: {},
  bases: { BaseModel: 'model' },
  tableMembers: ['table'],
  hookDecorators: { methods: HOOKED.flatMap((name) => [`after${name}`, `before${name}`]) },
  rowMethods: {
    save: { operation: 'save', events: ['save', 'create', 'update'] },
    delete: { operation: 'delete' },
    refresh: { operation: 'read' },
    related: { entity: 0, many: true, gives: 'relation' },
  },
  roles: {
    client: {
      methods: {
        from: { entity: 0, many: true, gives: 'builder' },
        table: { entity: 0, many: true, gives: 'builder' },
        rawQuery: { sql: 0, values: 1 },
        transaction: { hands: 'client' },
      },
    },
    model: {
      methods: {
        query: { many: true, gives: 'builder' },
        find: byId,
        findOrFail: byId,
        findMany: { ...all, where: 0, whereColumn: 'id' },
        findBy: byColumn,
        findByOrFail: byColumn,
        findManyBy: { ...byColumn, many: true },
        first: { operation: 'read' },
        firstOrFail: { operation: 'read' },
        all,
        create,
        createMany: { ...create, many: true },
        firstOrNew: { builds: true },
        firstOrCreate: { ...create, data: [1] },
        updateOrCreate: upsert,
        updateOrCreateMany: {
          operation: 'upsert',
          many: true,
          data: [1],
          events: ['create', 'update', 'save'],
        },
        truncate: { operation: 'delete', many: true, events: [] },
      },
      constructs: true,
    },
    relation: {
      methods: {
        ...BUILDER,
        query: { many: true, gives: 'builder' },
        create,
        createMany: { ...create, many: true },
        save: { ...create, operation: 'save' },
      },
      chains: true,
      awaitable: true,
    },
    builder: { methods: BUILDER, chains: true, awaitable: true },
  },
};
