/** Prisma Client 4 to 7, generated into node_modules or into the project. */
import type { DatabaseCall, DatabaseLibrary, DatabaseMethod } from '../library.js';

const METHODS: Readonly<Record<string, DatabaseMethod>> = {
  findUnique: { operation: 'read', many: false },
  findUniqueOrThrow: { operation: 'read', many: false },
  findFirst: { operation: 'read', many: false },
  findFirstOrThrow: { operation: 'read', many: false },
  findMany: { operation: 'read', many: true },
  count: { operation: 'read', many: true, aggregate: true },
  aggregate: { operation: 'read', many: true, aggregate: true },
  groupBy: { operation: 'read', many: true, aggregate: true },
  create: { operation: 'insert', many: false },
  createMany: { operation: 'insert', many: true },
  createManyAndReturn: { operation: 'insert', many: true },
  update: { operation: 'update', many: false },
  updateMany: { operation: 'update', many: true },
  updateManyAndReturn: { operation: 'update', many: true },
  upsert: { operation: 'upsert', many: false },
  delete: { operation: 'delete', many: false },
  deleteMany: { operation: 'delete', many: true },
};

/** Names the client exports that are not rows. */
const NOT_ROWS: ReadonlySet<string> = new Set(['Prisma', 'PrismaClient', 'PrismaPromise', 'default']);

export const prisma: DatabaseLibrary = {
  id: 'prisma',
  packages: ['@prisma/client', '@prisma/client/edge', '.prisma/client'],
  modulePattern:
    /(^|\/)(generated\/|prisma\/|@prisma\/)(generated\/)?(prisma|client|prisma-client)(\/client|\/edge|\/index)?(\.js|\.ts)?$/,
  instances: [{ path: ['PrismaClient'], by: 'new' }],
  types: ['PrismaClient', 'Prisma.TransactionClient', 'Prisma.DefaultPrismaClient'],
  transaction: ['$transaction'],
  derive: ['$extends', '$on'],
  call(path): DatabaseCall | undefined {
    const [model, name, ...rest] = path;
    const method = name === undefined ? undefined : METHODS[name];
    if (!method || model === undefined || rest.length > 0 || model.startsWith('$')) return undefined;
    return {
      ...method,
      entity: model.charAt(0).toUpperCase() + model.slice(1),
      where: 'where',
      select: 'select',
      data: method.operation === 'upsert' ? ['update', 'create'] : ['data'],
    };
  },
  writeText(entity) {
    const model = entity.charAt(0).toLowerCase() + entity.slice(1);
    return new RegExp(`\\.\\s*${model}\\s*\\??\\.\\s*(create|update|upsert|delete)`);
  },
  rowType: (name) => (NOT_ROWS.has(name) || name.includes('.') ? undefined : name),
};
