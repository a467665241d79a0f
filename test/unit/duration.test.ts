import assert from 'node:assert/strict';
import {
  formatAbbreviatedDuration,
  formatDuration,
  formatShortDuration,
  parseDuration,
} from '../../shared/src/duration.js';

describe('durations', () => {
  const long: readonly (readonly [number, string])[] = [
    [86_400_000, '1 day'],
    [5_400_000, '1.5 hours'],
    [900_000, '15 minutes'],
    [1_000, '1 second'],
    [250, '250 ms'],
  ];
  for (const [milliseconds, text] of long) {
    it(`${milliseconds} ms is ${text}`, () => assert.equal(formatDuration(milliseconds), text));
  }

  const short: readonly (readonly [number, string])[] = [
    [90_061_000, '1d 1h'],
    [300_000, '5m'],
    [59_600, '1m'],
    [12_000, '12s'],
    [400, '400ms'],
    [-5, '0ms'],
  ];
  for (const [milliseconds, text] of short) {
    it(`${milliseconds} ms is ${text} in short`, () => assert.equal(formatShortDuration(milliseconds), text));
  }

  const abbreviated: readonly (readonly [number, string])[] = [
    [300_000, '5 min'],
    [5_400_000, '1 h 30 min'],
    [172_800_000, '2 d'],
    [400, '400 ms'],
  ];
  for (const [milliseconds, text] of abbreviated) {
    it(`${milliseconds} ms is ${text} in a line of text`, () =>
      assert.equal(formatAbbreviatedDuration(milliseconds), text));
  }

  const written: readonly (readonly [string, number | undefined])[] = [
    ['10m', 600_000],
    ['1.5h', 5_400_000],
    ['30 seconds', 30_000],
    ['500ms', 500],
    ['2 days', 172_800_000],
    ['1w', 604_800_000],
    ['250', 250],
    ['3 months', undefined],
    ['soon', undefined],
    ['', undefined],
  ];
  for (const [text, milliseconds] of written) {
    it(`"${text}" is ${milliseconds} ms`, () => assert.equal(parseDuration(text), milliseconds));
  }
});
