/** Sequelize 4 to 7, with classes, `define` and sequelize-typescript, in Nest too. */
import type { ArgumentSlot, DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

type Methods = Readonly<Record<string, DatabaseMethod>>;

const option = (argument: number, name: string): ArgumentSlot => ({ argument, option: name });

const WRITES = ['Create', 'Update', 'Save', 'Destroy', 'Restore', 'Upsert'];
const HOOKED = [...WRITES, ...['Create', 'Update', 'Destroy', 'Restore'].map((name) => `Bulk${name}`)];
const AFTER = HOOKED.map((name) => `after${name}`);
const BEFORE = HOOKED.map((name) => `before${name}`);

/** `User.afterUpdate(run)` and `User.addHook('afterUpdate', run)`; of a client they are for all its models. */
const HOOKS: Methods = {
  addHook: { registers: { event: 0 } },
  hook: { registers: { event: 0 } },
  ...Object.fromEntries([...AFTER, ...BEFORE].map((name) => [name, { registers: { named: true } }])),
};

const find: DatabaseMethod = {
  operation: 'read',
  where: option(0, 'where'),
  select: option(0, 'attributes'),
  related: [option(0, 'include')],
};
const findByKey: DatabaseMethod = {
  operation: 'read',
  where: 0,
  whereColumn: 'id',
  select: option(1, 'attributes'),
  related: [option(1, 'include')],
};
const count: DatabaseMethod = { operation: 'read', many: true, aggregate: true };
const findOrCreate: DatabaseMethod = {
  operation: 'insert',
  where: option(0, 'where'),
  events: ['create', 'save'],
};
/** The database is told to change a number: no hook runs. */
const step: DatabaseMethod = { operation: 'update', many: true, data: [0], events: [] };

const MODEL_METHODS: Methods = {
  findAll: { ...find, many: true },
  findOne: find,
  findByPk: findByKey,
  findById: findByKey,
  findAndCountAll: { ...find, many: true, rowsUnder: 'rows' },
  count: { ...count, where: option(0, 'where') },
  max: count,
  min: count,
  sum: count,
  aggregate: count,
  build: { builds: true },
  bulkBuild: { builds: true },
  create: { operation: 'insert', data: [0], events: ['create', 'save'] },
  bulkCreate: {
    operation: 'insert',
    many: true,
    data: [0],
    events: ['bulkCreate'],
    upsertsWith: option(1, 'updateOnDuplicate'),
    individually: { option: option(1, 'individualHooks'), events: ['create', 'save'] },
  },
  findOrCreate,
  findCreateFind: findOrCreate,
  upsert: { operation: 'upsert', data: [0] },
  update: {
    operation: 'update',
    many: true,
    data: [0],
    where: option(1, 'where'),
    events: ['bulkUpdate'],
    individually: { option: option(1, 'individualHooks'), events: ['update', 'save'] },
  },
  destroy: {
    operation: 'delete',
    many: true,
    where: option(0, 'where'),
    events: ['bulkDestroy'],
    individually: { option: option(0, 'individualHooks'), events: ['destroy'] },
  },
  // Rows that come back are new to whoever reads.
  restore: {
    operation: 'insert',
    many: true,
    where: option(0, 'where'),
    events: ['bulkRestore'],
    individually: { option: option(0, 'individualHooks'), events: ['restore'] },
  },
  truncate: { operation: 'delete', many: true, events: ['bulkDestroy'] },
  increment: { ...step, counts: option(1, 'by') },
  decrement: step,
  scope: { gives: 'model' },
  unscoped: { gives: 'model' },
  withScope: { gives: 'model' },
  schema: { gives: 'model' },
  init: { gives: 'model', registers: { byEvent: option(1, 'hooks') } },
  ...HOOKS,
};

export const sequelize: DatabaseLibrary = {
  id: 'sequelize',
  packages: ['sequelize', 'sequelize-typescript', '@sequelize/core', '@nestjs/sequelize'],
  optionHooks: [['hooks'], ['define', 'hooks']],
  instances: [
    { path: ['Sequelize'], by: 'new', role: 'client' },
    { path: ['default'], by: 'new', role: 'client' },
  ],
  types: {
    Sequelize: { role: 'client' },
    ModelStatic: { role: 'model', entity: 0 },
    ModelCtor: { role: 'model', entity: 0 },
    Repository: { role: 'model', entity: 0 },
  },
  decorators: [
    { name: 'InjectModel', packages: ['@nestjs/sequelize'], role: 'model', entity: 0 },
    { name: 'InjectConnection', packages: ['@nestjs/sequelize'], role: 'client' },
  ],
  hostMembers: [{ name: 'model', packages: ['egg-sequelize'], role: 'host' }],
  // `module.exports = (sequelize, DataTypes) => sequelize.define('User', …)`, required by a name that is put together.
  handedByLoaders: { method: 'define', role: 'client' },
  bases: { Model: 'model' },
  entityDecorators: [
    {
      name: 'Table',
      packages: ['sequelize-typescript', '@sequelize/core/decorators-legacy'],
      table: [option(0, 'tableName'), option(0, 'modelName')],
    },
  ],
  hookDecorators: { methods: HOOKED.flatMap((name) => [`After${name}`, `Before${name}`]) },
  rowMethods: {
    save: { operation: 'save', events: ['save', 'create', 'update'] },
    update: { operation: 'update', data: [0], events: ['update', 'save'] },
    destroy: { operation: 'delete' },
    restore: { operation: 'insert' },
    increment: { ...step, counts: option(1, 'by') },
    decrement: step,
    reload: { operation: 'read' },
  },
  relationGetters: /^(?:\$get$|get(?!DataValue$)([A-Z]\w*))/,
  relationLinkers:
    /^(?:\$(?:set|add|remove)$|(?:set|add|remove)(?!(?:DataValue|Attributes?|Hook|Scope)$)([A-Z]\w*))/,
  relationMakers: /^(?:\$create$|create([A-Z]\w*))/,
  roles: {
    client: {
      methods: {
        define: { entity: 0, gives: 'model', registers: { byEvent: option(2, 'hooks') } },
        model: { entity: 0, gives: 'model' },
        getRepository: { entity: 0, gives: 'model' },
        transaction: { hands: 'transaction' },
        query: { sql: 0 },
        ...HOOKS,
      },
      members: { models: 'models' },
      siblings: 'model',
    },
    host: {
      methods: {
        define: { entity: 0, gives: 'model' },
        transaction: { hands: 'transaction' },
        query: { sql: 0 },
      },
      entities: 'model',
    },
    transaction: { methods: {} },
    models: { methods: {}, entities: 'model' },
    model: { methods: MODEL_METHODS, constructs: true },
  },
};
