/** The list of what may be sent, and what replies say about hits and misses. */
import assert from 'node:assert/strict';
import { lookupOf, lookupOfError, refusal } from '../../client/src/redis/commandRules.js';

describe('command rules', () => {
  it('allow what only reads, within its bounds', () => {
    for (const [name, ...args] of [
      ['PING'],
      ['type', 'key'],
      ['SCAN', '0', 'MATCH', 'TYPE', 'COUNT', 1_000],
      ['HSCAN', 'COUNT', '0', 'COUNT', 10],
      ['GETRANGE', 'key', 0, 65_535],
      ['LRANGE', 'key', 5_000, 5_499],
      ['XREVRANGE', 'key', '+', '-', 'COUNT', 5],
    ] as const) {
      assert.equal(refusal({ name, arguments: args }), undefined, name);
    }
  });

  it('refuse everything that is not on the list, and arguments without bound', () => {
    for (const [name, ...args] of [
      ['SET', 'key', 'value'],
      ['KEYS', '*'],
      ['EVAL_RO', 'return 1', 0],
      ['SOME.MODULE'],
      [''],
      ['TYPE', 'key', 'extra'],
      ['SCAN', '0', 'COUNT', 1_001],
      ['SCAN', '0', 'COUNT', 'many'],
      ['SCAN', '0', 'TYPE', 'hash', 'COUNT', 10],
      ['GETRANGE', 'key', -5, -1],
      ['GETRANGE', 'key', 0, 20_000_000],
      ['ZRANGE', 'key', 0, -1],
      ['ZRANGE', 'key', '(1', '5', 'BYSCORE'],
    ] as const) {
      assert.notEqual(refusal({ name, arguments: args }), undefined, `${name} ${args.join(' ')}`);
    }
  });

  it('know hits, misses and what cannot be told', () => {
    assert.equal(lookupOf('TYPE', Buffer.from('none')), 'miss');
    assert.equal(lookupOf('TYPE', Buffer.from('hash')), 'hit');
    assert.equal(lookupOf('PTTL', -2), 'miss');
    assert.equal(lookupOf('PTTL', -1), 'hit');
    assert.equal(lookupOf('EXISTS', 0), 'miss');
    assert.equal(lookupOf('HLEN', 0), 'miss');
    assert.equal(lookupOf('STRLEN', 0), 'unknown');
    assert.equal(lookupOf('GETRANGE', Buffer.alloc(0)), 'unknown');
    assert.equal(lookupOf('HSCAN', [Buffer.from('7'), []]), 'hit');
    assert.equal(lookupOf('HSCAN', [Buffer.from('0'), []]), 'unknown');
    for (const name of ['SCAN', 'DBSIZE', 'INFO', 'MEMORY USAGE']) assert.equal(lookupOf(name, 5), 'none');
    assert.equal(lookupOfError('WRONGTYPE Operation'), 'hit');
    assert.equal(lookupOfError('NOPERM no'), 'none');
  });
});
