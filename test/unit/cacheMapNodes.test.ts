import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mapMarkdown } from '../../client/src/cacheMap/mapMarkdown.js';
import {
  filterPatterns,
  type MapNode,
  type MappedPattern,
  mapNodes,
} from '../../client/src/cacheMap/mapNodes.js';
import type { CodeSite, KeyPatternSummary } from '../../shared/src/protocol.js';

function site(functionName: string, line: number, command = 'set'): CodeSite {
  return {
    span: { file: 'src/users.ts', start: 0, end: 1, line, column: 1, endLine: line, endColumn: 2 },
    functionName,
    command,
  };
}

function mapped(pattern: string, parts: Partial<KeyPatternSummary> = {}): MappedPattern {
  return {
    folderUri: 'file:///shop',
    summary: {
      pattern,
      nature: 'cache',
      entities: [],
      ttl: { kind: 'unknown' },
      writes: [],
      reads: [],
      invalidations: [],
      databaseWrites: [],
      functions: [],
      ...parts,
    },
  };
}

const USERS = mapped('user:{id}', {
  entities: ['User'],
  ttl: { kind: 'known', milliseconds: 900_000 },
  writes: [site('getUser', 15)],
  invalidations: [site('rename', 21, 'del')],
  databaseWrites: [
    { ...site('rename', 20, 'update'), entity: 'User', copy: 'changed' },
    { ...site('ban', 25, 'update'), entity: 'User', copy: 'left' },
    { ...site('join', 30, 'update'), entity: 'User', copy: 'accepted' },
  ],
});
const LOCK = mapped('lock:{id}', { nature: 'state' });

const outline = (node: MapNode): string =>
  [node.icon, node.label, node.description].filter(Boolean).join(' | ');

describe('the nodes of the cache map', () => {
  it('are patterns, caches before state, marked when a database write leaves the copy', () => {
    assert.deepEqual(mapNodes([LOCK, USERS]).map(outline), [
      'warning | user:{id} | 15m · User',
      'database | lock:{id}',
    ]);
  });

  it('have life, entities, sites and database writes below', () => {
    const [users] = mapNodes([USERS]);
    assert.deepEqual(users?.children.map(outline), [
      'watch | Lives 15 minutes',
      'table | Copy of User',
      'edit | Written by | 1',
      'eye | Read by | nothing in this workspace',
      'trash | Invalidated by | 1',
      'table | Database writes | 3',
    ]);
    const writes = users?.children.at(-1)?.children ?? [];
    assert.deepEqual(writes.map(outline), [
      'pass | rename | users.ts:20 · update User',
      'warning | ban | users.ts:25 · update User',
      'dash | join | users.ts:30 · update User',
    ]);
    assert.equal(writes[1]?.opens?.span.line, 25);
    assert.match(writes[1]?.spoken ?? '', /leaves the cached copy/);
    assert.match(writes[2]?.spoken ?? '', /needs no delete/);
  });

  it('name a method without its class, which the tooltip and a screen reader have', () => {
    const [node] = mapNodes([
      mapped('seat:{id}', { writes: [site('SeatService.book', 7), site('PUT /seats/:id', 9)] }),
    ]);
    const [method, route] = node?.children.find(({ label }) => label === 'Written by')?.children ?? [];
    assert.equal(method && outline(method), 'symbol-method | book | users.ts:7 · set');
    assert.match(method?.tooltip ?? '', /^SeatService\.book/);
    assert.match(method?.spoken ?? '', /^SeatService\.book/);
    assert.equal(route?.label, 'PUT /seats/:id');
  });

  it('have ids of their own', () => {
    const ids = mapNodes([USERS, LOCK]).flatMap(allIds);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('are filtered by pattern, entity, function and file', () => {
    const shown = (filter: string) =>
      filterPatterns([USERS, LOCK], filter).map(({ summary }) => summary.pattern);
    assert.deepEqual(shown(''), ['user:{id}', 'lock:{id}']);
    assert.deepEqual(shown('lock'), ['lock:{id}']);
    assert.deepEqual(shown('USER'), ['user:{id}']);
    assert.deepEqual(shown('rename'), ['user:{id}']);
    assert.deepEqual(shown('users.ts'), ['user:{id}']);
    assert.deepEqual(shown('nothing like it'), []);
  });
});

function allIds(node: MapNode): readonly string[] {
  return [node.id, ...node.children.flatMap(allIds)];
}

describe('the Markdown of the cache map', () => {
  it('is a table with a row for each pattern', () => {
    assert.deepEqual(mapMarkdown([USERS]).split('\n').slice(2), [
      '| `user:{id}` | Lives 15 minutes | `User` | `getUser` src/users.ts:15 |  | `rename` src/users.ts:21 | ✔ `rename` src/users.ts:20<br>✖ leaves the copy: `ban` src/users.ts:25<br>– needs no delete: `join` src/users.ts:30 |',
      '',
    ]);
  });

  it('keeps characters of keys from ending a cell or a name', () => {
    assert.match(mapMarkdown([mapped('a|b`c')]), /\| `a\\\|b'c` \|/);
  });
});
