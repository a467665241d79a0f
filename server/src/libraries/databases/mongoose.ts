/** Mongoose 5 to 9, in Nest and behind Typegoose too: models, queries that run when awaited, documents. */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';
import { COLLECTION_ROLES } from './mongodb.js';

type Methods = Readonly<Record<string, DatabaseMethod>>;

const EVENT_FIRST: DatabaseMethod = { registers: { event: 0 } };
const find: DatabaseMethod = { operation: 'read', where: 0, select: 1, gives: 'query' };
const byId = (method: DatabaseMethod): DatabaseMethod => ({ ...method, whereColumn: '_id' });
const count: DatabaseMethod = { operation: 'read', many: true, aggregate: true };
const update: DatabaseMethod = { operation: 'update', where: 0, data: [1], gives: 'query' };
/** Of the row that it gives back only these columns are read. */
const updateGiving: DatabaseMethod = { ...update, select: { argument: 2, option: 'projection' } };
const replace: DatabaseMethod = { operation: 'update', where: 0, gives: 'query' };
const remove: DatabaseMethod = { operation: 'delete', where: 0, gives: 'query' };

/** Of a model, and of a query that was begun with `find` or `where`. */
const QUERIES: Methods = {
  find: { ...find, many: true },
  findOne: find,
  countDocuments: { ...count, where: 0 },
  estimatedDocumentCount: count,
  count: { ...count, where: 0 },
  distinct: count,
  exists: { ...count, where: 0, answers: true },
  updateOne: update,
  updateMany: { ...update, many: true },
  update: { ...update, many: true },
  replaceOne: replace,
  findOneAndUpdate: updateGiving,
  findOneAndReplace: replace,
  findOneAndDelete: remove,
  findOneAndRemove: remove,
  deleteOne: remove,
  deleteMany: { ...remove, many: true },
  remove: { ...remove, many: true },
};

/** What `mongoose-delete` and plugins like it add: rows that are marked as deleted are found no more. */
const SOFT_DELETES: Methods = {
  delete: { ...remove, many: true },
  deleteById: byId(remove),
  softDelete: { ...remove, many: true },
  restore: { operation: 'update', many: true, where: 0, gives: 'query' },
  findDeleted: { ...find, many: true },
  findWithDeleted: { ...find, many: true },
  findOneDeleted: find,
  findOneWithDeleted: find,
};

const MODEL_METHODS: Methods = {
  ...QUERIES,
  ...SOFT_DELETES,
  where: { where: 0, gives: 'query' },
  findById: byId(find),
  findByIdAndUpdate: { ...byId(updateGiving), events: ['findOneAndUpdate'] },
  findByIdAndDelete: { ...byId(remove), events: ['findOneAndDelete'] },
  findByIdAndRemove: { ...byId(remove), events: ['findOneAndRemove'] },
  aggregate: { ...count, stages: 0 },
  create: { operation: 'insert', data: [0], events: ['save'] },
  insertOne: { operation: 'insert', data: [0], events: ['save'] },
  insertMany: { operation: 'insert', many: true, data: [0] },
  bulkWrite: { operation: 'upsert', many: true, operations: 0 },
  bulkSave: { operation: 'upsert', many: true, events: ['save', 'bulkWrite'] },
  discriminator: { entity: 0, gives: 'model' },
};

/** Of the rows that the query has said already. */
const updatesFound = (many: Pick<DatabaseMethod, 'many'>): DatabaseMethod => ({
  ...update,
  ...many,
  alone: { operation: 'update', data: [0], gives: 'query', ...many },
});

const QUERY_METHODS: Methods = {
  ...QUERIES,
  updateOne: updatesFound({}),
  updateMany: updatesFound({ many: true }),
  findOneAndUpdate: updatesFound({}),
  select: { select: 0, gives: 'query' },
  populate: { related: [0], relatedSelect: 1, gives: 'query' },
  exec: { runs: true },
  orFail: { gives: 'query' },
};

export const mongoose: DatabaseLibrary = {
  id: 'mongoose',
  packages: ['mongoose', '@typegoose/typegoose', '@nestjs/mongoose'],
  instances: [
    { path: ['model'], by: 'call', role: 'model', entity: 0 },
    { path: ['Schema'], by: 'new', role: 'schema' },
    { path: ['Schema'], by: 'call', role: 'schema' },
    {
      path: ['SchemaFactory', 'createForClass'],
      by: 'call',
      role: 'schema',
      entity: 0,
      packages: ['@nestjs/mongoose'],
    },
    { path: ['buildSchema'], by: 'call', role: 'schema', entity: 0, packages: ['@typegoose/typegoose'] },
    { path: ['createConnection'], by: 'call', role: 'connection' },
    { path: ['getModelForClass'], by: 'call', role: 'model', entity: 0, packages: ['@typegoose/typegoose'] },
  ],
  queryClass: 'Query',
  values: { connection: 'connection', models: 'models' },
  hostMembers: [{ name: 'model', packages: ['egg-mongoose'], role: 'models' }],
  types: {
    Model: { role: 'model', entity: 0 },
    ReturnModelType: { role: 'model', entity: 0 },
    Schema: { role: 'schema' },
    Connection: { role: 'connection' },
    Mongoose: { role: 'connection' },
    HydratedDocument: { rows: true, entity: 0 },
    DocumentType: { rows: true, entity: 0 },
    Document: { rows: true },
  },
  decorators: [
    {
      name: 'InjectModel',
      packages: ['@nestjs/mongoose', 'nestjs-typegoose', '@m8a/nestjs-typegoose'],
      role: 'model',
      entity: 0,
    },
    { name: 'InjectConnection', packages: ['@nestjs/mongoose'], role: 'connection' },
  ],
  hookDecorators: { entities: ['pre', 'post'] },
  bases: { Document: 'model' },
  rowMethods: {
    save: { operation: 'save', events: ['save', 'row.save'] },
    updateOne: { operation: 'update', data: [0], events: ['updateOne', 'row.updateOne'] },
    update: { operation: 'update', data: [0], events: ['update', 'row.update'] },
    replaceOne: { operation: 'update', events: ['replaceOne', 'row.replaceOne'] },
    deleteOne: { operation: 'delete', events: ['deleteOne', 'row.deleteOne'] },
    remove: { operation: 'delete', events: ['remove', 'row.remove'] },
    delete: { operation: 'delete', events: ['delete', 'row.delete'] },
    softDelete: { operation: 'delete', events: ['softDelete', 'row.softDelete'] },
    restore: { operation: 'update', events: ['restore', 'row.restore'] },
  },
  nestedColumns: true,
  roles: {
    connection: {
      methods: {
        model: { entity: 0, gives: 'model' },
        collection: { entity: 0, gives: 'collection' },
        useDb: { gives: 'connection' },
        asPromise: { gives: 'connection' },
        transaction: { hands: 'session' },
        startSession: { gives: 'session' },
      },
      members: { models: 'models', connection: 'connection', db: 'connection' },
    },
    models: { methods: {}, entities: 'model' },
    session: { methods: { withTransaction: { hands: 'session' } } },
    model: { methods: MODEL_METHODS, members: { collection: 'collection' }, constructs: true },
    schema: {
      methods: {
        pre: EVENT_FIRST,
        post: EVENT_FIRST,
        plugin: { registers: { plugin: true } },
        clone: { gives: 'schema' },
      },
    },
    query: { methods: QUERY_METHODS, chains: true, awaitable: true },
    ...COLLECTION_ROLES,
  },
};
