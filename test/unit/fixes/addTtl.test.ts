import assert from 'node:assert/strict';
import { addTtl } from '../../../server/src/fixes/addTtl.js';

import { EditedFile } from '../../../server/src/fixes/editedFile.js';

import { applyChanges } from '../../../server/src/fixes/textChange.js';
import type { AddTtlEdit, TtlArgumentForm } from '../../../shared/src/finding.js';

/** Fixes the call that stands between « and »; the selection comes back between the same marks. */
function fixed(form: TtlArgumentForm, marked: string, milliseconds = 300_000): string {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace(/[«»]/g, '');
  const span = { file: 'a.ts', start, end, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const edit: AddTtlEdit = { kind: 'add-ttl', call: span, form, milliseconds };
  const changes = addTtl(new EditedFile('a.ts', text), edit).map((change) => {
    const { newText, selection } = change;
    if (!selection) return change;
    const inside = `«${newText.slice(selection.start, selection.end)}»`;
    return { ...change, newText: newText.slice(0, selection.start) + inside + newText.slice(selection.end) };
  });
  return applyChanges(text, changes);
}

describe('adding a TTL', () => {
  const cases: readonly (readonly [TtlArgumentForm, string, string])[] = [
    ['ex-arguments', 'await «redis.set(k, v)»;', "await redis.set(k, v, 'EX', «300»);"],
    ['ex-arguments', 'const a = "x"; «redis.set(k, "v")»', 'const a = "x"; redis.set(k, "v", "EX", «300»)'],
    ['ex-arguments', "«redis.set(k, v, 'NX')»", "redis.set(k, v, 'EX', «300», 'NX')"],
    ['ex-arguments', '«redis.set(k, f(1, 2), () => {})»', "redis.set(k, f(1, 2), 'EX', «300», () => {})"],
    ['ex-arguments', '«redis.set(k)»', 'redis.set(k)'],
    ['ex-arguments', '«redis.set(...pair)»', 'redis.set(...pair)'],
    ['ex-arguments', '«redis.pipeline().set(k, v)».exec()', "redis.pipeline().set(k, v, 'EX', «300»).exec()"],
    ['ex-option', '«client.set(k, v)»', 'client.set(k, v, { EX: «300» })'],
    ['ex-option', '«client.set(k, v, { NX: true })»', 'client.set(k, v, { NX: true, EX: «300» })'],
    ['ex-option', '«client.set(k, v, {})»', 'client.set(k, v, { EX: «300» })'],
    ['ex-option', '«client.set(k, v, { EX: 0, NX: true })»', 'client.set(k, v, { EX: «300», NX: true })'],
    ['ex-option', '«client.set(k, v, { EX })»', 'client.set(k, v, { EX: «300» })'],
    ['ex-option', '«client.set(k, v, options)»', 'client.set(k, v, { ...options, EX: «300» })'],
    ['ex-option', '«client.set(k, { a: 1 })»', 'client.set(k, { a: 1 }, { EX: «300» })'],
    ['seconds-option', '«cache.set(k, v)»', 'cache.set(k, v, { ttl: «300» })'],
    ['seconds-option', '«cache.set(k, v, { ttl: 0 })»', 'cache.set(k, v, { ttl: «300» })'],
    ['milliseconds-argument', '«cache.set(k, v)»', 'cache.set(k, v, «300_000»)'],
    ['milliseconds-argument', '«cache.set(k, v, 0)»', 'cache.set(k, v, «300_000»)'],
    ['milliseconds-argument', '«cache.set(k, v, undefined)»', 'cache.set(k, v, «300_000»)'],
    ['milliseconds-argument', '«cache.set(k, v, ttl)»', 'cache.set(k, v, ttl)'],
    ['seconds-argument', '«cache.set(k, v)»', 'cache.set(k, v, «300»)'],
    ['seconds-argument', '«cache.set(k, v, () => {})»', 'cache.set(k, v, «300», () => {})'],
    ['seconds-argument', '«mc.set(k, v, 0, (e) => e)»', 'mc.set(k, v, «300», (e) => e)'],
    ['ttl-milliseconds-option', '«lru.set(k, v)»', 'lru.set(k, v, { ttl: «300_000» })'],
    ['ttl-milliseconds-option', '«lru.set(k, v, { size: 2 })»', 'lru.set(k, v, { size: 2, ttl: «300_000» })'],
    ['lower-ex-option', '«kv.set(k, v)»', 'kv.set(k, v, { ex: «300» })'],
    ['lower-ex-option', '«kv.set(k, v, { nx: true })»', 'kv.set(k, v, { nx: true, ex: «300» })'],
    ['expires-option', '«mc.set(k, v)»', 'mc.set(k, v, { expires: «300» })'],
    ['expires-option', '«mc.set(k, v, { expires: 0 })»', 'mc.set(k, v, { expires: «300» })'],
    ['own-ttl-milliseconds', '«cachified({ key, load })»', 'cachified({ key, load, ttl: «300_000» })'],
    ['own-ttl-milliseconds', '«b.set({ key, ttl: null })»', 'b.set({ key, ttl: «300_000» })'],
    ['own-ttl-milliseconds', '«cachified(options)»', 'cachified(options)'],
    [
      'typed-expiry-option',
      "import { TimeUnit } from 'g'; «c.set(k, v)»",
      "import { TimeUnit } from 'g'; c.set(k, v, { expiry: { type: TimeUnit.Seconds, count: «300» } })",
    ],
    [
      'typed-expiry-option',
      "const { GlideClient } = require('@valkey/valkey-glide'); «c.set(k, v)»",
      "const { GlideClient, TimeUnit } = require('@valkey/valkey-glide'); c.set(k, v, { expiry: { type: TimeUnit.Seconds, count: «300» } })",
    ],
    ['typed-expiry-option', '«c.set(k, v)»', 'c.set(k, v)'],
    ['revalidate-option', '«unstable_cache(f, [k])»', 'unstable_cache(f, [k], { revalidate: «300» })'],
    [
      'ex-arguments',
      '«redis.set(\n  k,\n  JSON.stringify({\n    a,\n  }),\n)»;',
      "redis.set(\n  k,\n  JSON.stringify({\n    a,\n  }),\n  'EX',\n  «300»,\n);",
    ],
    ['ex-arguments', '«redis.set(\n\tk,\n\tv\n)»', "redis.set(\n\tk,\n\tv,\n\t'EX',\n\t«300»\n)"],
    [
      'ex-arguments',
      '«redis.set(\r\n  k,\r\n  v,\r\n)»',
      "redis.set(\r\n  k,\r\n  v,\r\n  'EX',\r\n  «300»,\r\n)",
    ],
    ['ex-option', '«c.set(k, v, {\n  NX: true,\n})»', 'c.set(k, v, {\n  NX: true,\n  EX: «300»,\n})'],
    [
      'ex-arguments',
      '«redis.set(k, JSON.stringify({\n  a,\n}))»',
      "redis.set(k, JSON.stringify({\n  a,\n}), 'EX', «300»)",
    ],
  ];
  for (const [form, before, after] of cases) {
    it(`${form}: ${JSON.stringify(before)}`, () => assert.equal(fixed(form, before), after));
  }

  it('rounds to whole seconds, never to none', () => {
    assert.equal(fixed('seconds-argument', '«cache.set(k, v)»', 200), 'cache.set(k, v, «1»)');
  });

  it('takes an expression as it is', () => {
    const text = 'redis.set(k, v)';
    const call = { file: 'a.ts', start: 0, end: 15, line: 1, column: 1, endLine: 1, endColumn: 1 };
    const milliseconds = { expression: 'life' };
    const changes = addTtl(new EditedFile('a.ts', text), {
      kind: 'add-ttl',
      call,
      form: 'ex-option',
      milliseconds,
    });
    assert.equal(applyChanges(text, changes), 'redis.set(k, v, { EX: life })');
  });

  it('changes nothing when the call is not where the fix says', () => {
    assert.equal(fixed('ex-arguments', 'redis.«set(k, v)»'), 'redis.set(k, v)');
    assert.equal(fixed('ex-arguments', '«»'), '');
    assert.equal(fixed('ex-arguments', 'half typed «redis.set(k, »'), 'half typed redis.set(k, ');
  });
});
