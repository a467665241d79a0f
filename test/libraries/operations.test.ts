/**
 * What every operation of every library does to the key it is given: each is called once, on a key of its own. Calls
 * without a key, such as `clear()`, have tests of their own.
 */
import assert from 'node:assert/strict';
import { CACHE_OPERATIONS } from './cacheOperations.js';
import { LINES, type Meaning, type Operations } from './operationTables.js';
import { REDIS_OPERATIONS } from './redisOperations.js';
import { understood } from './reviewed.js';

describe('operations', () => {
  for (const table of [...REDIS_OPERATIONS, ...CACHE_OPERATIONS]) {
    const rows = Object.entries(table.calls).flatMap(([meaning, calls]) =>
      calls
        .trim()
        .split('\n')
        .map((call) => ({ call: call.trim(), line: LINES[meaning as Meaning] })),
    );
    it(`${table.packageName} ${table.range}`, () => checkRows(table, rows));
  }
});

interface Row {
  readonly call: string;
  readonly line: string;
}

async function checkRows({ packageName, range, header }: Operations, rows: readonly Row[]): Promise<void> {
  const functions = rows.map(
    ({ call }, index) =>
      `export const f${index} = (id: string) => client.${call.replaceAll('KEY', `\`k${index}:\${id}\``)};`,
  );
  const patterns = await understood({
    dependencies: { [packageName]: range },
    code: [header, "import { load } from './load';", ...functions].join('\n'),
  });
  const found = new Map(patterns.map((pattern) => [pattern.split(':', 1)[0], pattern]));
  const differences = rows.flatMap(({ call, line }, index) => {
    const pattern = found.get(`k${index}`)?.replace(/, missing-ttl in line \d+$/, '');
    return pattern === `k${index}:{id}: ${line}` ? [] : [`${call}: ${pattern ?? 'not understood'}`];
  });
  assert.deepEqual(differences, []);
}
