/** The delete that a write forgets, as it is put in: what is called, with what, from where, and when it is not offered. */
import assert from 'node:assert/strict';
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import { fixedTexts } from './fixedTexts.js';

const RULE: RuleId = 'write-without-invalidation';

const CLIENTS = `import { PrismaClient } from '@prisma/client';
import Redis from 'ioredis';

export const prisma = new PrismaClient();
export const redis = new Redis();
`;

const USER_KEY = ['`user:', 'id}`'].join('$' + '{');

/** A cached read of users; \`more\` is what else the file exports. */
const cacheWith = (
  more: string,
  key = USER_KEY,
  ending = '',
) => `import { prisma, redis } from './clients${ending}';

export async function getUser(id: string) {
  const hit = await redis.get(${key});
  if (hit) return JSON.parse(hit);
  const user = await prisma.user.findUnique({ where: { id } });
  await redis.set(${key}, JSON.stringify(user), 'EX', 600);
  return user;
}
${more}`;

const FORGET = `
export async function forgetUser(id: string) {
  await redis.del(\`user:\${id}\`);
}
`;

const fixedFile = async (files: Readonly<Record<string, string>>, file: string, rule: RuleId = RULE) =>
  (await fixedTexts({ 'src/clients.ts': CLIENTS, ...files }, rule))?.[file];

describe('the delete that a write forgets', () => {
  it('is a call of the function that deletes, imported from its file', async () => {
    const text = `import { prisma } from './clients';

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
}
`;
    const fixed = await fixedFile(
      { 'src/userCache.ts': cacheWith(FORGET), 'src/users.ts': text },
      'src/users.ts',
    );
    assert.equal(
      fixed,
      `import { prisma } from './clients';
import { forgetUser } from './userCache';

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
  await forgetUser(id);
}
`,
    );
  });

  it('keeps the endings, quotes and semicolons of the imports, and the way between folders', async () => {
    const text = `import { prisma } from "../clients.js"

export async function rename(userId: string, name: string) {
\tconst user = await prisma.user.update({ where: { id: userId! }, data: { name } })
\treturn user.name
}
`;
    const files = { 'src/cache/userCache.ts': cacheWith(FORGET, undefined, '.js').replace('./', '../') };
    const fixed = await fixedFile({ ...files, 'src/users/users.ts': text }, 'src/users/users.ts');
    assert.equal(
      fixed,
      `import { prisma } from "../clients.js"
import { forgetUser } from "../cache/userCache.js"

export async function rename(userId: string, name: string) {
\tconst user = await prisma.user.update({ where: { id: userId! }, data: { name } })
\tawait forgetUser(userId!)
\treturn user.name
}
`,
    );
  });

  it('joins the names that are imported already, on lines of their own where they are', async () => {
    const text = `import { prisma } from './clients';
import {
  getUser,
} from './userCache';

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
  return getUser(id);
}
`;
    const fixed = await fixedFile(
      { 'src/userCache.ts': cacheWith(FORGET), 'src/users.ts': text },
      'src/users.ts',
    );
    assert.match(fixed ?? '', /import \{\n {2}getUser,\n {2}forgetUser,\n\} from '\.\/userCache';/);
    assert.match(fixed ?? '', /data: \{ name \} \}\);\n {2}await forgetUser\(id\);\n {2}return getUser/);
  });

  it('is imported by an alias where the file knows no relative path', async () => {
    const text = `import { prisma } from '@/clients';

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
}
`;
    const tsconfig = JSON.stringify({ compilerOptions: { baseUrl: '.', paths: { '@/*': ['src/*'] } } });
    const files = {
      'tsconfig.json': tsconfig,
      'src/cache/userCache.ts': cacheWith(FORGET).replace('./', '../'),
    };
    const fixed = await fixedFile({ ...files, 'src/users.ts': text }, 'src/users.ts');
    assert.match(fixed ?? '', /import \{ forgetUser \} from '@\/cache\/userCache';/);
  });

  it('is required in CommonJS', async () => {
    const files = {
      'src/clients.js': `const { PrismaClient } = require('@prisma/client');
const Redis = require('ioredis');

module.exports = { prisma: new PrismaClient(), redis: new Redis() };
`,
      'src/userCache.js': `const { prisma, redis } = require('./clients');

exports.getUser = async (id) => {
  const hit = await redis.get(\`user:\${id}\`);
  if (hit) return JSON.parse(hit);
  const user = await prisma.user.findUnique({ where: { id } });
  await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);
  return user;
};

exports.forgetUser = (id) => redis.del(\`user:\${id}\`);
`,
      'src/users.js': `const { prisma } = require('./clients');

exports.rename = async (req, res) => {
  await prisma.user.update({ where: { id: req.params.id }, data: { name: req.body.name } });
  res.sendStatus(204);
};
`,
    };
    const fixed = await fixedFile(files, 'src/users.js');
    assert.equal(
      fixed,
      `const { prisma } = require('./clients');
const { forgetUser } = require('./userCache');

exports.rename = async (req, res) => {
  await prisma.user.update({ where: { id: req.params.id }, data: { name: req.body.name } });
  await forgetUser(req.params.id);
  res.sendStatus(204);
};
`,
    );
  });

  it('waits before what is returned', async () => {
    const text = `import { prisma } from './clients';
import { forgetUser } from './userCache';

export async function rename(id: string, name: string) {
  if (!name) throw new Error('a name is needed');
  return prisma.user.update({ where: { id }, data: { name } });
}

export const cleared = () => forgetUser('0');
`;
    const fixed = await fixedFile(
      { 'src/userCache.ts': cacheWith(FORGET), 'src/users.ts': text },
      'src/users.ts',
    );
    assert.match(
      fixed ?? '',
      /\n {2}const result = await prisma\.user\.update\(.*\);\n {2}await forgetUser\(id\);\n {2}return result;\n\}/,
    );
  });

  it('is a member of a service that the class has already', async () => {
    const service = `import { prisma, redis } from './clients';

export class UserCache {
  async get(id: string) {
    const hit = await redis.get(\`user:\${id}\`);
    if (hit) return JSON.parse(hit);
    const user = await prisma.user.findUnique({ where: { id } });
    await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);
    return user;
  }

  async invalidate({ id }: { id: string }): Promise<void> {
    await redis.del(\`user:\${id}\`);
  }
}
`;
    const withMember = (member: string) => `import { prisma } from './clients';
import { UserCache } from './userCache';

export class Users {
  constructor(${member}) {}

  async rename(userId: string, name: string) {
    await prisma.user.update({ where: { id: userId }, data: { name } });
  }

  async ban(user: { id: string }) {
    const banned = await prisma.user.update({ where: { id: user.id }, data: { banned: true } });
    return banned;
  }
}
`;
    const files = { 'src/userCache.ts': service };
    const fixed = await fixedFile(
      { ...files, 'src/users.ts': withMember('private readonly cache: UserCache') },
      'src/users.ts',
    );
    assert.match(fixed ?? '', /\n {4}await this\.cache\.invalidate\(\{ id: userId \}\);\n/);
    const without = await fixedFile({ ...files, 'src/users.ts': withMember('') }, 'src/users.ts');
    assert.equal(without, undefined, 'the class has no such member');
    const hidden = { 'src/userCache.ts': service.replace('async invalidate', 'private async invalidate') };
    const withHidden = { ...hidden, 'src/users.ts': withMember('private readonly cache: UserCache') };
    assert.equal(await fixedFile(withHidden, 'src/users.ts'), undefined, 'nobody else may call it');
  });

  it('deletes the key of the builder where no function does', async () => {
    const keys = `export const userKey = (id: string) => ${USER_KEY};\n`;
    const cache = `import { userKey } from './keys';\n${cacheWith('', 'userKey(id)')}`;
    const text = `import { prisma } from './clients';

export async function create(email: string) {
  await prisma.user.upsert({ where: { id: email }, create: { email }, update: { email } });
}
`;
    const fixed = await fixedFile(
      { 'src/keys.ts': keys, 'src/userCache.ts': cache, 'src/users.ts': text },
      'src/users.ts',
    );
    assert.equal(
      fixed,
      `import { prisma, redis } from './clients';
import { userKey } from './keys';

export async function create(email: string) {
  await prisma.user.upsert({ where: { id: email }, create: { email }, update: { email } });
  await redis.del(userKey(email));
}
`,
    );
  });

  it('goes through a cache of the project, whatever form of keys it takes', async () => {
    const cache = (forget: string) => `import { redis } from './clients';

export const cache = {
  async get(key: string) {
    const text = await redis.get(key);
    return text ? JSON.parse(text) : undefined;
  },
  async set(key: string, value: unknown) {
    await redis.set(key, JSON.stringify(value), 'EX', 600);
  },
  ${forget}
};
`;
    const users = `import { cache } from './cache';
import { prisma } from './clients';

export async function getUser(id: string) {
  const hit = await cache.get(${USER_KEY});
  if (hit) return hit;
  const user = await prisma.user.findUnique({ where: { id } });
  await cache.set(${USER_KEY}, user);
  return user;
}

export const rename = async (userId: string, name: string) =>
  prisma.user.update({ where: { id: userId }, data: { name } });
`;
    const key = USER_KEY.replace('id', 'userId');
    const forms = {
      'async del(key: string) { await redis.del(key); },': key,
      'async del(...keys: string[]) { if (keys.length > 0) await redis.del(...keys); },': key,
      'async del(keys: string | string[]) { await redis.del(...(Array.isArray(keys) ? keys : [keys])); },':
        key,
      'async del(keys: string[]) { await redis.del(keys); },': `[${key}]`,
    };
    for (const [forget, given] of Object.entries(forms)) {
      const files = { 'src/cache.ts': cache(forget), 'src/users.ts': users };
      const fixed = await fixedFile(files, 'src/users.ts');
      assert.ok(fixed?.includes(`=> {\n  const result = await prisma`), forget);
      assert.ok(
        fixed?.includes(`\n  await cache.del(${given});\n  return result;\n};`),
        `${forget} ${fixed}`,
      );
    }
  });

  it('says keys as they are said: with the constants in them, and without what the client puts before', async () => {
    const keys = `export enum Prefix {
  User = 'user',
}
export const ALL_USERS = 'users';
`;
    const cache = `import Redis from 'ioredis';
import { prisma } from './clients';
import { ALL_USERS, Prefix } from './keys';

export const store = new Redis({ keyPrefix: 'shop:' });

export async function getUser(id: string) {
  const hit = await store.get(\`\${Prefix.User}:\${id}\`);
  if (hit) return JSON.parse(hit);
  const user = await prisma.user.findUnique({ where: { id } });
  await store.set(\`\${Prefix.User}:\${id}\`, JSON.stringify(user), 'EX', 600);
  return user;
}

export async function allUsers() {
  const hit = await store.get(ALL_USERS);
  if (hit) return JSON.parse(hit);
  const users = await prisma.user.findMany();
  await store.set(ALL_USERS, JSON.stringify(users), 'EX', 600);
  return users;
}
`;
    const text = `import { prisma } from './clients';

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
}
`;
    const files = { 'src/keys.ts': keys, 'src/userCache.ts': cache, 'src/users.ts': text };
    const fixed = (await fixedFile(files, 'src/users.ts')) ?? '';
    assert.match(fixed, /import \{ store \} from '\.\/userCache';/);
    assert.match(fixed, /import \{ ALL_USERS \} from '\.\/keys';\nimport \{ Prefix \} from '\.\/keys';/);
    assert.match(fixed, /\n {2}await store\.del\(`\$\{Prefix\.User\}:\$\{id\}`\);/);
    assert.match(fixed, /\n {2}await store\.del\(ALL_USERS\);/);
  });

  it('calls once what deletes two copies', async () => {
    const second = `
export async function getView(id: string) {
  const hit = await redis.get(\`view:\${id}\`);
  if (hit) return JSON.parse(hit);
  const user = await prisma.user.findUnique({ where: { id } });
  await redis.set(\`view:\${id}\`, JSON.stringify(user), 'EX', 600);
  return user;
}

export const forgetUser = (id: string) => redis.del(\`user:\${id}\`, \`view:\${id}\`);
`;
    const text = `import { prisma } from './clients';
import { forgetUser } from './userCache';

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
}

export const cleared = () => forgetUser('0');
`;
    const fixed = await fixedFile(
      { 'src/userCache.ts': cacheWith(second), 'src/users.ts': text },
      'src/users.ts',
    );
    assert.match(fixed ?? '', /data: \{ name \} \}\);\n {2}await forgetUser\(id\);\n\}/);
  });

  it('says that a row is there as the write does', async () => {
    const texts = (write: string) => ({
      'package.json': '{ "dependencies": { "ioredis": "5", "typeorm": "0.3" } }',
      'user.ts': `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity()
export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
`,
      'users.ts': `import Redis from 'ioredis';
import type { Repository } from 'typeorm';
import { User } from './user';
const redis = new Redis();
export class Users {
  constructor(private readonly users: Repository<User>) {}
  async byId(id: number) {
    const hit = await redis.get(${USER_KEY});
    if (hit) return JSON.parse(hit);
    const user = await this.users.findOneBy({ id });
    await redis.set(${USER_KEY}, JSON.stringify(user), 'EX', 900);
    return user;
  }
  async rename(name: string, row: User | null, held: { row: User | null }) {
    if (row) row.name = name;
    ${write};
  }
}
`,
    });
    const ofRow = await fixedTexts(texts('await this.users.save(row!)'), RULE);
    assert.match(ofRow?.['users.ts'] ?? '', /redis\.del\(`user:\$\{row!\.id\}`\);/);
    const ofMember = await fixedTexts(texts('await this.users.save(held.row!)'), RULE);
    assert.match(ofMember?.['users.ts'] ?? '', /redis\.del\(`user:\$\{held\.row!\.id\}`\);/);
  });

  it('is not said of a list of rows', async () => {
    const file = (condition: string, type: string) => `import { eq, inArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { redis } from './clients';

const users = pgTable('users', { id: text(), name: text() });
const db = drizzle('postgres://localhost');

export async function getUser(id: string) {
  const hit = await redis.get(${USER_KEY});
  if (hit) return JSON.parse(hit);
  const [user] = await db.select().from(users).where(eq(users.id, id));
  await redis.set(${USER_KEY}, JSON.stringify(user), 'EX', 600);
  return user;
}

export async function rename(given: ${type}, name: string) {
  await db.update(users).set({ name }).where(${condition});
}
`;
    const fixOf = (condition: string, type: string) =>
      fixedFile({ 'src/users.ts': file(condition, type) }, 'src/users.ts');
    assert.notEqual(await fixOf('eq(users.id, given)', 'string'), undefined);
    assert.equal(await fixOf('inArray(users.id, given)', 'string[]'), undefined);
    assert.equal(await fixOf('inArray(users.id, given as string[])', 'any'), undefined);
  });

  it('goes behind the transaction, with what is known there', async () => {
    const text = (inside: string) => `import { prisma } from './clients';
import { forgetUser } from './userCache';

export async function rename(id: string, name: string) {
  await prisma.$transaction(async (tx) => {
    ${inside}
  });
}

export const cleared = () => forgetUser('0');
`;
    const known = text('await tx.user.update({ where: { id }, data: { name } });');
    const files = { 'src/userCache.ts': cacheWith(FORGET) };
    const fixed = await fixedFile({ ...files, 'src/users.ts': known }, 'src/users.ts');
    assert.match(fixed ?? '', /\n {2}\}\);\n {2}await forgetUser\(id\);\n\}/);
    const unknown = text(`const found = await tx.name.findFirstOrThrow({ where: { name } });
    await tx.user.update({ where: { id: found.userId }, data: { name } });`);
    assert.equal(await fixedFile({ ...files, 'src/users.ts': unknown }, 'src/users.ts'), undefined);
  });

  it('follows what a caller gives to the function that writes', async () => {
    const repository = `import { prisma } from './clients';

export const users = {
  rename: (id: string, data: { name: string }) => prisma.user.update({ where: { id }, data }),
};
`;
    const text = `import { forgetUser } from './userCache';
import { users } from './repository';

export async function first(userId: string, name: string) {
  await users.rename(userId, { name });
  await forgetUser(userId);
}

export async function second({ id }: { id: string }, name: string) {
  await users.rename(id, { name });
}
`;
    const files = {
      'src/userCache.ts': cacheWith(FORGET),
      'src/repository.ts': repository,
      'src/admin.ts': text,
    };
    const fixed = await fixedFile(files, 'src/admin.ts');
    assert.match(fixed ?? '', /await users\.rename\(id, \{ name \}\);\n {2}await forgetUser\(id\);/);
  });

  it('reads conditions that are calls, and none that only may hold', async () => {
    const file = (condition: string) => `import { eq, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { redis } from './clients';

const users = pgTable('users', { id: text(), name: text() });
const db = drizzle('postgres://localhost');

export async function getUser(id: string) {
  const hit = await redis.get(${USER_KEY});
  if (hit) return JSON.parse(hit);
  const [user] = await db.select().from(users).where(eq(users.id, id));
  await redis.set(${USER_KEY}, JSON.stringify(user), 'EX', 600);
  return user;
}

export async function rename(userId: string, name: string) {
  await db.update(users).set({ name }).where(${condition});
}
`;
    const fixed = await fixedFile({ 'src/users.ts': file('eq(users.id, userId)') }, 'src/users.ts');
    assert.match(fixed ?? '', /await redis\.del\(`user:\$\{userId\}`\);\n\}\n$/);
    const either = file('or(eq(users.id, userId), eq(users.name, name))');
    assert.equal(await fixedFile({ 'src/users.ts': either }, 'src/users.ts'), undefined);
  });

  it('gets a block where a statement has none, and a function that waits where its type says so', async () => {
    const fixedBody = async (body: string) => {
      const text = `import { prisma } from './clients';\n\n${body}\n`;
      const fixed = await fixedFile(
        { 'src/userCache.ts': cacheWith(FORGET), 'src/users.ts': text },
        'src/users.ts',
      );
      return fixed?.replace(/^import .*\n/gm, '').trim();
    };
    assert.equal(
      await fixedBody(
        'export async function f(ids: string[]) {\n  for (const id of ids) await prisma.user.update({ where: { id }, data: { name: 1 } });\n}',
      ),
      `export async function f(ids: string[]) {
  for (const id of ids) {
    await prisma.user.update({ where: { id }, data: { name: 1 } });
    await forgetUser(id);
  }
}`,
    );
    assert.equal(
      await fixedBody(
        'export async function f(id?: string) {\n  if (id)\n    return prisma.user.update({ where: { id }, data: { name: 1 } });\n  return null;\n}',
      ),
      `export async function f(id?: string) {
  if (id) {
    const result = await prisma.user.update({ where: { id }, data: { name: 1 } });
    await forgetUser(id);
    return result;
  }
  return null;
}`,
    );
    assert.equal(
      await fixedBody(
        'export async function f(ids: string[]) {\n  await Promise.all(ids.map((id) => prisma.user.update({ where: { id }, data: { name: 1 } })));\n}',
      ),
      `export async function f(ids: string[]) {
  await Promise.all(ids.map(async (id) => {
    const result = await prisma.user.update({ where: { id }, data: { name: 1 } });
    await forgetUser(id);
    return result;
  }));
}`,
    );
    assert.equal(
      await fixedBody(
        'export function f(id: string): Promise<unknown> {\n  return prisma.user.update({ where: { id }, data: { name: 1 } });\n}',
      ),
      `export async function f(id: string): Promise<unknown> {
  const result = await prisma.user.update({ where: { id }, data: { name: 1 } });
  await forgetUser(id);
  return result;
}`,
    );
  });

  it('is called on what the write is called on, or on what the function is given', async () => {
    const bot = `import { PrismaClient } from '@prisma/client';
import Redis from 'ioredis';

export class BotClient {
  constructor() {
    this.redis = new Redis();
    this.prisma = new PrismaClient();
  }
}
`;
    const commands = `export async function show(interaction) {
  const client = interaction.client;
  const hit = await client.redis.get(${USER_KEY.replace('id', 'interaction.id')});
  if (hit) return JSON.parse(hit);
  const user = await client.prisma.user.findUnique({ where: { id: interaction.id } });
  await client.redis.set(${USER_KEY.replace('id', 'interaction.id')}, JSON.stringify(user), 'EX', 600);
  return user;
}

export class Rename {
  async run(interaction, name) {
    await this.client.prisma.user.update({ where: { id: interaction.id }, data: { name } });
  }
}
`;
    const fixed = await fixedFile({ 'src/bot.js': bot, 'src/commands.js': commands }, 'src/commands.js');
    assert.match(fixed ?? '', /data: \{ name \} \}\);\n {4}await this\.client\.redis\.del\(`user:/);

    const app = `import Fastify from 'fastify';
import redis from '@fastify/redis';
import postgres from '@fastify/postgres';
import users from './users.js';

const app = Fastify();
app.register(redis);
app.register(postgres);
app.register(users);
`;
    const routes = `export default async function users(fastify) {
  fastify.get('/users/:id', async (request) => {
    const { id } = request.params;
    const hit = await fastify.redis.get(${USER_KEY});
    if (hit) return JSON.parse(hit);
    const { rows } = await fastify.pg.query('SELECT id, name FROM users WHERE id = $1', [id]);
    await fastify.redis.set(${USER_KEY}, JSON.stringify(rows[0]), 'EX', 600);
    return rows[0];
  });
  fastify.put('/users/:id', async (request) => {
    const client = await fastify.pg.connect();
    await client.query('UPDATE users SET name = $1 WHERE id = $2', [request.body.name, request.params.id]);
    return {};
  });
}
`;
    const plugins = { '@fastify/redis': '7', '@fastify/postgres': '6', fastify: '5' };
    const files = { 'package.json': JSON.stringify({ dependencies: plugins }), 'src/app.js': app };
    const served = await fixedTexts({ ...files, 'src/users.js': routes }, RULE);
    assert.match(
      served?.['src/users.js'] ?? '',
      /\]\);\n {4}await fastify\.redis\.del\(`user:\$\{request\.params\.id\}`\);/,
    );
  });

  it('reads what SQL updates by, and not what else may be chosen', async () => {
    const file = (condition: string) => `import Redis from 'ioredis';
import { Pool } from 'pg';

const redis = new Redis();
const pool = new Pool();

export async function getUser(id: string) {
  const hit = await redis.get(${USER_KEY});
  if (hit) return JSON.parse(hit);
  const { rows } = await pool.query('SELECT id, name FROM users WHERE id = $1', [id]);
  await redis.set(${USER_KEY}, JSON.stringify(rows[0]), 'EX', 600);
  return rows[0];
}

export async function rename(userId: string, name: string) {
  await pool.query('UPDATE users SET name = $2 WHERE ${condition}', [userId, name]);
}
`;
    const fixedBy = async (condition: string) =>
      fixedFile({ 'src/users.ts': file(condition) }, 'src/users.ts');
    assert.match((await fixedBy('id = $1')) ?? '', /name\]\);\n {2}await redis\.del\(`user:\$\{userId\}`\);/);
    assert.equal(await fixedBy('id = $1 OR name = $2'), undefined);
    assert.equal(await fixedBy('id = ANY($1)'), undefined);
    assert.equal(await fixedBy('team IN (SELECT id FROM teams WHERE id = $1)'), undefined);
  });

  it('knows the column of a key whose read stands in a repository', async () => {
    const repository = `import { prisma } from './clients';

export class UserRepository {
  find(id: string) {
    return prisma.user.findUnique({ where: { id } });
  }
  rename(id: string, name: string) {
    return prisma.user.update({ where: { id }, data: { name } });
  }
}
`;
    const service = `import { redis } from './clients';
import { UserRepository } from './userRepository';

export class UserService {
  private readonly users = new UserRepository();

  async get(userId: string) {
    const hit = await redis.get(${USER_KEY.replace('id', 'userId')});
    if (hit) return JSON.parse(hit);
    const user = await this.users.find(userId);
    await redis.set(${USER_KEY.replace('id', 'userId')}, JSON.stringify(user), 'EX', 600);
    return user;
  }

  async rename(userId: string, name: string) {
    await this.users.rename(userId, name);
  }
}
`;
    const files = { 'src/userRepository.ts': repository, 'src/userService.ts': service };
    const fixed = await fixedFile(files, 'src/userService.ts');
    assert.match(fixed ?? '', /rename\(userId, name\);\n {4}await redis\.del\(`user:\$\{userId\}`\);/);
  });

  it('follows the way from a row to the one it belongs to', async () => {
    const file = (write: string) => `import { prisma, redis } from './clients';

export async function getUser(id: string) {
  const hit = await redis.get(${USER_KEY});
  if (hit) return JSON.parse(hit);
  const user = await prisma.user.findUnique({ where: { id }, include: { addresses: true } });
  await redis.set(${USER_KEY}, JSON.stringify(user), 'EX', 600);
  return user;
}

export async function change(userId: string, id: string, city: string) {
  ${write}
}
`;
    const fixedBy = async (write: string) =>
      fixedFile({ 'src/users.ts': file(write) }, 'src/users.ts', 'joined-data-left');
    const ways = [
      'await prisma.address.create({ data: { userId, city }, select: { id: true } });',
      'await prisma.address.create({ data: { user: { connect: { id: userId } }, city } });',
      'await prisma.address.deleteMany({ where: { userId } });',
    ];
    for (const way of ways) {
      assert.match((await fixedBy(way)) ?? '', /\);\n {2}await redis\.del\(`user:\$\{userId\}`\);/, way);
    }
    assert.equal(await fixedBy('await prisma.address.update({ where: { id }, data: { city } });'), undefined);
  });

  it('comes once behind writes in a row that all mean the same key', async () => {
    const text = `import { prisma, redis } from './clients';

export async function getTags(userId: string) {
  const hit = await redis.get(\`tags:\${userId}\`);
  if (hit) return JSON.parse(hit);
  const tags = await prisma.tag.findMany({ where: { userId } });
  await redis.set(\`tags:\${userId}\`, JSON.stringify(tags), 'EX', 600);
  return tags;
}

export async function addAll(userId: string, names: string[]) {
  await prisma.$transaction(names.map((name) => prisma.tag.create({ data: { name, userId } })));
}
`;
    const fixed = await fixedFile({ 'src/tags.ts': text }, 'src/tags.ts');
    assert.match(fixed ?? '', /userId \} \}\)\)\);\n {2}await redis\.del\(`tags:\$\{userId\}`\);/);
  });

  it('is written out where only a handler of an event deletes', async () => {
    const listeners = `import { EventEmitter } from 'node:events';
import { redis } from './clients';

export const events = new EventEmitter();
events.on('user.removed', async (id: string) => {
  await redis.del(${USER_KEY});
});
`;
    const text = `${cacheWith('')}
export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
}
`;
    const fixed = await fixedFile({ 'src/listeners.ts': listeners, 'src/users.ts': text }, 'src/users.ts');
    assert.match(fixed ?? '', /name \} \}\);\n {2}await redis\.del\(`user:\$\{id\}`\);/);
  });

  it('is not offered where it could not be right', async () => {
    const write = (body: string, more = '') => `import { prisma } from './clients';
import { forgetUser } from './userCache';
${more}
export const cleared = () => forgetUser('0');

${body}
`;
    const bodies: Readonly<Record<string, string>> = {
      'nobody waits for the write':
        'export async function f(id: string) {\n  prisma.user.update({ where: { id }, data: { name: 1 } }).then(console.log);\n}',
      'the function cannot wait':
        'export function f(id: string) {\n  return prisma.user.update({ where: { id }, data: { name: 1 } });\n}',
      'many rows are written':
        'export async function f(team: string) {\n  await prisma.user.updateMany({ where: { team }, data: { name: 1 } });\n}',
      'the column is changed by the write':
        'export async function f(id: string, email: string) {\n  await prisma.user.update({ where: { email }, data: { id } });\n}',
      'the writes of an array are made by the transaction':
        'export async function f(ids: string[]) {\n  await prisma.$transaction(ids.map((id) => prisma.user.update({ where: { id }, data: { name: 1 } })));\n}',
    };
    for (const [reason, body] of Object.entries(bodies)) {
      const files = { 'src/userCache.ts': cacheWith(FORGET), 'src/users.ts': write(body) };
      assert.equal(await fixedFile(files, 'src/users.ts'), undefined, reason);
    }
  });

  it('is not offered with a function that does more, or that wants to know more', async () => {
    const text = `import { prisma } from './clients';

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
}
`;
    const functions: Readonly<Record<string, string>> = {
      'it is not exported': FORGET.replace('export ', ''),
      'it wants a reason': FORGET.replace('id: string', 'id: string, reason: string'),
      'it writes': FORGET.replace(
        'await redis',
        'await prisma.user.delete({ where: { id } });\n  await redis',
      ),
      'it tells somebody': FORGET.replace('forgetUser', 'signOut').replace(
        'await redis',
        'sendMail(id);\n  await redis',
      ),
    };
    for (const [reason, more] of Object.entries(functions)) {
      // The key comes from a constant with a name, so that it is not written out once more.
      const cache = cacheWith(
        `const PREFIX = 'user:';\n${more}`.replaceAll(USER_KEY, 'PREFIX + id'),
        'PREFIX + id',
      );
      const fixed = await fixedFile({ 'src/userCache.ts': cache, 'src/users.ts': text }, 'src/users.ts');
      assert.equal(fixed, undefined, reason);
    }
  });
});
