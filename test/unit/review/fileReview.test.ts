/** What is said about a file while it is typed is what the review of the folder says about it afterwards. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { createAnalysis } from '../../../server/src/analysis.js';
import { createMemoryWorkspace } from '../../../server/src/workspace/memoryWorkspace.js';
import type { Finding } from '../../../shared/src/finding.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import { fixtureNames, joinFixtures } from './joinedFixtures.js';

const settings = { ...DEFAULT_REVIEW_SETTINGS, showPossible: true };
/** Joined, they are a folder in which few files have half of the others for their neighbours. */
const FIXTURES_IN_A_FOLDER = 48;
/** Fixtures that stand together call other things alike by accident; of that a file's neighbours know nothing. */
const MISTAKEN_FILES = 1 / 200;
/** Every file of every fixture is reviewed, and there are thousands: milliseconds, for a machine that does other things. */
const TIME_FOR_ALL = 600_000;

describe('the review of one edited file', () => {
  it('finds what the review of the folder finds, in most files of all fixtures', async () => {
    const names = fixtureNames();
    const counts = { files: 0, answered: 0 };
    const mistaken: string[] = [];
    for (let start = 0; start < names.length; start += FIXTURES_IN_A_FOLDER) {
      const chosen = names.slice(start, start + FIXTURES_IN_A_FOLDER);
      const texts = joinFixtures(chosen, (position) => `part${position}`);
      const analysis = createAnalysis(createMemoryWorkspace(texts), settings);
      const { findings } = await analysis.review();
      for (const file of Object.keys(texts).filter((name) => /\.[jt]sx?$/.test(name))) {
        counts.files++;
        analysis.openDocument(file, texts[file] ?? '');
        const found = await analysis.reviewFile(file);
        if (!found) continue;
        counts.answered++;
        if (!isDeepStrictEqual(found, inFile(findings, file))) mistaken.push(`${chosen[0]} … ${file}`);
      }
    }
    assert.ok(counts.answered > counts.files / 2, JSON.stringify(counts));
    assert.ok(mistaken.length <= counts.answered * MISTAKEN_FILES, mistaken.join('\n'));
  }).timeout(TIME_FOR_ALL);
});

function inFile(findings: readonly Finding[], file: string): readonly Finding[] {
  return findings.filter(({ span }) => span.file === file);
}

const CLIENT =
  "import Redis from 'ioredis';\nexport const redis = new Redis();\nredis.on('error', console.error);\n";
const REPORTS = `import { redis } from './client';
export const put = (id: string, value: string) => redis.set(\`cache:report:\${id}\`, value);
export const get = (id: string) => redis.get(\`cache:report:\${id}\`);
`;
const FLUSH = `import express from 'express';
import { redis } from './client';
express().post('/flush', async () => { await redis.flushall(); });
`;
const WRAPPER = "import { redis } from './client';\nexport const read = (key: string) => redis.get(key);\n";
const OTHERS = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [
    `${name}.ts`,
    `import { read } from './wrapper';\nexport const ${name} = () => read('${name}');\n`,
  ]),
);

describe('a file while it is typed', () => {
  const files = {
    'client.ts': CLIENT,
    'wrapper.ts': WRAPPER,
    'reports.ts': REPORTS,
    'flush.ts': FLUSH,
    ...OTHERS,
  };
  const rulesIn = (found: readonly Finding[] | undefined) =>
    found?.map(({ rule, span }) => [rule, span.line]);
  const opened = async () => {
    const analysis = createAnalysis(createMemoryWorkspace(files), DEFAULT_REVIEW_SETTINGS);
    await analysis.review();
    return analysis;
  };

  it('loses a finding as soon as the expiry is there, and gets it back without', async () => {
    const analysis = await opened();
    analysis.openDocument('reports.ts', REPORTS.replace('value);', "value, 'EX', 60);"));
    assert.deepEqual(rulesIn(await analysis.reviewFile('reports.ts')), []);
    analysis.openDocument('reports.ts', `\n\n${REPORTS}`);
    assert.deepEqual(rulesIn(await analysis.reviewFile('reports.ts')), [['missing-ttl', 4]]);
  });

  it('sees what another open document has come to be', async () => {
    const analysis = await opened();
    analysis.openDocument('client.ts', 'export const redis = new Map<string, string>();\n');
    assert.deepEqual(rulesIn(await analysis.reviewFile('reports.ts')), []);
  });

  it('keeps, where they have moved to, the findings that only the folder can tell', async () => {
    const analysis = await opened();
    assert.deepEqual(rulesIn(await analysis.reviewFile('flush.ts')), [['flush-command', 3]]);
    analysis.openDocument('flush.ts', FLUSH.replace('express()', 'const a = 1;\n\nexpress()'));
    assert.deepEqual(rulesIn(await analysis.reviewFile('flush.ts')), [['flush-command', 5]]);
    analysis.openDocument('flush.ts', FLUSH.replace('flushall', 'ping'));
    assert.deepEqual(rulesIn(await analysis.reviewFile('flush.ts')), []);
  });

  it('says nothing before the first review, and after files have changed', async () => {
    const analysis = createAnalysis(createMemoryWorkspace(files), DEFAULT_REVIEW_SETTINGS);
    assert.equal(await analysis.reviewFile('reports.ts'), undefined);
    await analysis.review();
    assert.ok(await analysis.reviewFile('reports.ts'));
    analysis.filesChanged(['client.ts']);
    assert.equal(await analysis.reviewFile('reports.ts'), undefined);
    await analysis.review();
    assert.ok(await analysis.reviewFile('reports.ts'));
    assert.equal(await analysis.reviewFile('nowhere.ts'), undefined);
  });

  it('is led by a module that passes names on to what it uses of it, also where that is typed now', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const store = (name: string) => `import Redis from 'ioredis';
const ${name} = new Redis();
${name}.on('error', console.error);
export const put_${name} = (key: string, value: string, seconds?: number) =>
  seconds ? ${name}.set(key, value, 'EX', seconds) : ${name}.set(key, value);
export const get_${name} = (key: string) => ${name}.get(key);
`;
    const route = `import { put_a, get_a } from './stores';
export async function report(id: string) {
  const known = await get_a(\`report:\${id}\`);
  if (known) return JSON.parse(known);
  const made = await fetch(\`https://reports.example.com/\${id}\`).then((answer) => answer.json());
  await put_a(\`report:\${id}\`, JSON.stringify(made));
  return made;
}
`;
    const analysis = createAnalysis(
      createMemoryWorkspace({
        ...Object.fromEntries(names.map((name) => [`stores/${name}.ts`, store(name)])),
        'stores/index.ts': names.map((name) => `export * from './${name}';\n`).join(''),
        'route.ts': route,
      }),
      DEFAULT_REVIEW_SETTINGS,
    );
    await analysis.review();
    assert.deepEqual(rulesIn(await analysis.reviewFile('route.ts')), [['missing-ttl', 6]]);
    analysis.openDocument('route.ts', route.replaceAll('t_a', 't_b'));
    assert.deepEqual(rulesIn(await analysis.reviewFile('route.ts')), [['missing-ttl', 6]]);
  });

  it('leaves the word to the folder where half of it would have to be read', async () => {
    const analysis = await opened();
    assert.equal(await analysis.reviewFile('wrapper.ts'), undefined);
  });
});
