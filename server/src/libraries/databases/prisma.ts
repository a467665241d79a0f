/** Prisma Client 4 to 7, generated into node_modules or into the project. */
import type { ArgumentSlot, DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';

const option = (name: string): ArgumentSlot => ({ argument: 0, option: name });

const FROM = {
  where: option('where'),
  select: option('select'),
  related: [option('include'), option('select')],
} as const;
const raw: DatabaseMethod = { sql: 0, gives: 'result' };
const tagged: DatabaseMethod = { sql: 0, lazy: true, gives: 'statement' };
const read: DatabaseMethod = { operation: 'read', ...FROM };
const aggregate: DatabaseMethod = { operation: 'read', many: true, aggregate: true, where: option('where') };
const insert: DatabaseMethod = { operation: 'insert', data: [option('data')], ...FROM };
const update: DatabaseMethod = { operation: 'update', data: [option('data')], ...FROM };
const remove: DatabaseMethod = { operation: 'delete', ...FROM };

export const prisma: DatabaseLibrary = {
  id: 'prisma',
  packages: ['@prisma/client', '@prisma/client/edge', '.prisma/client'],
  modulePattern:
    /(^|\/)(generated\/|prisma\/|@prisma\/)(generated\/)?(prisma|client|prisma-client)(\/client|\/edge|\/index)?(\.js|\.ts)?$/,
  instances: [{ path: ['PrismaClient'], by: 'new', role: 'client' }],
  types: {
    PrismaClient: { role: 'client' },
    'Prisma.TransactionClient': { role: 'client' },
    'Prisma.DefaultPrismaClient': { role: 'client' },
  },
  values: { 'Prisma.sql': 'tag' },
  rowTypes: { except: ['Prisma', 'PrismaClient', 'PrismaPromise', 'default'] },
  nestedWrites: {
    create: 'insert',
    createMany: 'insert',
    connectOrCreate: 'insert',
    update: 'update',
    updateMany: 'update',
    upsert: 'upsert',
    delete: 'delete',
    deleteMany: 'delete',
  },
  roles: {
    client: {
      methods: {
        $transaction: { hands: 'client' },
        $extends: { gives: 'client', registers: { byEntity: { argument: 0, option: 'query' } } },
        $use: { registers: {} },
        $on: { gives: 'client' },
        $queryRaw: raw,
        $queryRawUnsafe: raw,
        $executeRaw: raw,
        $executeRawUnsafe: raw,
      },
      entities: 'model',
      namesClasses: true,
    },
    tag: { called: tagged, methods: {} },
    statement: { methods: {} },
    result: { methods: {}, awaitable: true },
    model: {
      methods: {
        findUnique: read,
        findUniqueOrThrow: read,
        findFirst: read,
        findFirstOrThrow: read,
        findMany: { ...read, many: true },
        count: aggregate,
        aggregate,
        groupBy: aggregate,
        create: insert,
        createMany: { ...insert, many: true },
        createManyAndReturn: { ...insert, many: true },
        update,
        updateMany: { ...update, many: true },
        updateManyAndReturn: { ...update, many: true },
        upsert: {
          operation: 'upsert',
          ...FROM,
          data: [option('update'), option('create')],
          changes: option('update'),
        },
        delete: remove,
        deleteMany: { ...remove, many: true },
      },
    },
  },
};
