import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { createAnalysis } from '../../../server/src/analysis.js';
import { parseCommandLine } from '../../../server/src/report/commandLine.js';
import type { ReviewReport } from '../../../server/src/report/report.js';
import { runReviewCommand } from '../../../server/src/report/reviewCommand.js';
import { createTemporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const schemaPath = join(__dirname, '../../../server/src/report/review.schema.json');

const USERS = `import { EventEmitter } from 'node:events';
import Redis from 'ioredis';
import { PrismaClient } from '@prisma/client';

const redis = new Redis();
const prisma = new PrismaClient();
const events = new EventEmitter();
const userKey = (id: string) => \`user:\${id}\`;

async function store(key: string, value: unknown) {
  await redis.set(key, JSON.stringify(value), 'EX', 300);
}

export async function getUser(id: string) {
  const cached = await redis.get(userKey(id));
  if (cached) return JSON.parse(cached);
  const user = await prisma.user.findUnique({ where: { id } });
  await store(userKey(id), user);
  return user;
}

export async function rename(id: string, name: string) {
  await prisma.user.update({ where: { id }, data: { name } });
  await redis.del(userKey(id));
}

export async function ban(id: string) {
  await prisma.user.update({ where: { id }, data: { banned: true } });
  await redis.del(\`feed:\${id}\`);
  events.emit('user.banned', id);
}

events.on('user.banned', (id: string) => console.log(id));

export const banAll = (ids: string[]) => Promise.all(ids.map((id) => ban(id)));
`;

const ROLES = `import Redis from 'ioredis';
import { PrismaClient } from '@prisma/client';

const [redis, prisma] = [new Redis(), new PrismaClient()];

async function roleOf(userId: string) {
  const hit = await redis.get(\`roles:\${userId}\`);
  if (hit) return hit;
  const row = await prisma.userRole.findUniqueOrThrow({ where: { userId } });
  await redis.set(\`roles:\${userId}\`, row.role, 'EX', 43200);
  return row.role;
}

export async function requireAdmin(userId: string) {
  if ((await roleOf(userId)) !== 'admin') throw new Error('forbidden');
}
`;

describe('how a finding came to be, on the command line', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = createTemporaryFolder({
      'package.json': '{ "dependencies": { "ioredis": "^5.0.0", "@prisma/client": "^6.0.0" } }',
      'src/users.ts': USERS,
    });
  });
  afterEach(() => folder.remove());

  async function run(...args: string[]): Promise<string> {
    let written = '';
    const command = parseCommandLine(['.', ...args, '--no-cache']);
    assert.ok(command.kind === 'review', JSON.stringify(command));
    await runReviewCommand(command, {
      loadEngine: async () => createAnalysis,
      build: undefined,
      version: '1.2.3',
      workingDirectory: folder.path,
      hasColour: false,
      readRulePage: (rule) => `<!-- generated: header -->\n\n# ${rule}`,
      write: (text) => {
        written += text;
      },
      complain: (sentence) => assert.fail(sentence),
    });
    return written;
  }

  it('tells the story in order, then what was looked at and did not count', async () => {
    const lines = (await run('--explain')).split('\n').map((line) => line.trim());
    const start = lines.findIndex((line) => line.includes('write-without-invalidation'));
    assert.deepEqual(lines.slice(start + 1, start + 10), [
      '1. src/users.ts:17:34  `User` is read here.',
      '2. src/users.ts:18:9  `getUser` hands it on to the cache.',
      '3. src/users.ts:11:15  `set` puts it into the cache under `user:{id}` for up to 5 minutes.',
      '4. src/users.ts:28:21  This update of `User` (banned) changes what was read.',
      '5. src/users.ts:35:70  It is called here, and the copy stays as it was.',
      'Looked at `ban`, its only caller and 1 subscriber of the events it emits.',
      'Looked at, and does not count:',
      '- src/users.ts:29:15  `del` is about another key, `feed:{id}`.',
      '- src/users.ts:24:15  `rename` deletes it, but this write does not lead there.',
    ]);
  });

  it('says of a key how its content came there, and what was looked at', async () => {
    folder.write('src/roles.ts', ROLES);
    const lines = (await run('--explain')).split('\n').map((line) => line.trim());
    const start = lines.findIndex((line) => line.includes('auth-cache-too-long'));
    assert.deepEqual(lines.slice(start + 1, start + 6), [
      '1. src/roles.ts:9:37  `UserRole` is read here.',
      '2. src/roles.ts:7:27  `roleOf` reads it here.',
      '3. src/roles.ts:10:15  `roles:{userId}` decides what somebody may do and is cached for 12 hours.',
      'Looked at 1 write, 1 read and no deletes of `roles:{userId}`, and at no database writes of its rows.',
      '',
    ]);
  });

  it('is part of the JSON when asked for, as its schema says', async () => {
    const plain = JSON.parse(await run('--format', 'json')) as ReviewReport;
    assert.ok(plain.findings.length > 0);
    assert.ok(plain.findings.every(({ explanation }) => explanation === undefined));
    const report = JSON.parse(await run('--format', 'json', '--explain')) as ReviewReport;
    const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')));
    assert.ok(validate(report), JSON.stringify(validate.errors));
    const finding = report.findings.find(({ rule }) => rule === 'write-without-invalidation');
    assert.equal(finding?.explanation?.steps.length, 5);
    assert.equal(finding?.explanation?.dismissed.length, 2);
  });

  it('is a code flow in SARIF, beside the rule, the place and the related places', async () => {
    const log = JSON.parse(await run('--format', 'sarif', '--explain'));
    assert.equal(log.version, '2.1.0');
    const [{ tool, results, originalUriBaseIds }] = log.runs;
    assert.match(originalUriBaseIds.ROOT.uri, /^file:\/\/\/.*\/$/);
    const result = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'write-without-invalidation');
    assert.equal(tool.driver.rules[result.ruleIndex].id, 'write-without-invalidation');
    const helped = tool.driver.rules.filter(({ help }: { help?: unknown }) => help);
    assert.deepEqual(tool.driver.rules[result.ruleIndex].help.markdown, '# write-without-invalidation');
    assert.ok(helped.length < 5, 'only the pages of rules that found something');
    assert.equal(result.level, 'warning');
    assert.deepEqual(result.locations[0].physicalLocation, {
      artifactLocation: { uri: 'src/users.ts', uriBaseId: 'ROOT' },
      region: { startLine: 28, startColumn: 21, endLine: 28, endColumn: 27 },
    });
    assert.equal(result.codeFlows[0].threadFlows[0].locations.length, 5);
    assert.ok(result.relatedLocations.length > 0);
  });
});
