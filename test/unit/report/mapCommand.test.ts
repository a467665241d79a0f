import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { createAnalysis } from '../../../server/src/analysis.js';
import type { CacheMap } from '../../../server/src/report/cacheMap.js';
import { parseCommandLine } from '../../../server/src/report/commandLine.js';
import { runMapCommand } from '../../../server/src/report/mapCommand.js';
import { createTemporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const schemaPath = join(__dirname, '../../../server/src/report/map.schema.json');

const USERS = `import Redis from 'ioredis';
import { PrismaClient } from '@prisma/client';

const redis = new Redis();
const prisma = new PrismaClient();

function userKey(id: string) {
  return \`user:\${id}\`;
}

export async function getUser(id: string) {
  const cached = await redis.get(userKey(id));
  if (cached) return JSON.parse(cached);
  const user = await prisma.user.findUnique({ where: { id } });
  await redis.set(userKey(id), JSON.stringify(user), 'EX', 300);
  return user;
}

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
  await redis.del(userKey(id));
}

export async function ban(id: string) {
  await prisma.user.update({ where: { id }, data: { banned: true } });
}

export async function join(name: string) {
  const user = await prisma.user.create({ data: { name } });
  await prisma.user.update({ where: { id: user.id }, data: { seat: 'first' } });
}

export const progress = (id: string) => redis.get(\`progress:\${id}\`);
`;

describe('the cache map on the command line', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = createTemporaryFolder({
      'package.json': '{ "dependencies": { "ioredis": "^5.0.0", "@prisma/client": "^6.0.0" } }',
      'src/users.ts': USERS,
      'empty/notes.txt': '',
    });
  });
  afterEach(() => folder.remove());

  async function run(...args: string[]) {
    let written = '';
    let complained = '';
    const command = parseCommandLine(['map', ...args, '--no-cache']);
    assert.ok(command.kind === 'map', JSON.stringify(command));
    const status = await runMapCommand(command, {
      loadEngine: async () => createAnalysis,
      build: undefined,
      version: '1.2.3',
      workingDirectory: folder.path,
      hasColour: false,
      readRulePage: () => undefined,
      write: (text) => {
        written += text;
      },
      complain: (sentence) => {
        complained += sentence;
      },
    });
    return { status, written, complained };
  }

  it('lists caches, then state, and marks the database writes that change a copy, leave it, or need not touch it', async () => {
    const { status, written } = await run('.');
    assert.equal(status, 0);
    assert.equal(
      written,
      [
        'user:{id}  cache · 5 minutes · User',
        '  written by       src/users.ts:15  getUser (set)',
        '  read by          src/users.ts:12  getUser (get)',
        '  invalidated by   src/users.ts:21  rename (del)',
        '  database writes  ✔ src/users.ts:20  rename (update User)',
        '                   ✖ src/users.ts:25  ban (update User), leaves the cached copy',
        '                   – src/users.ts:30  join (update User), needs no delete',
        '',
        'progress:{id}  state · TTL not known',
        '  written by       nothing in this workspace',
        '  read by          src/users.ts:33  progress (get)',
        '  invalidated by   nothing in this workspace',
        '',
      ].join('\n'),
    );
  });

  it('writes JSON that its schema describes', async () => {
    const { written } = await run('.', '--format', 'json');
    const map: CacheMap = JSON.parse(written);
    const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')));
    assert.ok(validate(JSON.parse(written)), JSON.stringify(validate.errors));
    assert.equal(map.root, folder.path);
    assert.deepEqual(map.patterns[0]?.functions, [
      { file: 'src/users.ts', line: 7, column: 10, function: 'userKey', role: 'key-builder' },
      { file: 'src/users.ts', line: 11, column: 23, function: 'getUser', role: 'cached-function' },
    ]);
    assert.deepEqual(map.patterns[0]?.ttl, { kind: 'known', milliseconds: 300_000 });
  });

  it('draws a flowchart whose dotted arrows are the writes that leave a copy, and lines those that need not touch it', async () => {
    const { written } = await run('.', '--format', 'mermaid');
    assert.equal(
      written,
      [
        'flowchart LR',
        '  entity0[("User")]',
        '  writer0["ban"]',
        '  writer1["join"]',
        '  writer2["rename"]',
        '  pattern0(["user:{id}<br/>5 minutes"])',
        '  entity0 --> pattern0',
        '  writer2 -->|"update, invalidates"| pattern0',
        '  writer0 -.->|"update, leaves it"| pattern0',
        '  writer1 ---|"update, needs no delete"| pattern0',
        '',
      ].join('\n'),
    );
  });

  it('says what would be in a map that is empty, and what keeps it from being made', async () => {
    assert.match((await run('empty')).written, /^No cache keys were found\./);
    const absent = await run('nowhere');
    assert.deepEqual([absent.status, absent.complained], [2, 'nowhere does not exist.']);
  });

  it('understands its arguments', () => {
    const mistake = parseCommandLine(['map', '.', '--format', 'xml']);
    assert.ok(mistake.kind === 'mistake');
    assert.match(mistake.message, /^--format must be text, json or mermaid, not xml\./);
    assert.deepEqual(parseCommandLine(['map']), { kind: 'map', path: '.', format: 'text', useCache: true });
    assert.equal(parseCommandLine(['./map']).kind, 'review');
  });
});
