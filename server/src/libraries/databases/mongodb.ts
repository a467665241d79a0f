/** The mongodb driver 3 to 7: collections by their name. */
import type { ArgumentSlot, DatabaseLibrary, DatabaseMethod, DatabaseRole } from '../databaseLibrary.js';

const option = (argument: number, name: string): ArgumentSlot => ({ argument, option: name });

const findOne: DatabaseMethod = { operation: 'read', where: 0, select: option(1, 'projection') };
const count: DatabaseMethod = { operation: 'read', many: true, aggregate: true };
const update: DatabaseMethod = { operation: 'update', where: 0, data: [1] };
const remove: DatabaseMethod = { operation: 'delete', where: 0 };
const drop: DatabaseMethod = { operation: 'delete', many: true };

const collection: DatabaseRole = {
  methods: {
    find: { ...findOne, many: true, gives: 'cursor' },
    findOne,
    countDocuments: { ...count, where: 0 },
    estimatedDocumentCount: count,
    count,
    distinct: count,
    aggregate: { ...count, stages: 0 },
    insertOne: { operation: 'insert', data: [0] },
    insertMany: { operation: 'insert', many: true, data: [0] },
    insert: { operation: 'insert', many: true, data: [0] },
    updateOne: update,
    updateMany: { ...update, many: true },
    update: { ...update, many: true },
    replaceOne: { operation: 'update', where: 0 },
    deleteOne: remove,
    deleteMany: { ...remove, many: true },
    remove: { ...remove, many: true },
    findOneAndUpdate: { ...update, select: option(2, 'projection') },
    findOneAndReplace: { operation: 'update', where: 0 },
    findOneAndDelete: remove,
    bulkWrite: { operation: 'upsert', many: true, operations: 0 },
    drop,
    rename: drop,
  },
};

const cursor: DatabaseRole = {
  methods: {
    project: { select: 0, gives: 'cursor' },
    toArray: { runs: true },
    next: { runs: true },
  },
  chains: true,
  awaitable: true,
};

/** What a collection is, for every library that hands out the driver's. */
export const COLLECTION_ROLES = { collection, cursor };

export const mongodb: DatabaseLibrary = {
  id: 'mongodb',
  packages: ['mongodb'],
  instances: [
    { path: ['MongoClient'], by: 'new', role: 'client' },
    { path: ['MongoClient', 'connect'], by: 'call', role: 'client' },
  ],
  types: {
    MongoClient: { role: 'client' },
    Db: { role: 'database' },
    Collection: { role: 'collection', entity: 0 },
  },
  hostMembers: [{ name: 'mongo', packages: ['@fastify/mongodb', 'fastify-mongodb'], role: 'host' }],
  nestedColumns: true,
  roles: {
    host: { methods: {}, members: { db: 'database', client: 'client' } },
    client: {
      methods: {
        connect: { gives: 'client' },
        db: { gives: 'database' },
        withSession: { hands: 'session' },
        startSession: { gives: 'session' },
      },
    },
    database: { methods: { collection: { entity: 0, gives: 'collection' } } },
    session: { methods: { withTransaction: { hands: 'session' } } },
    ...COLLECTION_ROLES,
  },
};
