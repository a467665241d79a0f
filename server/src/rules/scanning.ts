/**
 * Fixes that go through the keys with SCAN: a function that gives the keys which match, and one that deletes them, in
 * the form of the client. Clusters have no form: each of their nodes has to be asked.
 */
import type { DeclareEdit } from '../../../shared/src/finding.js';
import type { CacheClient } from '../model/evaluation/values.js';

/** How a client goes through its keys. */
type Way = 'stream' | 'keys' | 'batches' | 'cursor' | 'text-cursor';

function wayOf({ library, major, cluster, batch }: CacheClient): Way | undefined {
  if (cluster || batch) return undefined;
  if (library.id === 'ioredis' || library.id === 'iovalkey') return 'stream';
  if (library.id === 'redis' && major >= 4) return major === 4 ? 'keys' : 'batches';
  if (library.id === 'valkey-glide') return 'text-cursor';
  return library.id === 'upstash' ? 'cursor' : undefined;
}

/** `scanKeys(client, pattern)` gives what `KEYS` gives. */
export function scanKeys(client: CacheClient): DeclareEdit | undefined {
  const way = wayOf(client);
  if (!way || way === 'text-cursor') return undefined;
  const add = way === 'keys' ? 'keys.add(key);' : 'for (const key of batch) keys.add(key);';
  return declaration('scanKeys', 'string[]', { scan: SCANS[way] }, [
    // SCAN may give a key twice.
    'const keys = new Set<string>();',
    ...loopOf(way, way === 'keys' ? 'key' : 'batch', add),
    'return [...keys];',
  ]);
}

/** `deleteMatching(client, pattern)` gives how many keys it deleted. */
export function deleteMatching(client: CacheClient): DeclareEdit | undefined {
  const way = wayOf(client);
  if (!way) return undefined;
  const takesList = way === 'batches' || way === 'text-cursor';
  const given = way === 'keys' ? 'key' : takesList ? 'keys' : '...keys';
  const unlink = `deleted += await client.unlink(${given});`;
  const type =
    way === 'keys'
      ? 'key: string'
      : takesList
        ? `keys: ${way === 'batches' ? 'string[]' : TEXTS}`
        : '...keys: string[]';
  return declaration(
    'deleteMatching',
    'number',
    { scan: SCANS[way], unlink: `unlink(${type}): Promise<number>` },
    [
      'let deleted = 0;',
      ...loopOf(
        way,
        way === 'keys' ? 'key' : 'keys',
        way === 'keys' ? unlink : `if (keys.length > 0) ${unlink}`,
      ),
      'return deleted;',
    ],
  );
}

/** As GLIDE gives and takes them. */
const TEXT = 'string | Uint8Array';
const TEXTS = `(${TEXT})[]`;

const SCANS: Readonly<Record<Way, string>> = {
  stream: 'scanStream(options: { match: string; count: number }): AsyncIterable<string[]>',
  keys: 'scanIterator(options: { MATCH: string; COUNT: number }): AsyncIterable<string>',
  batches: 'scanIterator(options: { MATCH: string; COUNT: number }): AsyncIterable<string[]>',
  cursor:
    'scan(cursor: string | number, options: { match: string; count: number }): Promise<[string | number, string[]]>',
  'text-cursor': `scan(cursor: ${TEXT}, options: { match: string; count: number }): Promise<[${TEXT}, ${TEXTS}]>`,
};

function loopOf(way: Way, name: string, body: string): readonly string[] {
  if (way === 'cursor' || way === 'text-cursor') {
    const [type, keys, start] =
      way === 'cursor' ? ['string | number', 'string[]', '0'] : [TEXT, TEXTS, "'0'"];
    return [
      `let cursor: ${type} = ${start};`,
      'do {',
      `  const [next, ${name}]: [${type}, ${keys}] = await client.scan(cursor, { match: pattern, count: 1000 });`,
      `  ${body}`,
      '  cursor = next;',
      "} while (String(cursor) !== '0');",
    ];
  }
  const source =
    way === 'stream'
      ? 'scanStream({ match: pattern, count: 1000 })'
      : 'scanIterator({ MATCH: pattern, COUNT: 1000 })';
  return [`for await (const ${name} of client.${source}) {`, `  ${body}`, '}'];
}

function declaration(
  name: string,
  result: string,
  methods: { readonly scan: string; readonly unlink?: string },
  body: readonly string[],
): DeclareEdit {
  const members = [methods.scan, methods.unlink].filter((method) => method !== undefined);
  const lines = body.map((line) => `  ${line}`);
  const typed = [
    `async function ${name}(`,
    '  client: {',
    ...members.map((member) => `    ${member};`),
    '  },',
    '  pattern: string,',
    `): Promise<${result}> {`,
    ...lines,
    '}',
  ].join('\n');
  const untyped = [`async function ${name}(client, pattern) {`, ...lines, '}']
    .join('\n')
    .replace('<string>', '')
    .replaceAll(/(?<=let cursor|\]): [^=]+(?= = )/g, '');
  return { kind: 'declare', name, typed, untyped };
}
