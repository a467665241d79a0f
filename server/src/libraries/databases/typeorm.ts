/** TypeORM 0.2 to 1: repositories, entity managers, query builders, active record. */
import type { ArgumentSlot, DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

type Methods = Readonly<Record<string, DatabaseMethod>>;

const option = (argument: number, name: string): ArgumentSlot => ({ argument, option: name });

/** Subscribers run, but are given no more than the columns that are set. */
const BLIND_UPDATE = { blindEvents: ['update'] } as const;

/** `from` is where the arguments begin: after the entity, for those of an entity manager. */
function rowMethods(from: 0 | 1): Methods {
  const find: DatabaseMethod = {
    operation: 'read',
    where: option(from, 'where'),
    select: option(from, 'select'),
    related: [option(from, 'relations'), option(from, 'include')],
    keeps: option(from, 'cache'),
  };
  const findBy: DatabaseMethod = { operation: 'read', where: from };
  const findOne: DatabaseMethod = { ...find, whereColumn: 'id' };
  const count: DatabaseMethod = { operation: 'read', many: true, aggregate: true };
  const save: DatabaseMethod = { operation: 'save', data: [from], events: ['insert', 'update'] };
  const update: DatabaseMethod = {
    operation: 'update',
    many: true,
    where: from,
    whereColumn: 'id',
    data: [from + 1],
    ...BLIND_UPDATE,
  };
  const remove: DatabaseMethod = {
    operation: 'delete',
    many: true,
    where: from,
    whereColumn: 'id',
    blindEvents: ['remove'],
  };
  const increment: DatabaseMethod = {
    operation: 'update',
    many: true,
    where: from,
    data: [from + 1],
    ...BLIND_UPDATE,
  };
  return {
    find: { ...find, many: true },
    findBy: { ...findBy, many: true },
    findAndCount: { ...find, many: true },
    findAndCountBy: { ...findBy, many: true },
    findByIds: { ...findBy, many: true },
    findOne,
    findOneOrFail: findOne,
    findOneBy: findBy,
    findOneByOrFail: findBy,
    findOneById: { ...findBy, whereColumn: 'id' },
    preload: { operation: 'read', where: from },
    count: { ...count, where: option(from, 'where') },
    countBy: { ...count, where: from },
    exist: { ...count, where: option(from, 'where'), answers: true },
    exists: { ...count, where: option(from, 'where'), answers: true },
    existsBy: { ...count, where: from, answers: true },
    sum: count,
    average: count,
    minimum: count,
    maximum: count,
    create: { builds: true },
    merge: { givesArgument: true },
    save,
    insert: { operation: 'insert', data: [from] },
    update,
    updateAll: { operation: 'update', many: true, data: [from], ...BLIND_UPDATE },
    upsert: { operation: 'upsert', data: [from], events: ['insert'] },
    delete: remove,
    deleteAll: { operation: 'delete', many: true },
    remove: { operation: 'delete' },
    softDelete: { ...remove, blindEvents: ['softRemove'] },
    softRemove: { operation: 'delete' },
    // Rows that come back are new to whoever reads.
    restore: { ...remove, operation: 'insert', blindEvents: ['recover'] },
    recover: { operation: 'insert' },
    increment: { ...increment, counts: from + 2 },
    decrement: increment,
    clear: { operation: 'delete', many: true },
  };
}

function ofEntity(methods: Methods): Methods {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, { ...method, entity: 0 }]),
  );
}

const REPOSITORY_METHODS: Methods = {
  ...rowMethods(0),
  createQueryBuilder: { gives: 'builder' },
  extend: { gives: 'repository', adds: 0 },
  query: { sql: 0, values: 1, gives: 'result' },
  sql: { sql: 0, gives: 'result' },
};

const read: DatabaseMethod = { operation: 'read', runs: true };
const writes = (operation: 'insert' | 'update' | 'delete', event: string): DatabaseMethod => ({
  operation,
  blindEvents: [event],
  lazy: true,
  many: true,
  gives: 'builder',
});
const condition: DatabaseMethod = { where: 0, whereWords: true, gives: 'builder' };
const joining: DatabaseMethod = { related: [0], gives: 'builder' };

/** Methods whose first argument may be the entity or the rows themselves. */
const MANAGER_METHODS: Methods = {
  ...ofEntity(rowMethods(1)),
  save: { operation: 'save', entity: 0, data: [1, 0], events: ['insert', 'update'] },
  remove: { operation: 'delete', entity: 0 },
  softRemove: { operation: 'delete', entity: 0 },
  recover: { operation: 'insert', entity: 0 },
  create: { builds: true, entity: 0 },
  getRepository: { entity: 0, gives: 'repository' },
  getTreeRepository: { entity: 0, gives: 'repository' },
  getMongoRepository: { entity: 0, gives: 'repository' },
  withRepository: { givesArgument: true },
  getCustomRepository: { givesArgument: true },
  createQueryBuilder: { entity: 0, gives: 'builder' },
  createQueryRunner: { gives: 'manager' },
  transaction: { hands: 'manager' },
  query: { sql: 0, values: 1, gives: 'result' },
  sql: { sql: 0, gives: 'result' },
  initialize: { gives: 'manager' },
  connect: { gives: 'manager' },
};

export const typeorm: DatabaseLibrary = {
  id: 'typeorm',
  packages: ['typeorm'],
  instances: [
    { path: ['DataSource'], by: 'new', role: 'manager' },
    { path: ['getRepository'], by: 'call', role: 'repository', entity: 0 },
    { path: ['getTreeRepository'], by: 'call', role: 'repository', entity: 0 },
    { path: ['getMongoRepository'], by: 'call', role: 'repository', entity: 0 },
    { path: ['getCustomRepository'], by: 'call', role: 'custom', givesArgument: true },
    { path: ['getManager'], by: 'call', role: 'manager' },
    { path: ['getConnection'], by: 'call', role: 'manager' },
    { path: ['createConnection'], by: 'call', role: 'manager' },
    { path: ['createQueryBuilder'], by: 'call', role: 'builder' },
    { path: ['Repository'], by: 'new', role: 'repository', entity: 0 },
    { path: ['TreeRepository'], by: 'new', role: 'repository', entity: 0 },
    { path: ['AbstractRepository'], by: 'new', role: 'custom' },
  ],
  types: {
    Repository: { role: 'repository', entity: 0 },
    TreeRepository: { role: 'repository', entity: 0 },
    MongoRepository: { role: 'repository', entity: 0 },
    AbstractRepository: { role: 'custom', entity: 0 },
    SelectQueryBuilder: { role: 'builder', entity: 0 },
    UpdateQueryBuilder: { role: 'builder', entity: 0 },
    DeleteQueryBuilder: { role: 'builder', entity: 0 },
    DataSource: { role: 'manager' },
    Connection: { role: 'manager' },
    EntityManager: { role: 'manager' },
    QueryRunner: { role: 'manager' },
  },
  decorators: [
    {
      name: 'InjectRepository',
      packages: ['@nestjs/typeorm', 'typeorm-typedi-extensions'],
      role: 'repository',
      entity: 0,
    },
    { name: 'InjectEntityManager', packages: ['@nestjs/typeorm'], role: 'manager' },
    { name: 'InjectDataSource', packages: ['@nestjs/typeorm'], role: 'manager' },
    { name: 'InjectConnection', packages: ['@nestjs/typeorm'], role: 'manager' },
    { name: 'TransactionManager', packages: ['typeorm'], role: 'manager' },
  ],
  bases: { BaseEntity: 'repository' },
  entityDecorators: [
    { name: 'Entity', packages: ['typeorm'], table: [0, option(0, 'name')] },
    { name: 'ViewEntity', packages: ['typeorm'], table: [0, option(0, 'name')] },
    { name: 'ChildEntity', packages: ['typeorm'], table: [] },
  ],
  hookDecorators: {
    subscribers: ['EventSubscriber'],
    methods: [
      ...['AfterInsert', 'AfterUpdate', 'AfterRemove', 'AfterSoftRemove', 'AfterRecover'],
      ...['BeforeInsert', 'BeforeUpdate', 'BeforeRemove', 'BeforeSoftRemove', 'BeforeRecover'],
    ],
  },
  rowMethods: {
    save: { operation: 'save', events: ['insert', 'update'] },
    remove: { operation: 'delete' },
    softRemove: { operation: 'delete' },
    recover: { operation: 'insert' },
    reload: { operation: 'read' },
  },
  roles: {
    manager: {
      methods: MANAGER_METHODS,
      members: {
        ...{ manager: 'manager', connection: 'manager', entityManager: 'manager', dataSource: 'manager' },
        queryResultCache: 'results',
      },
    },
    results: { methods: { remove: { forgets: 0 }, clear: { forgets: 'all' } } },
    repository: { methods: REPOSITORY_METHODS, members: { manager: 'manager' } },
    result: { methods: {}, awaitable: true, runsAlready: true },
    custom: {
      methods: { createQueryBuilder: { gives: 'builder' }, getRepositoryFor: { gives: 'repository' } },
      members: { manager: 'manager', repository: 'repository' },
    },
    builder: {
      methods: {
        select: { selectsQualified: 'only', gives: 'builder' },
        addSelect: { selectsQualified: 'add', gives: 'builder' },
        from: { entity: 0, gives: 'builder' },
        into: { entity: 0, gives: 'builder' },
        insert: writes('insert', 'insert'),
        values: { data: [0], gives: 'builder' },
        update: { ...writes('update', 'update'), entity: 0, data: [1] },
        set: { data: [0], gives: 'builder' },
        delete: writes('delete', 'remove'),
        softDelete: writes('delete', 'softRemove'),
        restore: writes('insert', 'recover'),
        orUpdate: { operation: 'upsert', lazy: true, gives: 'builder' },
        cache: { keeps: 0, gives: 'builder' },
        where: condition,
        andWhere: condition,
        leftJoinAndSelect: joining,
        innerJoinAndSelect: joining,
        leftJoinAndMapOne: joining,
        leftJoinAndMapMany: joining,
        execute: { runs: true },
        getOne: read,
        getOneOrFail: read,
        getMany: { ...read, many: true },
        getManyAndCount: { ...read, many: true },
        getRawOne: read,
        getRawMany: { ...read, many: true },
        getRawAndEntities: { ...read, many: true },
        stream: { ...read, many: true },
        getCount: { ...read, many: true, aggregate: true },
        getExists: { ...read, many: true, aggregate: true },
      },
      chains: true,
    },
  },
};
