/**
 * Lengths of time as people say them. Every duration inside the product is in milliseconds.
 */

const UNITS: readonly (readonly [name: string, milliseconds: number])[] = [
  ['year', 31_536_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** `90000` → `1.5 minutes`; below one second the number of milliseconds. */
export function formatDuration(milliseconds: number): string {
  for (const [name, size] of UNITS) {
    if (milliseconds < size) continue;
    const amount = Math.round((milliseconds / size) * 10) / 10;
    return `${amount} ${name}${amount === 1 ? '' : 's'}`;
  }
  return `${Math.round(milliseconds)} ms`;
}

const SHORT_UNITS: readonly (readonly [narrow: string, abbreviated: string, milliseconds: number])[] = [
  ['d', ' d', 86_400_000],
  ['h', ' h', 3_600_000],
  ['m', ' min', 60_000],
  ['s', ' s', 1_000],
];

/** The narrow form for trees and columns: `5m`, `1h 30m`, `12s`, `400ms`. At most two units. */
export function formatShortDuration(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${wholeMilliseconds(milliseconds)}ms`
    : shortParts(milliseconds)
        .map(([amount, narrow]) => `${amount}${narrow}`)
        .join(' ');
}

/** The form for lines of text: `5 min`, `1 h 30 min`, `12 s`, `400 ms`. At most two units. */
export function formatAbbreviatedDuration(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${wholeMilliseconds(milliseconds)} ms`
    : shortParts(milliseconds)
        .map(([amount, , abbreviated]) => `${amount}${abbreviated}`)
        .join(' ');
}

function wholeMilliseconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds));
}

/** The two largest units of at least one second, each with its names. */
function shortParts(
  milliseconds: number,
): readonly (readonly [amount: number, narrow: string, abbreviated: string])[] {
  let rest = Math.round(milliseconds / 1_000) * 1_000;
  const parts: [number, string, string][] = [];
  for (const [narrow, abbreviated, size] of SHORT_UNITS) {
    const amount = Math.floor(rest / size);
    if (amount > 0) parts.push([amount, narrow, abbreviated]);
    rest -= amount * size;
    if (parts.length === 2) break;
  }
  return parts;
}

const WRITTEN =
  /^\s*(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)?\s*$/i;
const WRITTEN_UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `10m`, `1.5 hours`, `500` to milliseconds; undefined when the text is no length of time. */
export function parseDuration(text: string): number | undefined {
  const match = WRITTEN.exec(text);
  if (!match) return undefined;
  const unit = (match[2] ?? 'ms').toLowerCase();
  const size = /^(ms|milli)/.test(unit) ? 1 : WRITTEN_UNITS[unit.charAt(0)];
  return Number(match[1]) * (size ?? 1);
}
