/**
 * Reviews one short program of a library and says in one line for each key pattern what was understood:
 *
 *     user:{id}: 5m, 1 write, 1 read, 0 invalidations
 *     user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 7
 */
import assert from 'node:assert/strict';
import type { ReviewResult } from '../../server/src/analysis.js';
import { formatShortDuration } from '../../shared/src/duration.js';
import type { KeyPatternSummary, PatternTtl } from '../../shared/src/protocol.js';
import { reviewTexts } from '../rules/reviewing.js';

/** One program: what it shows, the packages it asks for, its text and what a review must say. */
export interface LibraryCase {
  readonly shows: string;
  /** Package names with their ranges: `{ keyv: '^4.5.4' }`. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** `cache.js` for CommonJS; TypeScript when left out. */
  readonly file?: string;
  readonly code: string;
  /** Further files, by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** One line for each key pattern, sorted. */
  readonly patterns: readonly string[];
}

export async function understood(
  program: Pick<LibraryCase, 'dependencies' | 'file' | 'code' | 'files'>,
): Promise<readonly string[]> {
  const { dependencies, file = 'cache.ts', code, files } = program;
  const result = await reviewTexts({
    'package.json': JSON.stringify({ name: 'shop', dependencies }),
    [`src/${file}`]: code,
    ...files,
  });
  assert.deepEqual(result.problems, []);
  return result.keyPatterns.map((summary) => lineOf(summary, result));
}

/** Registers one test for each case. */
export function describeLibrary(name: string, cases: readonly LibraryCase[]): void {
  describe(name, () => {
    for (const program of cases) {
      const range = Object.values(program.dependencies)[0] ?? '';
      it(`${range}: ${program.shows}`, async () => {
        assert.deepEqual(await understood(program), program.patterns);
      });
    }
  });
}

/** The rules that say what this library makes of the expiry of a write, or of its absence. */
const EXPIRY_RULES: ReadonlySet<string> = new Set(['missing-ttl', 'ttl-ignored', 'ttl-not-positive']);

function lineOf(summary: KeyPatternSummary, result: ReviewResult): string {
  const writeLines = new Set(summary.writes.map((site) => site.span.line));
  const findings = result.findings
    .filter(({ rule, span }) => EXPIRY_RULES.has(rule) && writeLines.has(span.line))
    .map(({ rule, span }) => `${rule} in line ${span.line}`);
  const parts = [
    ...(summary.nature === 'state' && summary.writes.length > 0 ? ['state'] : []),
    ...(summary.writes.length > 0 ? [ttlText(summary.ttl)] : []),
    counted(summary.writes.length, 'write'),
    counted(summary.reads.length, 'read'),
    counted(summary.invalidations.length, 'invalidation'),
    ...findings,
  ];
  return `${summary.pattern}: ${parts.join(', ')}`;
}

function ttlText(ttl: PatternTtl): string {
  if (ttl.kind === 'known') return formatShortDuration(ttl.milliseconds);
  return ttl.kind === 'none' ? 'for ever' : 'some time';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A read-through function around one write of `user` under `key`; the header makes `cache` and `loadUser`. */
export function readThrough(header: string, write: string, forget = 'cache.delete(key)'): string {
  return `${header.trim()}
export async function getUser(id) {
  const key = \`user:\${id}\`;
  const hit = await cache.get(key);
  if (hit) return JSON.parse(hit);
  const user = await loadUser(id);
  await ${write};
  return user;
}
export function forgetUser(id) {
  const key = \`user:\${id}\`;
  return ${forget};
}
`;
}

/** What `readThrough` comes to when nothing is missing: `user:{id}`, or with something before it. */
export const understoodAs = (ttl: string, prefix = ''): readonly string[] => [
  `${prefix}user:{id}: ${ttl}, 1 write, 1 read, 1 invalidation`,
];

/** The same with a write that lacks an expiry, which stands six lines below the header's last. */
export const reportedBelow = (header: string, rule = 'missing-ttl'): readonly string[] => [
  `user:{id}: for ever, 1 write, 1 read, 1 invalidation, ${rule} in line ${header.trim().split('\n').length + 6}`,
];
