/** MikroORM 4 to 7: entity managers, repositories, and what their next flush writes. */
import type { ArgumentSlot, DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

type Methods = Readonly<Record<string, DatabaseMethod>>;

const option = (argument: number, name: string): ArgumentSlot => ({ argument, option: name });

/** `from` is where the arguments begin: after the entity, for those of an entity manager. */
function rowMethods(from: 0 | 1): Methods {
  const find: DatabaseMethod = {
    operation: 'read',
    where: from,
    whereColumn: 'id',
    select: option(from + 1, 'fields'),
    related: [option(from + 1, 'populate')],
    keeps: option(from + 1, 'cache'),
  };
  const count: DatabaseMethod = { operation: 'read', many: true, aggregate: true };
  return {
    find: { ...find, many: true },
    findAll: { operation: 'read', many: true },
    findAndCount: { ...find, many: true },
    findByCursor: { operation: 'read', many: true },
    findOne: find,
    findOneOrFail: find,
    count,
    countBy: count,
    create: { builds: true, collects: 'insert' },
    getReference: { operation: 'read', where: from, whereColumn: 'id' },
    insert: { operation: 'insert', data: [from] },
    insertMany: { operation: 'insert', many: true, data: [from] },
    nativeInsert: { operation: 'insert', data: [from] },
    upsert: { operation: 'upsert', data: [from] },
    upsertMany: { operation: 'upsert', many: true, data: [from] },
    nativeUpdate: { operation: 'update', many: true, where: from, data: [from + 1] },
    nativeDelete: { operation: 'delete', many: true, where: from },
  };
}

/** Both kinds of handles take rows and say what is to become of them. */
const UNIT_OF_WORK: Methods = {
  assign: { givesArgument: true, collects: 'update', entity: 0, data: [1] },
  persist: { gives: 'manager', collects: 'save', entity: 0, data: [0] },
  persistLater: { collects: 'save', entity: 0, data: [0] },
  remove: { gives: 'manager', collects: 'delete', entity: 0 },
  removeLater: { collects: 'delete', entity: 0 },
  flush: { flushes: true },
  persistAndFlush: { operation: 'save', entity: 0, data: [0], events: ['create', 'update'] },
  removeAndFlush: { operation: 'delete', entity: 0, events: ['delete'] },
};

const runsFor = (one?: true): DatabaseMethod => ({ runs: true, ...(one && { one }) });

/** A query runs when somebody waits for it, or asks for its result. */
const BUILDER_METHODS: Methods = {
  select: { operation: 'read', lazy: true, gives: 'builder' },
  insert: { operation: 'insert', lazy: true, data: [0], gives: 'builder' },
  update: { operation: 'update', lazy: true, data: [0], gives: 'builder' },
  delete: { operation: 'delete', lazy: true, where: 0, gives: 'builder' },
  truncate: { operation: 'delete', lazy: true, gives: 'builder' },
  where: { where: 0, gives: 'builder' },
  andWhere: { where: 0, gives: 'builder' },
  execute: runsFor(),
  getResult: runsFor(),
  getResultList: runsFor(),
  getSingleResult: runsFor(true),
};

const MANAGER_METHODS: Methods = {
  ...Object.fromEntries(
    Object.entries(rowMethods(1)).map(([name, method]) => [name, { ...method, entity: 0 }]),
  ),
  ...UNIT_OF_WORK,
  refresh: { givesArgument: true },
  merge: { givesArgument: true },
  commit: { flushes: true },
  clearCache: { forgets: 0 },
  fork: { gives: 'manager' },
  getRepository: { entity: 0, gives: 'repository' },
  createQueryBuilder: { entity: 0, many: true, gives: 'builder' },
  qb: { entity: 0, many: true, gives: 'builder' },
  transactional: { hands: 'manager', flushes: true },
};

export const mikroorm: DatabaseLibrary = {
  id: 'mikro-orm',
  packages: [
    '@mikro-orm/core',
    '@mikro-orm/nestjs',
    ...['postgresql', 'mysql', 'mariadb', 'sqlite', 'libsql', 'mssql', 'mongodb', 'knex', 'sql'].map(
      (driver) => `@mikro-orm/${driver}`,
    ),
  ],
  instances: [
    { path: ['MikroORM', 'init'], by: 'call', role: 'client' },
    { path: ['MikroORM', 'initSync'], by: 'call', role: 'client' },
    { path: ['MikroORM'], by: 'new', role: 'client' },
    { path: ['EntityRepository'], by: 'new', role: 'repository', entity: 0 },
    { path: ['wrap'], by: 'call', role: 'wrapped', entity: 0 },
  ],
  types: {
    MikroORM: { role: 'client' },
    EntityManager: { role: 'manager' },
    SqlEntityManager: { role: 'manager' },
    EntityRepository: { role: 'repository', entity: 0 },
    SqlEntityRepository: { role: 'repository', entity: 0 },
  },
  decorators: [
    { name: 'InjectRepository', packages: ['@mikro-orm/nestjs'], role: 'repository', entity: 0 },
    { name: 'InjectEntityManager', packages: ['@mikro-orm/nestjs'], role: 'manager' },
    { name: 'InjectMikroORM', packages: ['@mikro-orm/nestjs'], role: 'client' },
  ],
  entityDecorators: [
    {
      name: 'Entity',
      packages: ['@mikro-orm/core', '@mikro-orm/decorators/legacy'],
      table: [option(0, 'tableName')],
    },
  ],
  hookDecorators: {
    subscribers: ['Subscriber'],
    interfaces: ['EventSubscriber'],
    methods: [
      'AfterCreate',
      'AfterUpdate',
      'AfterUpsert',
      'AfterDelete',
      'BeforeCreate',
      'BeforeUpdate',
      'BeforeDelete',
    ],
  },
  roles: {
    client: { methods: {}, members: { em: 'manager' } },
    manager: { methods: MANAGER_METHODS },
    repository: {
      methods: {
        ...rowMethods(0),
        ...UNIT_OF_WORK,
        getEntityManager: { gives: 'manager' },
        createQueryBuilder: { many: true, gives: 'builder' },
        qb: { many: true, gives: 'builder' },
      },
      members: { em: 'manager' },
    },
    builder: { methods: BUILDER_METHODS, chains: true, awaitable: true },
    wrapped: { methods: { assign: { collects: 'update', data: [0] } } },
  },
};
