/**
 * Live keys counted under the key patterns of the code, from a bounded sample. In: a gate and patterns.
 * Out: evidence per pattern. Exact when the whole keyspace fits the budget, an estimate otherwise.
 */
import { formatKeyPattern, type KeyPattern, specificity, toRegExp } from '../../../shared/src/keyPattern.js';
import type { LiveEvidence } from '../../../shared/src/protocol.js';
import type { KeyName } from './bytes.js';
import type { CommandGate } from './commandGate.js';
import type { ConnectionProblem } from './connectionError.js';
import { startKeyScan } from './keyScan.js';
import { numberOf } from './reply.js';

export interface PatternSampleOptions {
  readonly connectionName: string;
  /** Keys to examine; 10,000 unless told. */
  readonly budget?: number;
  /** The largest COUNT; 500 unless told. */
  readonly count?: number;
  /** Keys of a pattern whose TTL is asked; 200 unless told. */
  readonly ttlSample?: number;
  readonly signal?: AbortSignal;
}

export interface PatternSample {
  /** One entry per pattern given, also those without a live key. Empty when aborted or failed. */
  readonly evidence: readonly LiveEvidence[];
  readonly examined: number;
  readonly complete: boolean;
  readonly problem?: ConnectionProblem;
}

const DEFAULT_BUDGET = 10_000;
const DEFAULT_TTL_SAMPLE = 200;
const TTL_BATCH = 100;

/** Takes the sample. */
export async function samplePatterns(
  gate: CommandGate,
  patterns: readonly KeyPattern[],
  options: PatternSampleOptions,
): Promise<PatternSample> {
  const walked = await walk(gate, options);
  if (walked.problem || options.signal?.aborted) {
    const { examined, problem } = walked;
    return { evidence: [], examined, complete: false, ...(problem ? { problem } : {}) };
  }
  const keysOf = groupByPattern(walked.keys, patterns);
  const evidence: LiveEvidence[] = [];
  for (const pattern of patterns) {
    if (options.signal?.aborted) return { evidence: [], examined: walked.examined, complete: false };
    const keys = keysOf.get(pattern) ?? [];
    const looked = await readTtls(
      gate,
      keys.slice(0, options.ttlSample ?? DEFAULT_TTL_SAMPLE),
      options.signal,
    );
    evidence.push(evidenceOf(pattern, keys.length, looked, walked, options.connectionName));
  }
  return { evidence, examined: walked.examined, complete: walked.complete };
}

/** The most specific pattern that matches the key; of equally specific ones the first. */
export function matchPattern<P extends KeyPattern>(key: string, patterns: readonly P[]): P | undefined {
  return createMatcher(patterns)(key);
}

/** Expressions and order are made once for many keys. */
function createMatcher<P extends KeyPattern>(patterns: readonly P[]): (key: string) => P | undefined {
  const candidates = patterns
    .map((pattern) => ({ pattern, weight: specificity(pattern), expression: toRegExp(pattern) }))
    .sort((a, b) => b.weight - a.weight);
  return (key) => candidates.find(({ expression }) => expression.test(key))?.pattern;
}

interface Walked {
  readonly keys: readonly KeyName[];
  readonly examined: number;
  readonly complete: boolean;
  readonly total: number;
  readonly problem?: ConnectionProblem;
}

async function walk(gate: CommandGate, options: PatternSampleOptions): Promise<Walked> {
  const budget = options.budget ?? DEFAULT_BUDGET;
  const scan = startKeyScan(gate, { budget, pageSize: budget, count: options.count ?? 500 });
  const page = await scan.next(options.signal ? { signal: options.signal } : {});
  return {
    keys: page.keys,
    examined: page.keys.length,
    complete: page.complete,
    total: page.complete ? page.keys.length : Math.max(page.estimatedTotal ?? 0, page.keys.length),
    ...(page.problem ? { problem: page.problem } : {}),
  };
}

function groupByPattern(
  keys: readonly KeyName[],
  patterns: readonly KeyPattern[],
): ReadonlyMap<KeyPattern, readonly KeyName[]> {
  const match = createMatcher(patterns);
  const groups = new Map<KeyPattern, KeyName[]>();
  for (const key of keys) {
    const pattern = match(key.text);
    if (!pattern) continue;
    const group = groups.get(pattern);
    if (group) group.push(key);
    else groups.set(pattern, [key]);
  }
  return groups;
}

/** Remaining milliseconds of each key that still exists and may be read; -1 without TTL. */
async function readTtls(
  gate: CommandGate,
  keys: readonly KeyName[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const ttls: number[] = [];
  for (let start = 0; start < keys.length && !signal?.aborted; start += TTL_BATCH) {
    const batch = keys.slice(start, start + TTL_BATCH);
    const results = await gate.sendForKeys(
      batch.map(({ bytes }) => ({ name: 'PTTL', arguments: [bytes], key: bytes })),
    );
    for (const result of results) {
      if (result.ok && numberOf(result.value) >= -1) ttls.push(numberOf(result.value));
    }
  }
  return ttls;
}

function evidenceOf(
  pattern: KeyPattern,
  found: number,
  ttls: readonly number[],
  { examined, complete, total }: Walked,
  connectionName: string,
): LiveEvidence {
  const share = examined === 0 ? 0 : found / examined;
  const remaining = ttls.filter((ttl) => ttl >= 0).sort((a, b) => a - b);
  const median = remaining[Math.floor((remaining.length - 1) / 2)];
  return {
    pattern: formatKeyPattern(pattern),
    keys: complete ? found : Math.round(share * total),
    exact: complete,
    sampled: ttls.length,
    withoutTtl: ttls.length - remaining.length,
    ...(median === undefined ? {} : { medianTtlMs: median }),
    connectionName,
    takenAt: Date.now(),
  };
}
