/** Where a delete goes that comes too early, and when it stays because it would mean something else there. */
import assert from 'node:assert/strict';
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import { fixedTexts } from './fixedTexts.js';

const HEAD = `import { PrismaClient } from '@prisma/client';
import Redis from 'ioredis';
const prisma = new PrismaClient();
const redis = new Redis();
export async function lamp(id: string) {
  const hit = await redis.get(\`lamp:\${id}\`);
  if (hit) return JSON.parse(hit);
  const row = await prisma.lamp.findUnique({ where: { id } });
  await redis.set(\`lamp:\${id}\`, JSON.stringify(row), 'EX', 600);
  return row;
}
`;
const DELETE = 'await redis.del(`lamp:$' + '{id}`);';
const WRITE = 'await prisma.lamp.update({ where: { id }, data });';

const around = (lines: readonly string[]) =>
  `${HEAD}export async function save(id: string, data: object, user: any) {\n${lines
    .map((line) => `  ${line}\n`)
    .join('')}}\n`;

async function fixed(rule: RuleId, lines: readonly string[], kind: 'safe' | 'suggestion' = 'safe') {
  const changed = await fixedTexts({ 'src/a.ts': around(lines) }, rule, kind);
  return changed?.['src/a.ts'];
}

describe('a delete before the write', () => {
  const rule = 'invalidate-before-write';

  it('goes behind it, and before what is returned', async () => {
    assert.equal(await fixed(rule, [DELETE, 'check(data);', WRITE]), around(['check(data);', WRITE, DELETE]));
    assert.equal(
      await fixed(rule, [DELETE, WRITE.replace('await', 'return')]),
      around([WRITE.replace('await', 'const result = await'), DELETE, 'return result;']),
    );
  });

  it('takes along that it stands in a block of its own', async () => {
    const lines = ['try {', `  ${DELETE}`, '} finally {', '  done();', '}', WRITE];
    assert.equal(await fixed(rule, lines), around(['try {', '} finally {', '  done();', '}', WRITE, DELETE]));
  });

  it('stays where the key would be another one, or not known', async () => {
    const ofUser = DELETE.replace('{id}', '{user.lampId}');
    assert.equal(
      await fixed(rule, [ofUser, 'user.lampId = data;', WRITE.replace('id }', 'id: user.lampId }')]),
      undefined,
    );
    const declared = [
      'try {',
      '  const key = `lamp:$' + '{id}`;',
      '  await redis.del(key);',
      '} finally {',
      '  done();',
      '}',
      WRITE,
    ];
    assert.equal(await fixed(rule, declared), undefined);
  });

  it('stays where it is only made sometimes, may fail, or nothing waits for it', async () => {
    assert.equal(await fixed(rule, ['if (user) {', `  ${DELETE}`, '}', WRITE]), undefined);
    assert.equal(await fixed(rule, [DELETE.replace('await ', ''), WRITE]), undefined);
    const caught = ['try {', `  ${DELETE}`, '} catch {', '  done();', '}', WRITE];
    assert.equal(await fixed(rule, caught), undefined);
  });
});

describe('a delete beside the write', () => {
  const rule = 'invalidate-races-write';
  const members = (...calls: readonly string[]) => `await Promise.all([${calls.map(bare).join(', ')}]);`;
  const bare = (line: string) => line.replace('await ', '').replace(';', '');

  it('becomes a statement behind it', async () => {
    assert.equal(await fixed(rule, [members(DELETE, WRITE)]), around([WRITE, DELETE]));
    assert.equal(await fixed(rule, [members(WRITE, DELETE)]), around([WRITE, DELETE]));
  });

  it('stays where the results are asked for, or others wait as well', async () => {
    assert.equal(await fixed(rule, [`const [row] = ${members(WRITE, DELETE)}`, 'return row;']), undefined);
    assert.equal(await fixed(rule, [members(WRITE, 'await log(id);', DELETE)]), undefined);
  });

  it('comes after a write that is now waited for', async () => {
    assert.equal(await fixed(rule, [WRITE.replace('await ', ''), DELETE]), around([WRITE, DELETE]));
  });
});

describe('a delete inside a transaction', () => {
  const rule = 'invalidate-inside-transaction';
  const inside = (before: string, lines: readonly string[], after: string) =>
    `${HEAD}${[before, ...lines.map((line) => `    ${line}`), after].join('\n')}\n`;
  const write = WRITE.replace('prisma', 'tx');
  const begin = 'prisma.$transaction(async (tx) => {';
  const fixedIn = async (text: string) =>
    (await fixedTexts({ 'src/a.ts': text }, rule, 'suggestion'))?.['src/a.ts'];

  it('goes behind it, with what is done when it fails', async () => {
    const caught = DELETE.replace(';', '.catch(() => 0);');
    const head = `export async function save(id: string, data: object) {\n  await ${begin}`;
    assert.equal(
      await fixedIn(inside(head, [write, caught], '  });\n}')),
      inside(head, [write], `  });\n  ${caught}\n}`),
    );
  });

  it('gives an arrow function a block that is nothing but the transaction', async () => {
    const head = 'export const save = async (id: string, data: object) =>';
    assert.equal(
      await fixedIn(inside(`${head}\n  ${begin}`, [write, DELETE], '  });')),
      inside(
        `${head} {\n  const result = await ${begin}`,
        [write],
        `  });\n  ${DELETE}\n  return result;\n};`,
      ),
    );
    const declared = `const row = ${write}`;
    const ofRow = DELETE.replace('{id}', '{row.id}');
    assert.equal(await fixedIn(inside(`${head}\n  ${begin}`, [declared, ofRow], '  });')), undefined);
  });
});
