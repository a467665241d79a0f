import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { createAnalysis } from '../../server/src/analysis.js';
import { buildModel } from '../../server/src/model/buildModel.js';
import { createLinker } from '../../server/src/model/evaluation/linker.js';
import { FolderAnalysis } from '../../server/src/review/folderAnalysis.js';
import { missingTtl } from '../../server/src/rules/missing-ttl.js';
import type { Rule } from '../../server/src/rules/rule.js';
import { runRules } from '../../server/src/rules/runRules.js';
import { createDiskWorkspace } from '../../server/src/workspace/diskWorkspace.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';
import type { FactsCacheStore } from '../../server/src/workspace/workspaceSource.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../shared/src/settings.js';

const SHOP = join(import.meta.dirname, '../workspaces/shop');

const CACHED = `
import Redis from 'ioredis';
const redis = new Redis();
export const put = (id: string, value: string) => redis.set(\`cache:user:\${id}\`, value);
export const get = (id: string) => redis.get(\`cache:user:\${id}\`);
`;

/** Keeps facts as JSON, as a file would. */
function memoryCache(): FactsCacheStore & { text: string } {
  return {
    text: '{}',
    load() {
      return new Map(Object.entries(JSON.parse(this.text)));
    },
    save(_version, facts) {
      this.text = JSON.stringify(Object.fromEntries(facts));
    },
  };
}

describe('the review of a folder', () => {
  it('finds the same cold, warm and again', async () => {
    const factsCache = memoryCache();
    const review = () => createAnalysis(createDiskWorkspace(SHOP), DEFAULT_REVIEW_SETTINGS, { factsCache });
    const first = review();
    const cold = await first.review();
    const again = await first.review();
    const warm = await review().review();
    assert.ok(cold.statistics.parsed > 0);
    assert.equal(warm.statistics.parsed, 0);
    assert.equal(again.statistics.parsed, 0);
    assert.deepEqual(warm.findings, cold.findings);
    assert.deepEqual(again.findings, cold.findings);
    assert.deepEqual(warm.keyPatterns, cold.keyPatterns);
  });

  it('comes to an end in a program that walks trees', async () => {
    const cases = Array.from(
      { length: 30 },
      (_, kind) => `if (node.kind === ${kind}) return walk(node.part${kind}, load);`,
    );
    const text = `
      ${CACHED}
      function walk(node, load) { ${cases.join('\n')} return [node, load(node)]; }
      export const all = (tree: { id: string }) => put(tree.id, walk(tree, (node) => redis.get(node)));
    `;
    const analysis = createAnalysis(createMemoryWorkspace({ 'a.ts': text }), DEFAULT_REVIEW_SETTINGS);
    const { findings } = await analysis.review();
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['missing-ttl'],
    );
  });

  it('sees what is typed before it is saved', async () => {
    const analysis = createAnalysis(createMemoryWorkspace({ 'a.ts': CACHED }), DEFAULT_REVIEW_SETTINGS);
    assert.equal((await analysis.review()).findings.length, 1);
    analysis.openDocument('a.ts', CACHED.replace('value);', "value, 'EX', 60);"));
    assert.equal((await analysis.review()).findings.length, 0);
    analysis.closeDocument('a.ts');
    assert.equal((await analysis.review()).findings.length, 1);
  });

  it('obeys severities, also of a rule that is off', async () => {
    const analysis = createAnalysis(createMemoryWorkspace({ 'a.ts': CACHED }), DEFAULT_REVIEW_SETTINGS);
    analysis.configure({ ...DEFAULT_REVIEW_SETTINGS, severities: { 'missing-ttl': 'error' } });
    assert.equal((await analysis.review()).findings[0]?.severity, 'error');
    analysis.configure({ ...DEFAULT_REVIEW_SETTINGS, severities: { 'missing-ttl': 'off' } });
    assert.deepEqual((await analysis.review()).findings, []);
    analysis.configure({ ...DEFAULT_REVIEW_SETTINGS, enabled: false });
    assert.deepEqual((await analysis.review()).findings, []);
  });

  it('stops when it is aborted', async () => {
    const analysis = createAnalysis(createDiskWorkspace(SHOP), DEFAULT_REVIEW_SETTINGS);
    const controller = new AbortController();
    const running = analysis.review({ signal: controller.signal });
    controller.abort(new Error('a newer edit'));
    await assert.rejects(running, /a newer edit/);
    assert.ok((await analysis.review()).findings.length > 0);
  });

  it('survives imports in a circle and classes that extend themselves', async () => {
    const files = {
      'a.ts':
        "import { b } from './b';\nexport const redis = b;\nexport class A extends B {}\nclass B extends A {}\nnew A().redis.set('x', 1);",
      'b.ts':
        "import { redis } from './a';\nexport const b = redis;\nexport * from './a';\nb.set('cache:' + redis, redis());",
    };
    const result = await createAnalysis(createMemoryWorkspace(files), DEFAULT_REVIEW_SETTINGS).review();
    assert.deepEqual(result.findings, []);
    assert.deepEqual(result.problems, []);
  });
});

describe('a review after edits', () => {
  const snapshot = createDiskWorkspace(SHOP).snapshot();
  const edit = fc.record({
    file: fc.nat(),
    line: fc.nat(),
    kind: fc.constantFrom('delete', 'repeat', 'blank', 'cut'),
  });

  it('finds what a fresh one finds', async () => {
    const { files, text } = await snapshot;
    const property = fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const source = createDiskWorkspace(SHOP);
      const edited = createAnalysis(source, DEFAULT_REVIEW_SETTINGS);
      await edited.review();
      const texts = new Map<string, string>();
      for (const { file, line, kind } of edits) {
        const name = files[file % files.length] ?? '';
        const changed = editLine(texts.get(name) ?? text(name) ?? '', line, kind);
        texts.set(name, changed);
        edited.openDocument(name, changed);
        await edited.review();
      }
      const fresh = createAnalysis(createDiskWorkspace(SHOP), DEFAULT_REVIEW_SETTINGS);
      for (const [name, changed] of texts) fresh.openDocument(name, changed);
      const [incremental, anew] = [await edited.review(), await fresh.review()];
      assert.deepEqual(incremental.findings, anew.findings);
      assert.deepEqual(incremental.keyPatterns, anew.keyPatterns);
    });
    await fc.assert(property, { numRuns: 25 });
  });
});

/** One edit as people make them, half-typed lines included. */
function editLine(text: string, at: number, kind: string): string {
  const lines = text.split('\n');
  const index = at % lines.length;
  const line = lines[index] ?? '';
  const replacement = {
    delete: [],
    repeat: [line, line],
    blank: [''],
    cut: [line.slice(0, line.length / 2)],
  }[kind];
  lines.splice(index, 1, ...(replacement ?? [line]));
  return lines.join('\n');
}

describe('a rule that fails', () => {
  it('is named, and the others go on', async () => {
    const snapshot = await createMemoryWorkspace({ 'a.ts': CACHED }).snapshot();
    const { extractFacts } = await import('../../server/src/facts/extractFacts.js');
    const facts = extractFacts('a.ts', CACHED);
    const model = buildModel({ files: ['a.ts'], factsOf: () => facts, linker: createLinker(snapshot) });
    const broken = {
      id: 'auth-cache-too-long' as const,
      review() {
        throw new Error('no such thing');
      },
    };
    const results = runRules([broken, missingTtl], model, DEFAULT_REVIEW_SETTINGS);
    assert.deepEqual(results.failures, [{ rule: 'auth-cache-too-long', reason: 'no such thing' }]);
    assert.equal(results.findings.length, 1);
  });

  it('is off for the session and said so once', async () => {
    let runs = 0;
    const broken: Rule = {
      id: 'auth-cache-too-long',
      review() {
        runs++;
        throw new Error('no such thing');
      },
    };
    const source = createMemoryWorkspace({ 'a.ts': CACHED });
    const session = new FolderAnalysis(source, DEFAULT_REVIEW_SETTINGS, {}, [broken, missingTtl]);
    const first = await session.review();
    assert.deepEqual(first.problems, [
      'The rule auth-cache-too-long failed and is off until a restart: no such thing',
    ]);
    source.write('b.ts', CACHED.replaceAll('user', 'shop'));
    const second = await session.review();
    assert.deepEqual([runs, second.problems], [1, []]);
    assert.ok(second.findings.length > first.findings.length, 'the others go on');
  });
});

describe('generated code', () => {
  it('with thousands of functions that call each other is reviewed', async () => {
    const functions = Array.from(
      { length: 1_500 },
      (_, index) =>
        `export async function f${index}(id) { await redis.set(\`k${index}:\${id}\`, await f${(index + 1) % 1_500}(id)); return redis.get(\`k${index}:\${id}\`); }`,
    );
    const text = `import Redis from 'ioredis';\nconst redis = new Redis();\n${functions.join('\n')}`;
    const analysis = createAnalysis(createMemoryWorkspace({ 'a.js': text }), DEFAULT_REVIEW_SETTINGS);
    assert.equal((await analysis.review()).keyPatterns.length, 1_500);
  });

  it('with a value that leads to a value a thousand times is reviewed', async () => {
    const constants = Array.from({ length: 3_000 }, (_, index) => `const k${index} = k${index + 1};`);
    const text = `import Redis from 'ioredis';\nnew Redis().get(k0);\n${constants.join('\n')}\nconst k3000 = 'x';`;
    const result = await createAnalysis(
      createMemoryWorkspace({ 'a.js': text }),
      DEFAULT_REVIEW_SETTINGS,
    ).review();
    assert.deepEqual(result.problems, []);
  });
});
