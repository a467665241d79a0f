import assert from 'node:assert/strict';
import type { Finding } from '../../shared/src/finding.js';
import { compareWithMarkers, parseMarkers } from '../rules/markers.js';

const TEXT = `async function put(key: string) {
  await redis.set(key, '1');
  //          ^^^ warning missing-ttl: never expires
}
`;

function finding(change: Partial<Finding> = {}, column = 15): Finding {
  return {
    rule: 'missing-ttl',
    severity: 'warning',
    confidence: 'certain',
    span: { file: 'a.ts', start: 0, end: 0, line: 2, column, endLine: 2, endColumn: column + 3 },
    message: 'This entry never expires.',
    related: [],
    fixes: [],
    ...change,
  };
}

describe('markers', () => {
  it('point at the nearest line of code above, in columns from 1', () => {
    assert.deepEqual(parseMarkers('a.ts', TEXT), [
      {
        file: 'a.ts',
        line: 2,
        column: 15,
        endColumn: 18,
        severity: 'warning',
        rule: 'missing-ttl',
        words: 'never expires',
      },
    ]);
  });

  it('may stand below each other', () => {
    const text = `${TEXT.slice(0, TEXT.indexOf('}\n'))}  //    ^^^^^ info other-rule\n`;
    assert.deepEqual(
      parseMarkers('a.ts', text).map(({ line, rule, words }) => [line, rule, words]),
      [
        [2, 'missing-ttl', 'never expires'],
        [2, 'other-rule', ''],
      ],
    );
  });

  it('with a mistake are refused, with file and line', () => {
    assert.throws(
      () => parseMarkers('a.ts', 'set();\n//  ^^^ warn missing-ttl\n'),
      /^Error: a\.ts:2 is no marker/,
    );
  });

  it('agree with the finding they describe', () => {
    assert.deepEqual(compareWithMarkers(parseMarkers('a.ts', TEXT), [finding()]), []);
  });

  it('without a finding are missing', () => {
    assert.deepEqual(compareWithMarkers(parseMarkers('a.ts', TEXT), []), [
      'missing     a.ts:2:15-18 warning missing-ttl: … never expires …',
    ]);
  });

  it('leave a second finding in the same place unexpected', () => {
    assert.deepEqual(compareWithMarkers(parseMarkers('a.ts', TEXT), [finding(), finding()]), [
      'unexpected  a.ts:2:15-18 warning missing-ttl: This entry never expires.',
    ]);
  });

  for (const [what, found] of Object.entries({
    span: finding({}, 9),
    severity: finding({ severity: 'error' }),
    message: finding({ message: 'Something else.' }),
  })) {
    it(`differ from a finding with another ${what}`, () => {
      const differences = compareWithMarkers(parseMarkers('a.ts', TEXT), [found]);
      assert.equal(differences.length, 1);
      assert.match(differences[0] ?? '', /^different {3}expected a\.ts:2:15-18 .*\n {12}found {4}a\.ts:2:/);
    });
  }
});
