/** Objection: classes over Knex. `User.query()` is a query on the table that the class names. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';
import { KNEX_CONDITIONS } from './columnMethods.js';

/** What is written through a query is told hooks of a row only where the query began at one: `user.$query().patch(…)`. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  insert: ['insert'],
  update: ['update'],
  upsert: ['insert', 'update'],
  delete: ['delete'],
};

const onRelation: DatabaseMethod = { entity: 0, many: true, gives: 'builder' };

/** Of a query on a table, or on the row that it began at. */
function builderMethods(begins: 'class' | 'row'): Readonly<Record<string, DatabaseMethod>> {
  const gives = begins === 'row' ? 'ownBuilder' : 'builder';
  const writes = (operation: 'insert' | 'update' | 'upsert' | 'delete', data?: number): DatabaseMethod => ({
    operation,
    lazy: true,
    many: true,
    gives,
    ...(begins === 'row' || /sert$/.test(operation)
      ? { events: EVENTS[operation] ?? [] }
      : { blindEvents: EVENTS[operation] ?? [] }),
    ...(data !== undefined && { data: [data] }),
  });
  const related: DatabaseMethod = { related: [0], gives };
  const one: DatabaseMethod = { one: true, gives };
  const aggregate: DatabaseMethod = { aggregate: true, gives };
  return {
    select: { selects: true, gives },
    findById: { ...one, where: 0, whereColumn: 'id' },
    findOne: { ...one, where: 0 },
    first: one,
    ...KNEX_CONDITIONS,
    insert: writes('insert', 0),
    insertAndFetch: writes('insert', 0),
    insertGraph: writes('insert', 0),
    insertGraphAndFetch: writes('insert', 0),
    upsertGraph: writes('upsert', 0),
    upsertGraphAndFetch: writes('upsert', 0),
    merge: writes('upsert', 0),
    update: writes('update', 0),
    updateAndFetch: writes('update', 0),
    updateAndFetchById: writes('update', 1),
    patch: writes('update', 0),
    patchAndFetch: writes('update', 0),
    patchAndFetchById: writes('update', 1),
    increment: { ...writes('update', 0), counts: 1 },
    decrement: writes('update', 0),
    delete: writes('delete'),
    deleteById: { ...writes('delete'), where: 0, whereColumn: 'id' },
    del: writes('delete'),
    truncate: writes('delete'),
    relate: writes('update'),
    unrelate: writes('update'),
    withGraphFetched: related,
    withGraphJoined: related,
    joinRelated: { gives },
    resultSize: aggregate,
    count: aggregate,
    sum: aggregate,
    min: aggregate,
    max: aggregate,
    avg: aggregate,
  };
}

export const objection: DatabaseLibrary = {
  id: 'objection',
  packages: ['objection'],
  instances: [],
  handsGiven: ['transaction', 'default.transaction'],
  types: { QueryBuilder: { role: 'builder', entity: 0 } },
  bases: { Model: 'model' },
  tableMembers: ['tableName'],
  hookMethods: /^\$(before|after)(Insert|Update|Delete)$/,
  rowMethods: {
    $query: { gives: 'ownBuilder' },
    $relatedQuery: onRelation,
  },
  roles: {
    model: {
      methods: {
        query: { many: true, gives: 'builder' },
        relatedQuery: onRelation,
        fromJson: { builds: true },
        bindKnex: { gives: 'model' },
        bindTransaction: { gives: 'model' },
        transaction: { hands: 'transaction' },
      },
      constructs: true,
    },
    transaction: { methods: {} },
    builder: { methods: builderMethods('class'), chains: true, awaitable: true },
    ownBuilder: { methods: builderMethods('row'), chains: true, awaitable: true },
  },
};
