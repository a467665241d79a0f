import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { formatByteSize } from '../../client/src/byteSize.js';
import { byteText, keyName } from '../../client/src/redis/bytes.js';
import { hexDump } from '../../client/src/values/hexDump.js';
import { indentJson } from '../../client/src/values/jsonText.js';
import { afterReading, type OpenValue } from '../../client/src/values/openValue.js';
import { renderValue } from '../../client/src/values/renderValue.js';
import { showMoreTitle, valueSummary } from '../../client/src/values/valueSummary.js';

const text = (value: string) => byteText(Buffer.from(value));

describe('indented JSON', () => {
  it('is what JSON.stringify gives, for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value = JSON.parse(json);
        assert.equal(indentJson(JSON.stringify(value)), JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('keeps numbers as they were written', () => {
    assert.equal(
      indentJson('[12345678901234567890,1.0,1e400]'),
      '[\n  12345678901234567890,\n  1.0,\n  1e400\n]',
    );
  });
});

describe('a hex dump', () => {
  it('has sixteen bytes a line', () => {
    const lines = hexDump(Buffer.from('0123456789abcdef\u0000\n', 'latin1')).split('\n');
    assert.equal(lines[0], '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|');
    assert.match(lines[1] ?? '', /^00000010 {2}00 0a .*\|\.\.\|$/);
    assert.equal(hexDump(Buffer.alloc(0)), '');
  });
});

describe('a rendered value', () => {
  it('shows JSON inside a hash as JSON, and text that only looks like it as text', () => {
    const fields = [
      { field: text('a'), value: text('{"b":1}') },
      { field: text('c'), value: text('{not json') },
      { field: text('d'), value: text('42') },
    ];
    assert.deepEqual(JSON.parse(renderValue({ type: 'hash', fields }).text), {
      a: { b: 1 },
      c: '{not json',
      d: '42',
    });
  });

  it('shows scores that are no numbers of JSON as text', () => {
    const members = [{ member: text('m'), score: 'inf' }];
    assert.deepEqual(JSON.parse(renderValue({ type: 'zset', members }).text), [
      { score: 'inf', member: 'm' },
    ]);
  });

  it('shows bytes in a collection with their escapes', () => {
    const elements = [byteText(Buffer.from([0xff, 0x41]))];
    assert.deepEqual(JSON.parse(renderValue({ type: 'list', elements }).text), ['\\xffA']);
  });
});

describe('an open value', () => {
  const limits = { bytes: 65_536, elements: 500 };
  const key = keyName(Buffer.from('k'));
  const value: OpenValue = afterReading(
    undefined,
    {
      kind: 'value',
      key,
      value: { type: 'string', format: 'text', content: text('abc') },
      size: 3,
      ttlMs: 90_000,
      memoryBytes: 2048,
      truncation: { unit: 'bytes', shown: 65_536, total: 12_582_912 },
    },
    limits,
    1_000,
  );

  it('keeps what was read when the key is gone', () => {
    const after = afterReading(value, { kind: 'deleted', message: 'It is gone.' }, limits, 2_000);
    assert.equal(after.value, value.value);
    assert.equal(after.readAt, 1_000);
    assert.equal(after.notice, 'It is gone.');
  });

  it('is summed up with the time that is left now', () => {
    assert.equal(valueSummary(value, 31_000), 'string · 3 B · TTL 1m · 2 KiB in memory');
    assert.equal(valueSummary(value, 200_000), 'string · 3 B · expired by now · 2 KiB in memory');
  });

  it('says how much of it is shown', () => {
    assert.equal(showMoreTitle(value), 'Show more (64 KiB of 12 MiB)');
  });
});

describe('a size', () => {
  it('is said in powers of 1,024', () => {
    assert.deepEqual([0, 1023, 1024, 1536, 10_240, 1_048_576].map(formatByteSize), [
      '0 B',
      '1023 B',
      '1 KiB',
      '1.5 KiB',
      '10 KiB',
      '1 MiB',
    ]);
  });
});
