import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  type CodeAction,
  FileChangeType,
  type PublishDiagnosticsParams,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';
import { createAnalysis } from '../../server/src/analysis.js';
import {
  type KeyPatternsResult,
  keyPatternsChanged,
  keyPatternsRequest,
  type LiveEvidence,
  liveEvidenceNotification,
  type ServerStatus,
  SHOW_LIVE_KEYS_COMMAND,
  statusNotification,
} from '../../shared/src/protocol.js';
import { createTemporaryFolder, type TemporaryFolder } from '../unit/temporaryFolder.js';
import { createScriptedAnalysis } from './scriptedAnalysis.js';
import {
  type ClientOptions,
  connectInProcess,
  FULL_CAPABILITIES,
  registeredMethods,
  type TestClient,
} from './testClient.js';

const FINDING = '// finding missing-ttl\nredis.set(k, v);\n';
const CALL_RANGE = { start: { line: 1, character: 0 }, end: { line: 1, character: 15 } };
const rangeOfCall = (line: number, call: string) => ({
  start: { line, character: 0 },
  end: { line, character: call.length },
});
const PUSH_CAPABILITIES = { ...FULL_CAPABILITIES, textDocument: {} };

describe('the language server', () => {
  const folders: TemporaryFolder[] = [];
  let client: TestClient;

  const folder = (files: Readonly<Record<string, string>>) => {
    const created = createTemporaryFolder(files);
    folders.push(created);
    return created;
  };
  const connect = async (options: ClientOptions) => {
    client = await connectInProcess(createScriptedAnalysis, options);
    return client;
  };
  const uriOf = ({ path }: TemporaryFolder, file: string) => pathToFileURL(join(path, file)).href;

  afterEach(async () => {
    await client.stop();
    for (const created of folders.splice(0)) created.remove();
  });

  describe('diagnostics', () => {
    it('are given for open documents, with severity, link and related places', async () => {
      const shop = folder({ 'a.ts': '', 'db.ts': 'update();\n' });
      await connect({ folders: [shop.path] });
      client.open(uriOf(shop, 'a.ts'), '// finding missing-ttl db.ts\n  redis.set(k, "😀");\n');
      const report = await client.pull(uriOf(shop, 'a.ts'));
      assert.equal(report.kind, 'full');
      assert.deepEqual(report.kind === 'full' && report.items, [
        {
          range: { start: { line: 1, character: 2 }, end: { line: 1, character: 20 } },
          severity: 2,
          source: 'cache-review',
          code: 'missing-ttl',
          codeDescription: { href: 'file:///extension/server/docs/rules/missing-ttl.md' },
          message: 'Found by missing-ttl with update();.',
          relatedInformation: [
            {
              location: {
                uri: uriOf(shop, 'db.ts'),
                range: { start: { line: 1, character: 2 }, end: { line: 1, character: 20 } },
              },
              message: 'Look here.',
            },
          ],
        },
      ]);
      const again = await client.pull(uriOf(shop, 'a.ts'), report.resultId);
      assert.deepEqual(again, { kind: 'unchanged', resultId: report.resultId });
    });

    it('are given for closed files of every folder, and unchanged when they are', async () => {
      const shop = folder({ 'src/a b.ts': FINDING, 'clean.ts': '' });
      const bank = folder({ 'a.ts': FINDING });
      await connect({ folders: [shop.path, bank.path] });
      const { items } = await client.pullWorkspace();
      assert.deepEqual(
        items.map(({ uri, kind, version }) => ({ uri, kind, version })),
        [
          { uri: uriOf(shop, 'src/a b.ts'), kind: 'full', version: null },
          { uri: uriOf(bank, 'a.ts'), kind: 'full', version: null },
        ],
      );
      const previous = items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
      const again = await client.pullWorkspace(previous);
      assert.deepEqual(
        again.items.map(({ kind }) => kind),
        ['unchanged', 'unchanged'],
      );
      bank.write('a.ts', 'redis.del(k);');
      client.diskChanged(uriOf(bank, 'a.ts'));
      const fixed = await client.pullWorkspace(previous);
      assert.deepEqual(
        fixed.items.map((item) => [
          item.uri,
          item.kind,
          item.kind === 'full' ? item.items.length : undefined,
        ]),
        [
          [uriOf(shop, 'src/a b.ts'), 'unchanged', undefined],
          [uriOf(bank, 'a.ts'), 'full', 0],
        ],
      );
    });

    it('follow the unsaved buffer, and the disk again once it is closed', async () => {
      const shop = folder({ 'a.ts': FINDING });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, FINDING);
      assert.equal((await client.diagnostics(uri)).length, 1);
      client.change(uri, [
        { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } }, text: '// no ' },
      ]);
      assert.equal((await client.diagnostics(uri)).length, 0);
      client.close(uri);
      assert.equal((await client.pullWorkspace()).items.length, 1);
    });

    it('survive code that is broken while it is typed', async () => {
      const shop = folder({ 'a.ts': '' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, FINDING);
      for (const text of ['const x = `${', '}}}}((', 'import {', '\u0000', FINDING]) {
        client.change(uri, [{ text }]);
        await client.diagnostics(uri);
      }
      assert.equal((await client.diagnostics(uri)).length, 1);
      assert.equal((await client.quiet()).health, 'ok');
    });

    it('follow files that are created, changed and deleted on disk, and folders', async () => {
      const shop = folder({ 'a.ts': '' });
      await connect({ folders: [shop.path] });
      const count = async () => (await client.pullWorkspace()).items.length;
      assert.equal(await count(), 0);
      shop.write('a.ts', FINDING);
      client.diskChanged(uriOf(shop, 'a.ts'));
      assert.equal(await count(), 1);
      shop.write('lib/b.ts', FINDING);
      client.diskChanged(uriOf(shop, 'lib'), FileChangeType.Created);
      assert.equal(await count(), 2);
      shop.write('.gitignore', 'a.ts');
      client.diskChanged(uriOf(shop, '.gitignore'), FileChangeType.Created);
      assert.equal(await count(), 1);
      rmSync(join(shop.path, 'lib'), { recursive: true });
      client.diskChanged(uriOf(shop, 'lib'), FileChangeType.Deleted);
      assert.equal(await count(), 0);
    });

    it('are refreshed when an edit changes those of another file, and only then', async () => {
      const shop = folder({ 'a.ts': '// finding missing-ttl db.ts\nset();\n', 'db.ts': 'one();' });
      await connect({ folders: [shop.path] });
      client.open(uriOf(shop, 'a.ts'), '// finding missing-ttl db.ts\nset();\n');
      client.open(uriOf(shop, 'db.ts'), 'one();');
      await client.diagnostics(uriOf(shop, 'a.ts'));
      client.change(uriOf(shop, 'a.ts'), [{ text: '// finding auth-cache-too-long db.ts\nset();\n' }]);
      await client.diagnostics(uriOf(shop, 'a.ts'));
      assert.equal(client.receivedOf('workspace/diagnostic/refresh').length, 0);
      client.change(uriOf(shop, 'db.ts'), [{ text: 'two();' }]);
      await client.message('workspace/diagnostic/refresh');
      const [diagnostic] = await client.diagnostics(uriOf(shop, 'a.ts'));
      assert.match(String(diagnostic?.message), /with two/);
      assert.equal(client.receivedOf('textDocument/publishDiagnostics').length, 0, 'never pull and push');
    });

    it('are pushed to a client that cannot pull, and taken back', async () => {
      const shop = folder({ 'a.ts': FINDING, 'b.ts': '' });
      await connect({ folders: [shop.path], capabilities: PUSH_CAPABILITIES });
      assert.equal(client.initialized.capabilities.diagnosticProvider, undefined);
      const published = (uri: string, amount: number) =>
        client.message<PublishDiagnosticsParams>(
          'textDocument/publishDiagnostics',
          (params) => params.uri === uri && params.diagnostics.length === amount,
        );
      await published(uriOf(shop, 'a.ts'), 1);
      client.open(uriOf(shop, 'b.ts'), FINDING);
      assert.equal((await published(uriOf(shop, 'b.ts'), 1)).version, 1);
      client.close(uriOf(shop, 'b.ts'));
      await published(uriOf(shop, 'b.ts'), 0);
      assert.equal(client.receivedOf('workspace/diagnostic/refresh').length, 0);
    });

    it('are told while somebody types, before the folder is reviewed', async () => {
      const shop = folder({ 'a.ts': '', 'b.ts': '' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, '');
      await client.quiet();
      client.change(uri, [{ text: '// told missing-ttl\nset();\n' }]);
      client.open(uriOf(shop, 'b.ts'), '// review is slow');
      const [diagnostic] = await client.diagnostics(uri);
      assert.equal(diagnostic?.code, 'missing-ttl');
    });

    it('can be repaired at once', async () => {
      const shop = folder({ 'a.ts': '', 'b.ts': '' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, '');
      await client.quiet();
      client.change(uri, [{ text: '// told missing-ttl\nredis.set(k, v);\n' }]);
      client.open(uriOf(shop, 'b.ts'), '// review is slow');
      const [first] = await client.codeActions(uri, CALL_RANGE);
      assert.equal(first?.title, 'Add a TTL of 5 minutes');
    });

    it('are asked for again when the review of the folder finds something else than was told', async () => {
      const shop = folder({ 'a.ts': '' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, '');
      await client.quiet();
      client.change(uri, [{ text: '// told missing-ttl\nset();\n' }]);
      assert.equal((await client.diagnostics(uri))[0]?.code, 'missing-ttl');
      await client.quiet();
      assert.equal(client.receivedOf('workspace/diagnostic/refresh').length, 0);
      client.change(uri, [{ text: '// told missing-ttl stampede\nset();\n' }]);
      assert.equal((await client.diagnostics(uri))[0]?.code, 'missing-ttl');
      await client.message('workspace/diagnostic/refresh');
      assert.equal((await client.diagnostics(uri))[0]?.code, 'stampede');
    });

    it('are pushed while somebody types, and corrected by the review of the folder', async () => {
      const shop = folder({ 'a.ts': '' });
      await connect({ folders: [shop.path], capabilities: PUSH_CAPABILITIES });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, '');
      await client.quiet();
      client.change(uri, [{ text: '// told missing-ttl stampede\nset();\n' }]);
      const published = (code: string) =>
        client.message<PublishDiagnosticsParams>(
          'textDocument/publishDiagnostics',
          ({ diagnostics }) => diagnostics[0]?.code === code,
        );
      assert.equal((await published('missing-ttl')).version, 2);
      assert.equal((await published('stampede')).version, 2);
    });

    it('are given for a document outside every folder, by itself', async () => {
      const shop = folder({ 'a.ts': '' });
      const elsewhere = folder({ 'lone.ts': '', 'neighbour.ts': FINDING });
      await connect({ folders: [shop.path] });
      client.open(uriOf(elsewhere, 'lone.ts'), FINDING);
      client.open('untitled:Untitled-1', FINDING, 'typescript');
      assert.equal((await client.diagnostics(uriOf(elsewhere, 'lone.ts'))).length, 1);
      assert.equal((await client.diagnostics('untitled:Untitled-1')).length, 1);
      assert.equal((await client.pullWorkspace()).items.length, 2);
      client.close('untitled:Untitled-1');
      assert.equal((await client.pullWorkspace()).items.length, 1);
    });

    it('come from the innermost of nested folders, also when folders are opened and closed', async () => {
      const shop = folder({
        'a.ts': '// finding missing-ttl packages/api/b.ts\nset();\n',
        'packages/api/b.ts': '',
      });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'packages/api/b.ts');
      client.open(uri, FINDING);
      const event = { uri: uriOf(shop, 'packages/api'), name: 'api' };
      const reported = async () => {
        const { items } = await client.pullWorkspace();
        return items.map((item) => [item.uri, item.kind === 'full' ? item.items.length : undefined]);
      };
      const both = [
        [uriOf(shop, 'a.ts'), 1],
        [uri, 1],
      ];
      assert.deepEqual(await reported(), both);
      const change = (added: object[], removed: object[]) =>
        client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
          event: { added, removed },
        });
      await change([event], []);
      assert.deepEqual(await reported(), both);
      client.change(uri, [{ text: 'typed();' }]);
      assert.deepEqual(await client.diagnostics(uri), []);
      const [outer] = await client.diagnostics(uriOf(shop, 'a.ts'));
      assert.match(String(outer?.message), /typed/, 'the outer folder sees the buffer as well');
      await change([], [event]);
      client.change(uri, [{ text: FINDING }]);
      assert.deepEqual(await reported(), both);
    });

    it('understand every spelling of a URI', async () => {
      const shop = folder({ 'über (1)/a.ts': FINDING });
      await connect({ folders: [shop.path] });
      const uri = `${pathToFileURL(shop.path).href}/%C3%BCber%20%281%29/a.ts`;
      client.open(uri, FINDING);
      assert.equal((await client.diagnostics(uri)).length, 1);
      assert.deepEqual(
        (await client.pullWorkspace()).items.map((item) => item.uri),
        [uri],
      );
    });
  });

  describe('settings', () => {
    it('are asked for each folder and applied without a restart', async () => {
      const shop = folder({ 'a.ts': FINDING });
      const bank = folder({ 'a.ts': FINDING });
      let severity = 'off';
      await connect({
        folders: [shop.path, bank.path],
        settings: (uri) => (uri.includes(shop.path) ? { rules: { 'missing-ttl': severity } } : {}),
      });
      assert.deepEqual(
        (await client.pullWorkspace()).items.map(({ uri }) => uri),
        [uriOf(bank, 'a.ts')],
      );
      severity = 'default';
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      await client.message('workspace/diagnostic/refresh');
      assert.equal((await client.pullWorkspace()).items.length, 2);
    });

    it('can turn the review off', async () => {
      const shop = folder({ 'a.ts': FINDING });
      await connect({ folders: [shop.path], settings: () => ({ review: { enabled: false } }) });
      assert.equal((await client.pullWorkspace()).items.length, 0);
    });

    it('are the defaults for a client that cannot be asked', async () => {
      const shop = folder({ 'a.ts': FINDING });
      await connect({ folders: [shop.path], capabilities: { textDocument: { diagnostic: {} } } });
      assert.equal((await client.pullWorkspace()).items.length, 1);
      assert.deepEqual(registeredMethods(client), []);
    });
  });

  describe('what is read beside the sources', () => {
    const CACHED = [
      "import { PrismaClient } from '@prisma/client';",
      "import Redis from 'ioredis';",
      'const [redis, prisma] = [new Redis(), new PrismaClient()];',
      'export async function keep(id: string) {',
      '  const found = await prisma.member.findUnique({ where: { id } });',
      "  await redis.set('member:' + id, JSON.stringify(found), 'EX', 30).catch(console.error);",
      '}',
      'export async function kept(id: string) {',
      "  return redis.get('member:' + id).catch(() => null);",
      '}',
    ].join('\n');

    it('is followed on disk: a column that a schema gains', async () => {
      const shop = folder({
        'a.ts': CACHED,
        'package.json': '{ "dependencies": { "@prisma/client": "6", "ioredis": "5" } }',
        'schema.prisma': 'model Member {\n  id String @id\n}\n',
      });
      client = await connectInProcess(createAnalysis, { folders: [shop.path] });
      const codes = async () => (await client.diagnostics(uriOf(shop, 'a.ts'))).map(({ code }) => code);
      assert.deepEqual(await codes(), []);
      shop.write('schema.prisma', 'model Member {\n  id String @id\n  hashedPassword String\n}\n');
      client.diskChanged(uriOf(shop, 'schema.prisma'));
      assert.deepEqual(await codes(), ['secret-in-cache']);
    });
  });

  describe('the settings file', () => {
    const CACHED = [
      "import Redis from 'ioredis';",
      'const redis = new Redis();',
      'export async function tags() {',
      "  return redis.keys('tag:*');",
      '}',
    ].join('\n');
    const connectForReal = async (options: ClientOptions) => {
      client = await connectInProcess(createAnalysis, options);
    };
    const severityIn = async (uri: string) => (await client.diagnostics(uri))[0]?.severity;

    it('outranks the settings of the editor, and is followed on disk and while it is typed', async () => {
      const shop = folder({ 'a.ts': CACHED });
      const settings = () => ({ rules: { 'keys-command': 'off' } });
      await connectForReal({ folders: [shop.path], settings });
      const [code, file] = [uriOf(shop, 'a.ts'), uriOf(shop, 'cache-review.json')];
      assert.equal(await severityIn(code), undefined);
      shop.write('cache-review.json', '{ "rules": { "keys-command": "error" } }');
      client.diskChanged(file, FileChangeType.Created);
      assert.equal(await severityIn(code), 1);
      client.open(file, '{ "rules": { "keys-command": "hint" } }', 'jsonc');
      assert.equal(await severityIn(code), 4);
      client.change(file, [{ text: '{ "rules": { "keys-command": "er' }]);
      assert.equal(await severityIn(code), 4, 'half-typed text changes nothing');
      client.close(file);
      assert.equal(await severityIn(code), 1);
      rmSync(join(shop.path, 'cache-review.json'));
      client.diskChanged(file, FileChangeType.Deleted);
      assert.equal(await severityIn(code), undefined);
    });

    it('has diagnostics of its own, open or closed', async () => {
      const shop = folder({ 'a.ts': CACHED, 'cache-review.json': '{ "rules": { "key-command": "off" } }' });
      await connectForReal({ folders: [shop.path] });
      const file = uriOf(shop, 'cache-review.json');
      const { items } = await client.pullWorkspace();
      assert.deepEqual(items.map(({ uri }) => uri).sort(), [uriOf(shop, 'a.ts'), file]);
      assert.deepEqual(await client.diagnostics(file), [
        {
          range: { start: { line: 0, character: 13 }, end: { line: 0, character: 26 } },
          severity: 2,
          source: 'cache-review',
          code: 'settings',
          message: 'There is no rule "key-command". Did you mean "keys-command"?',
        },
      ]);
      client.open(file, '{ "preset": true }', 'json');
      assert.deepEqual(
        (await client.diagnostics(file)).map(({ message, severity }) => ({ message, severity })),
        [{ message: '"preset" must be a text, not true.', severity: 1 }],
      );
      client.change(file, [{ text: '{ "preset": "strict" }' }]);
      assert.deepEqual(await client.diagnostics(file), []);
    });

    it('is left to a client that checks it itself, and counts for a document alone', async () => {
      const shop = folder({
        'a.ts': CACHED,
        'cache-review.json': '{ "x": 1, "rules": { "keys-command": "hint" } }',
      });
      await connectForReal({ folders: [], initializationOptions: { checksSettingsFile: true } });
      client.open(uriOf(shop, 'a.ts'), CACHED);
      assert.equal(await severityIn(uriOf(shop, 'a.ts')), 4);
      client.open(uriOf(shop, 'cache-review.json'), '{ "x": 1 }', 'json');
      assert.deepEqual(await client.diagnostics(uriOf(shop, 'cache-review.json')), []);
    });
  });

  describe('code actions', () => {
    const actionsFor = async (options: ClientOptions) => {
      const shop = folder({ 'a.ts': '' });
      await connect({ folders: [shop.path], ...options });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, FINDING);
      const diagnostics = await client.diagnostics(uri);
      return { uri, diagnostics, actions: await client.codeActions(uri, CALL_RANGE, diagnostics) };
    };

    it('add a TTL with its number selected, suppress with a reason, show the rule page; in this order', async () => {
      const { uri, diagnostics, actions } = await actionsFor({});
      assert.deepEqual(
        actions.map(({ title, kind }) => ({ title, kind })),
        [
          { title: 'Add a TTL of 5 minutes', kind: 'quickfix' },
          { title: 'Suppress missing-ttl here with a reason', kind: 'quickfix' },
          { title: 'Show the rule page of missing-ttl', kind: 'quickfix' },
        ],
      );
      const [fix, suppress, page] = actions;
      assert.deepEqual(fix?.diagnostics, diagnostics);
      assert.equal(fix?.isPreferred, undefined, 'how long an entry may live is a human decision');
      const position = { line: 1, character: 14 };
      assert.deepEqual(fix?.edit?.documentChanges, [
        {
          textDocument: { uri, version: 1 },
          edits: [
            {
              range: { start: position, end: position },
              snippet: { kind: 'snippet', value: `, 'EX', \${1:300}` },
            },
          ],
        },
      ]);
      const [suppression] = suppress?.edit?.documentChanges ?? [];
      assert.deepEqual((suppression as TextDocumentEdit).edits, [
        {
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
          snippet: {
            kind: 'snippet',
            value: `// cache-review-ignore-next-line missing-ttl -- \${1:reason}\n`,
          },
        },
      ]);
      assert.deepEqual(page?.command?.arguments, ['missing-ttl']);
    });

    it('show the evidence of a finding that leads through other files', async () => {
      const shop = folder({ 'a.ts': '', 'b.ts': 'db.update();\n' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, FINDING.replace('missing-ttl', 'missing-ttl b.ts'));
      await client.diagnostics(uri);
      const actions = await client.codeActions(uri, CALL_RANGE);
      const evidence = actions.find(({ title }) => title === 'Show the evidence of missing-ttl');
      const [given] = evidence?.command?.arguments ?? [];
      assert.equal(evidence?.command?.command, 'cacheReview.showEvidence');
      assert.deepEqual(
        { uri: given.uri, line: given.line, character: given.character },
        { uri, line: 1, character: 0 },
      );
      assert.deepEqual(
        given.locations.map((location: { uri: string }) => location.uri),
        [uriOf(shop, 'b.ts'), uri],
      );
    });

    it('are plain edits where the client knows no snippets, and no document versions', async () => {
      const { workspaceEdit: _, ...workspace } = FULL_CAPABILITIES.workspace ?? {};
      const { uri, actions } = await actionsFor({ capabilities: { ...FULL_CAPABILITIES, workspace } });
      const position = { line: 1, character: 14 };
      assert.deepEqual(actions[0]?.edit, {
        changes: { [uri]: [{ range: { start: position, end: position }, newText: ", 'EX', 300" }] },
      });
    });

    it('apply the safe fixes of a document at once, and nothing else', async () => {
      const text =
        '// repairable ttl-unit\nfirst();\n// finding missing-ttl\nsecond();\n// repairable ttl-unit\nthird();\n';
      const shop = folder({ 'a.ts': '', 'b.ts': '// repairable ttl-unit\nother();\n' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, text);
      const ask = (only?: readonly string[]) =>
        client.connection.sendRequest<readonly CodeAction[]>('textDocument/codeAction', {
          textDocument: { uri },
          range: CALL_RANGE,
          context: { diagnostics: [], ...(only && { only }) },
        });
      assert.deepEqual(client.initialized.capabilities.codeActionProvider, {
        codeActionKinds: ['quickfix', 'source.fixAll.cacheReview'],
      });
      for (const kind of ['source.fixAll.cacheReview', 'source.fixAll', 'source']) {
        const [action, ...others] = await ask([kind]);
        assert.deepEqual(others, [], kind);
        assert.equal(action?.kind, 'source.fixAll.cacheReview', kind);
        const [change] = (action?.edit?.documentChanges ?? []) as readonly TextDocumentEdit[];
        assert.deepEqual(change?.textDocument, { uri, version: 1 });
        assert.deepEqual(change?.edits, [
          { range: rangeOfCall(1, 'first()'), newText: 'repaired()' },
          { range: rangeOfCall(5, 'third()'), newText: 'repaired()' },
        ]);
      }
      assert.deepEqual(await ask(['source.fixAll.eslint']), []);
      assert.deepEqual(await ask(['source.organizeImports']), []);
      const [repair] = await ask();
      assert.deepEqual([repair?.title, repair?.isPreferred], ['Repair', true]);
      assert.ok(
        (await ask()).every(({ kind }) => kind === 'quickfix'),
        'a light bulb fixes one thing',
      );
    });

    it('apply nothing at once where no fix is safe', async () => {
      const { uri } = await actionsFor({});
      const actions = await client.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: CALL_RANGE,
        context: { diagnostics: [], only: ['source.fixAll'] },
      });
      assert.deepEqual(actions, []);
    });

    it('are none away from findings, and none of other kinds', async () => {
      const { uri } = await actionsFor({});
      const elsewhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
      assert.deepEqual(await client.codeActions(uri, elsewhere), []);
      const refactorings = await client.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: CALL_RANGE,
        context: { diagnostics: [], only: ['refactor'] },
      });
      assert.deepEqual(refactorings, []);
    });
  });

  describe('lenses and hovers', () => {
    const CACHE = '// writes user:{id}\nredis.set(k, v);\n// reads user:{id}\nredis.get(k);\n';
    const EVIDENCE: LiveEvidence = {
      pattern: 'user:{id}',
      keys: 1203,
      exact: true,
      sampled: 400,
      withoutTtl: 48,
      medianTtlMs: 240_000,
      connectionName: 'local',
      takenAt: 0,
    };
    const tell = (evidence: readonly LiveEvidence[]) =>
      client.connection.sendNotification(liveEvidenceNotification.method, { evidence });

    it('count what the code does, then what is live', async () => {
      const shop = folder({ 'a.ts': '', 'b.ts': '// invalidates user:{id}\ndel();\n' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, CACHE);
      assert.deepEqual(await client.lenses(uri), [
        { range: CALL_RANGE, command: { title: 'read 1 · written 1 · invalidated 1', command: '' } },
      ]);
      await tell([EVIDENCE]);
      await client.message('workspace/codeLens/refresh');
      const [live] = await client.lenses(uri);
      assert.deepEqual(live?.command, {
        title: '1,203 live keys · 12 % without TTL',
        command: SHOW_LIVE_KEYS_COMMAND,
        arguments: ['user:{id}'],
      });
      await tell([{ ...EVIDENCE, exact: false, withoutTtl: 1 }]);
      assert.equal((await client.lenses(uri))[0]?.command?.title, '~1,203 live keys · 1 % without TTL');
      await tell([]);
      assert.equal((await client.lenses(uri))[0]?.command?.command, '');
    });

    it('stand above the functions of a key as well, with its life', async () => {
      const shop = folder({ 'a.ts': '', 'b.ts': '// reads user:{id}\nget();\n' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, '// builds user:{id}\nuserKey(x, y);\n');
      const titles = async () => (await client.lenses(uri)).map((lens) => lens.command?.title);
      assert.deepEqual(await titles(), ['read 1 · written 0 · invalidated 0 · 5 min']);
      await tell([EVIDENCE]);
      await client.message('workspace/codeLens/refresh');
      assert.deepEqual(await titles(), ['read 1 · written 0 · invalidated 0 · 5 min · 1,203 live keys']);
    });

    it('show no lenses when they are turned off', async () => {
      const shop = folder({ 'a.ts': '' });
      await connect({ folders: [shop.path], settings: () => ({ lens: { enabled: false } }) });
      client.open(uriOf(shop, 'a.ts'), CACHE);
      assert.deepEqual(await client.lenses(uriOf(shop, 'a.ts')), []);
    });

    it('show a pattern with its life, its sites and the evidence', async () => {
      const shop = folder({ 'a.ts': '', 'b.ts': '// invalidates user:{id}\ndel();\n' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, CACHE);
      await tell([EVIDENCE]);
      const hover = await client.hover(uri, { line: 1, character: 5 });
      assert.deepEqual(hover?.contents, {
        kind: 'markdown',
        value: [
          '**`user:{id}`** · cached copy · TTL 5 minutes',
          `Written by\n\n- \`run\` (set) [a.ts:2](${uri}#L2,1)`,
          `Read by\n\n- \`run\` (set) [a.ts:4](${uri}#L4,1)`,
          `Invalidated by\n\n- \`run\` (set) [b.ts:2](${uriOf(shop, 'b.ts')}#L2,1)`,
          '1,203 live keys in local. Of 400 looked at, 12 % have no TTL; the others have 4m left (median).',
        ].join('\n\n'),
      });
      assert.equal(await client.hover(uri, { line: 0, character: 5 }), null);
    });

    it('say over a finding how far the search went and what did not count', async () => {
      const shop = folder({ 'a.ts': '', 'b.ts': 'db.update();\n' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      client.open(uri, FINDING.replace('missing-ttl', 'missing-ttl b.ts'));
      const hover = await client.hover(uri, { line: 1, character: 5 });
      assert.deepEqual(hover?.contents, {
        kind: 'markdown',
        value: `Looked at 1 caller.\n\n- This is another key. [b.ts:2](${uriOf(shop, 'b.ts')}#L2,1)`,
      });
    });

    it('share the key patterns of all folders, and say when they change', async () => {
      const shop = folder({ 'a.ts': CACHE });
      await connect({ folders: [shop.path] });
      await client.message(keyPatternsChanged.method);
      const { folders: answer } = await client.connection.sendRequest<KeyPatternsResult>(
        keyPatternsRequest.method,
      );
      assert.deepEqual(
        answer.map(({ folderUri, patterns }) => [folderUri, patterns.map(({ pattern }) => pattern)]),
        [[pathToFileURL(shop.path).href, ['user:{id}']]],
      );
    });
  });

  describe('under way', () => {
    it('lets a stale review go when a newer edit arrives', async () => {
      const shop = folder({ 'a.ts': '' });
      await connect({ folders: [shop.path] });
      const uri = uriOf(shop, 'a.ts');
      await client.quiet();
      client.open(uri, '// review is slow');
      await client.message<ServerStatus>(
        statusNotification.method,
        (status) => !status.quiescent && client.receivedOf(statusNotification.method).length > 2,
      );
      client.change(uri, [{ text: FINDING }]);
      assert.equal((await client.diagnostics(uri)).length, 1);
    });

    it('answers a cancelled request at once', async () => {
      const shop = folder({ 'a.ts': '// review is slow' });
      await connect({ folders: [shop.path] });
      const source = new CancellationTokenSource();
      const pull = client.connection.sendRequest(
        'textDocument/diagnostic',
        { textDocument: { uri: uriOf(shop, 'a.ts') } },
        source.token,
      );
      source.cancel();
      await assert.rejects(pull, /cancelled/);
    });

    it('shows how far a long first review is', async () => {
      const shop = folder({ 'a.ts': '// review is slow' });
      await connect({ folders: [shop.path] });
      await client.message('window/workDoneProgress/create');
      client.open(uriOf(shop, 'a.ts'), '');
      await client.message<{ value: { kind: string } }>('$/progress', ({ value }) => value.kind === 'end');
    });

    it('reports status with what was skipped', async () => {
      const shop = folder({ 'a.ts': FINDING, 'b.min.js': '' });
      await connect({ folders: [shop.path] });
      const status = await client.message<ServerStatus>(
        statusNotification.method,
        ({ quiescent, files }) => quiescent && files > 0,
      );
      assert.deepEqual(status, {
        health: 'ok',
        quiescent: true,
        files: 1,
        parsed: 1,
        findings: 1,
        milliseconds: 1,
        skipped: [{ file: 'b.min.js', reason: 'minified' }],
      });
    });

    it('reports a failing review, keeps the findings and recovers', async () => {
      const shop = folder({ 'a.ts': FINDING, 'b.ts': '' });
      await connect({ folders: [shop.path] });
      assert.equal((await client.pullWorkspace()).items.length, 1);
      client.open(uriOf(shop, 'b.ts'), '// review fails');
      const failed = await client.message<ServerStatus>(
        statusNotification.method,
        ({ health }) => health === 'error',
      );
      assert.match(String(failed.message), /the script says so/);
      assert.equal((await client.pullWorkspace()).items.length, 1);
      client.change(uriOf(shop, 'b.ts'), [{ text: FINDING }]);
      assert.equal((await client.pullWorkspace()).items.length, 2);
      const last = client.receivedOf(statusNotification.method).at(-1) as ServerStatus;
      assert.equal(last.health, 'ok');
    });
  });
});
