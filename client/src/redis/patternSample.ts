/**
 * Live keys counted under the key patterns of the code, from a bounded sample. In: a gate and patterns.
 * Out: evidence per pattern. Exact when the whole keyspace fits the budget, an estimate otherwise.
 */
import type { KeyPattern } from '../../../shared/src/keyPattern.js';
import type { LiveEvidence } from '../../../shared/src/protocol.js';
import type { CommandGate } from './commandGate.js';
import type { ConnectionProblem } from './connectionError.js';

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

/** Takes the sample. */
export declare function samplePatterns(
  gate: CommandGate,
  patterns: readonly KeyPattern[],
  options: PatternSampleOptions,
): Promise<PatternSample>;

/** The most specific pattern that matches the key; of equally specific ones the first. */
export declare function matchPattern<P extends KeyPattern>(
  key: string,
  patterns: readonly P[],
): P | undefined;
