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

const SHORT_UNITS: readonly (readonly [suffix: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** The narrow form for trees and lenses: `5m`, `1h 30m`, `12s`, `400ms`. At most two units. */
export function formatShortDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))}ms`;
  let rest = Math.round(milliseconds / 1_000) * 1_000;
  const parts: string[] = [];
  for (const [suffix, size] of SHORT_UNITS) {
    const amount = Math.floor(rest / size);
    if (amount > 0) parts.push(`${amount}${suffix}`);
    rest -= amount * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
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
