/** Types that a generated client of Prisma exports beside its models name no rows. */
import assert from 'node:assert/strict';
import { extractFacts } from '../../server/src/facts/extractFacts.js';
import { buildModel } from '../../server/src/model/buildModel.js';
import { createLinker } from '../../server/src/model/evaluation/linker.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';

const CODE = `
import type { Currency, Invoice } from '@prisma/client';
import Redis from 'ioredis';
const redis = new Redis();
export async function keep(currency: Currency, invoice: Invoice, day: string) {
  const known = await redis.get(\`rate:\${day}\`);
  if (!known) await redis.set(\`rate:\${day}\`, JSON.stringify({ currency, invoice, at: await load(day) }), 'EX', 60);
}
`;

const MODEL = 'model Invoice {\n  id String @id\n  currency Currency\n}\n';
const ENUMERATION = 'enum Currency {\n  EUR\n  CHF\n}\n';

async function cachedEntities(schema: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const snapshot = await createMemoryWorkspace({
    'package.json': '{"dependencies":{"@prisma/client":"^6.1.0","ioredis":"^5.4.1"}}',
    'rates.ts': CODE,
    ...schema,
  }).snapshot();
  const facts = new Map(
    snapshot.files.map((file) => [file, extractFacts(file, snapshot.text(file) ?? '')] as const),
  );
  const model = await buildModel({
    files: snapshot.files,
    factsOf: (file) => facts.get(file),
    linker: createLinker(snapshot),
  });
  return model.groups.flatMap(({ entities }) => entities.map(({ entity }) => entity.name));
}

describe('types of a generated client', () => {
  it('are rows where the schema has such a model', async () => {
    assert.deepEqual(await cachedEntities({ 'schema.prisma': `${ENUMERATION}${MODEL}` }), ['Invoice']);
  });

  it('are rows where no schema says what they are', async () => {
    assert.deepEqual(await cachedEntities({}), ['Currency', 'Invoice']);
  });
});
