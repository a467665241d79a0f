import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { couldNotRun, describePart, describeTotal, readMochaReport } from '../../launch/testReport.js';

describe('the report of a test run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cache-review-report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function report(content: object): string {
    const file = join(folder, 'report.json');
    writeFileSync(file, JSON.stringify(content));
    return file;
  }

  it('counts passes and keeps failures with their reason', () => {
    const failures = [{ fullTitle: 'a b', err: { message: 'no', stack: 'Error: no\n  at x' } }];
    assert.deepEqual(readMochaReport('unit', report({ stats: { passes: 3 }, failures }), ''), {
      passed: 3,
      failures: [{ title: 'a b', reason: 'Error: no\n  at x' }],
    });
  });

  it('counts a suite that wrote nothing as a failure, with the end of its log', () => {
    const { passed, failures } = readMochaReport('unit', join(folder, 'absent.json'), 'it crashed');
    assert.equal(passed, 0);
    assert.match(failures[0]?.reason ?? '', /it crashed/);
  });

  it('counts a suite without tests as a failure', () => {
    const { failures } = readMochaReport('unit', report({ stats: { passes: 0 }, failures: [] }), '');
    assert.equal(failures.length, 1);
  });

  it('sums all parts in one line, and marks the failed ones', () => {
    const passed = { name: 'unit', passed: 5, failures: [], milliseconds: 1234 };
    const failed = { name: 'e2e', ...couldNotRun('e2e', new Error('no browser')), milliseconds: 5 };
    assert.equal(describeTotal([passed, failed]), '5 passed, 1 failed');
    assert.equal(describePart(passed), '✔ unit: 5 passed, 0 failed (1.2 s)');
    assert.match(describePart(failed), /^✖ e2e: 0 passed, 1 failed[\s\S]*no browser/);
  });
});
