/** A quick fix that changes several files: open ones in the version that is open, others as they are on disk. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, TextDocumentEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createAnalysis } from '../../server/src/analysis.js';
import { createTemporaryFolder, type TemporaryFolder } from '../unit/temporaryFolder.js';
import { connectInProcess, FULL_CAPABILITIES, type TestClient } from './testClient.js';

const FILES = {
  'package.json': '{ "dependencies": { "ioredis": "5" } }',
  'clients.ts': `import { PrismaClient } from '@prisma/client';
import Redis from 'ioredis';

export const prisma = new PrismaClient();
export const redis = new Redis();
`,
  'keys.ts': 'export const notesKey = (page: number) => `notes:$' + '{page}`;\n',
  'notes.ts': `import { prisma, redis } from './clients';
import { notesKey } from './keys';

export async function notes(page: number, accountId: number) {
  const hit = await redis.get(notesKey(page));
  if (hit) return JSON.parse(hit);
  const rows = await prisma.note.findMany({ where: { accountId }, skip: page * 20, take: 20 });
  await redis.set(notesKey(page), JSON.stringify(rows), 'EX', 600);
  return rows;
}
`,
  'writing.ts': `import { prisma, redis } from './clients';
import { notesKey } from './keys';

export async function write(text: string, accountId: number, page = 0) {
  await prisma.note.create({ data: { text, accountId } });
  await redis.del(notesKey(page));
}
`,
};

describe('a quick fix that changes several files', () => {
  let shop: TemporaryFolder;
  let client: TestClient;
  const uriOf = (file: string) => pathToFileURL(join(shop.path, file)).href;

  beforeEach(() => {
    shop = createTemporaryFolder(FILES);
  });

  afterEach(async () => {
    await client.stop();
    shop.remove();
  });

  const fixOf = async (): Promise<CodeAction> => {
    const uri = uriOf('notes.ts');
    client.open(uri, FILES['notes.ts']);
    const diagnostics = await client.diagnostics(uri);
    const found = diagnostics.find(({ code }) => code === 'shared-key-for-user-data');
    assert.ok(found, JSON.stringify(diagnostics));
    const actions = await client.codeActions(uri, found.range, diagnostics);
    const fix = actions.find(({ title }) => title.startsWith('Put `accountId` into'));
    assert.ok(fix, actions.map(({ title }) => title).join(', '));
    assert.equal(fix.isPreferred, undefined);
    return fix;
  };

  it('names the version of what is open, and none of what is not', async () => {
    client = await connectInProcess(createAnalysis, { folders: [shop.path] });
    client.open(uriOf('writing.ts'), `// A line more than on disk.\n${FILES['writing.ts']}`);
    const edits = (await fixOf()).edit?.documentChanges as readonly TextDocumentEdit[];
    const versions = Object.fromEntries(edits.map(({ textDocument: { uri, version } }) => [uri, version]));
    assert.deepEqual(versions, {
      [uriOf('keys.ts')]: null,
      [uriOf('notes.ts')]: 1,
      [uriOf('writing.ts')]: 1,
    });
    const [writing] = edits.filter(({ textDocument }) => textDocument.uri === uriOf('writing.ts'));
    assert.deepEqual(
      writing?.edits.map(({ range }) => range.start),
      [{ line: 6, character: 31 }],
      'the text that is open counts',
    );
  });

  it('leaves no finding behind when a client applies it to files on disk', async () => {
    const { workspace, ...others } = FULL_CAPABILITIES;
    const capabilities = { ...others, workspace: { ...workspace, workspaceEdit: {} } };
    client = await connectInProcess(createAnalysis, { folders: [shop.path], capabilities });
    const changes = (await fixOf()).edit?.changes ?? {};
    assert.deepEqual(Object.keys(changes).sort(), ['keys.ts', 'notes.ts', 'writing.ts'].map(uriOf));
    for (const file of ['keys.ts', 'writing.ts'] as const) {
      const document = TextDocument.create(uriOf(file), 'typescript', 0, FILES[file]);
      shop.write(file, TextDocument.applyEdits(document, changes[uriOf(file)] ?? []));
      client.diskChanged(uriOf(file));
    }
    const notes = TextDocument.create(uriOf('notes.ts'), 'typescript', 1, FILES['notes.ts']);
    const repaired = TextDocument.applyEdits(notes, changes[uriOf('notes.ts')] ?? []);
    assert.match(repaired, /redis\.get\(notesKey\(page, accountId\)\)/);
    client.change(uriOf('notes.ts'), [{ text: repaired }]);
    assert.deepEqual(await client.diagnostics(uriOf('notes.ts')), []);
  });
});
