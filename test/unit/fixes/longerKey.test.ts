/** Keys that get the part they lack: at the builder, at every call of it, in every file, or not at all. */
import assert from 'node:assert/strict';
import { fixedTexts, type Texts } from './fixedTexts.js';

const CLIENTS = `import { PrismaClient } from '@prisma/client';
import Redis from 'ioredis';

export const prisma = new PrismaClient();
export const redis = new Redis();
`;

/** The reader selects by the account, and the key does not say so. */
const texts = (key: string, builder: string, forget: string): Texts => ({
  'src/clients.ts': CLIENTS,
  'src/keys.ts': builder,
  'src/notes.ts': `import { prisma, redis } from './clients';
import { notesKey } from './keys';

export async function notes(page: number, accountId: number) {
  const hit = await redis.get(${key});
  if (hit) return JSON.parse(hit);
  const rows = await prisma.note.findMany({ where: { accountId }, skip: page * 20, take: 20 });
  await redis.set(${key}, JSON.stringify(rows), 'EX', 600);
  return rows;
}
`,
  'src/writing.ts': forget,
});

const forgetWith = (parameters: string, key: string) => `import { prisma, redis } from './clients';
import { notesKey } from './keys';

export async function write(${parameters}) {
  await prisma.note.create({ data: { text } });
  await redis.del(${key});
}
`;

/** A reader whose object knows the account. */
const heldBy = (account: string, [read, write]: readonly [string, string]): Texts => ({
  'src/clients.ts': CLIENTS,
  'src/notes.ts': `import { prisma, redis } from './clients';

export class Notes {
  constructor(private readonly account: { id: number }) {}

  async page(page: number) {
    const hit = await redis.get(${read});
    if (hit) return JSON.parse(hit);
    const rows = await prisma.note.findMany({ where: { accountId: ${account} }, skip: page * 20 });
    await redis.set(${write}, JSON.stringify(rows), 'EX', 600);
    return rows;
  }

  private keyOf(page: number) {
    return \`notes:\${page}\`;
  }
}
`,
});

const RULE = 'shared-key-for-user-data';

describe('the part that a key lacks', () => {
  it('goes into the builder and all calls of it, in three files', async () => {
    const builder = 'export const notesKey = (page: number) => `notes:$' + '{page}`;\n';
    const forget = forgetWith('text: string, accountId: number, page = 0', 'notesKey(page)');
    const fixed = await fixedTexts(texts('notesKey(page)', builder, forget), RULE);
    assert.deepEqual(Object.keys(fixed ?? {}).sort(), ['src/keys.ts', 'src/notes.ts', 'src/writing.ts']);
    assert.equal(
      fixed?.['src/keys.ts'],
      'export const notesKey = (page: number, accountId: number) => `notes:$' +
        '{page}:$' +
        '{accountId}`;\n',
    );
    assert.equal(fixed?.['src/notes.ts']?.split('notesKey(page, accountId)').length, 3);
    assert.match(fixed?.['src/writing.ts'] ?? '', /redis\.del\(notesKey\(page, accountId\)\);/);
  });

  it('goes into the brackets of a builder that took nothing', async () => {
    const builder = "export function notesKey() {\n  return 'notes';\n}\n";
    const forget = forgetWith('text: string, accountId: number', 'notesKey()');
    const fixed = await fixedTexts(texts('notesKey()', builder, forget), RULE);
    assert.equal(
      fixed?.['src/keys.ts'],
      'export function notesKey(accountId: number) {\n  return `notes:$' + '{accountId}`;\n}\n',
    );
    assert.match(fixed?.['src/writing.ts'] ?? '', /redis\.del\(notesKey\(accountId\)\);/);
  });

  it('goes into texts that are written out', async () => {
    const builder = "export const notesKey = 'unused';\n";
    const forget = forgetWith('text: string, accountId: number', "'notes/all'");
    const fixed = await fixedTexts(texts("'notes/all'", builder, forget), RULE);
    assert.equal(fixed?.['src/notes.ts']?.split('`notes/all/$' + '{accountId}`').length, 3);
    assert.match(fixed?.['src/writing.ts'] ?? '', /redis\.del\(`notes\/all\/\$\{accountId\}`\);/);
  });

  it('goes behind the constant that a key is', async () => {
    const constant = "export const notesKey = 'notes';\n";
    const forget = forgetWith('text: string, accountId: number', 'notesKey');
    const fixed = await fixedTexts(texts('notesKey', constant, forget), RULE);
    assert.deepEqual(Object.keys(fixed ?? {}).sort(), ['src/notes.ts', 'src/writing.ts']);
    assert.match(fixed?.['src/writing.ts'] ?? '', /redis\.del\(`\$\{notesKey\}:\$\{accountId\}`\);/);
  });

  it('goes into calls of the builder for one of the keys', async () => {
    const builder = 'export const notesKey = (page: number) => `notes:$' + '{page}`;\n';
    const forget = forgetWith('text: string, accountId: number', 'notesKey(0)');
    const fixed = await fixedTexts(texts('notesKey(page)', builder, forget), RULE);
    assert.match(fixed?.['src/writing.ts'] ?? '', /redis\.del\(notesKey\(0, accountId\)\);/);
  });

  it('is said by `this` where the object holds it, also in a builder of its class', async () => {
    const fixed = await fixedTexts(heldBy('this.account.id', ['this.keyOf(page)', 'this.keyOf(page)']), RULE);
    assert.match(fixed?.['src/notes.ts'] ?? '', /return `notes:\$\{page\}:\$\{this\.account\.id\}`;/);
    assert.equal(fixed?.['src/notes.ts']?.split('this.keyOf(page)').length, 3);
    const written = ['`notes:$' + '{page}`', '`notes:$' + '{page}`'] as const;
    const inPlace = await fixedTexts(heldBy('this.account!.id', written), RULE);
    assert.equal(inPlace?.['src/notes.ts']?.split('`notes:$' + '{page}:$' + '{this.account!.id}`').length, 3);
  });

  it('is not offered where one of the uses does not know it, or is not understood', async () => {
    const builder = 'export const notesKey = (page: number) => `notes:$' + '{page}`;\n';
    const forgets: Texts = {
      'a use does not know the account': forgetWith('text: string, page = 0', 'notesKey(page)'),
      'the builder is called for something else':
        forgetWith('text: string, accountId: number, page = 0', 'notesKey(page)') +
        'export const label = (page: number) => notesKey(page);\n',
    };
    for (const [reason, forget] of Object.entries(forgets)) {
      assert.equal(await fixedTexts(texts('notesKey(page)', builder, forget), RULE), undefined, reason);
    }
    const optional = builder.replace('page: number', 'page = 0');
    const known = forgetWith('text: string, accountId: number, page = 0', 'notesKey(page)');
    assert.equal(
      await fixedTexts(texts('notesKey(page)', optional, known), RULE),
      undefined,
      'it may be left out',
    );
  });
});
