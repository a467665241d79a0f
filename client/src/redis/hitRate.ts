/**
 * The hit rate over time, from counters. In: samples of INFO. Out: series, windows, states and advice. Pure.
 * Guarantees: only differences of comparable samples count; our own lookups are subtracted; numerators and
 * denominators are summed over primaries, ratios never averaged; a reset draws a gap, never a spike.
 */
import type { ConnectionProblem } from './connectionError.js';
import type { NodeInformation } from './information.js';

export type Sample =
  /** `takenAt` in milliseconds since the epoch. */
  | { readonly takenAt: number; readonly nodes: readonly NodeInformation[] }
  | { readonly takenAt: number; readonly problem: ConnectionProblem };

export type GapReason =
  | 'restart'
  | 'reset'
  | 'failover'
  | 'nodesChanged'
  | 'loading'
  | 'disconnected'
  | 'pause'
  | 'reconnected';

/** What happened between two samples, over all primaries. */
export interface HitRatePoint {
  /** End of the interval, milliseconds since the epoch. */
  readonly at: number;
  /** Length of the interval in milliseconds; 0 when `gap` is set. */
  readonly elapsedMs: number;
  /** Set when the interval cannot be used: everything else is zero then. */
  readonly gap?: GapReason;
  readonly hits: number;
  readonly misses: number;
  /** 0 to 1; absent without lookups. */
  readonly rate?: number;
  readonly lookupsPerSecond: number;
  readonly evictionsPerSecond: number;
  readonly expiredPerSecond: number;
  /** Bytes at the end of the interval; absent in a gap without data. */
  readonly usedMemory?: number;
  /** Bytes; absent when any primary has no limit. */
  readonly maximumMemory?: number;
}

export interface WindowRate {
  readonly windowMs: number;
  readonly hits: number;
  readonly misses: number;
  /** 0 to 1; absent when there are too few lookups. */
  readonly rate?: number;
  /** Wilson interval, 95 %. */
  readonly low?: number;
  readonly high?: number;
  readonly enough: boolean;
}

export type HitRateState = 'waiting' | 'cold' | 'notEnoughTraffic' | 'ok' | 'disconnected' | 'forbidden';

export interface Diagnosis {
  readonly id:
    | 'cold'
    | 'notEnoughTraffic'
    | 'memoryConstrained'
    | 'expiryWave'
    | 'invalidationOrKeyDesign'
    | 'notWorthIt'
    | 'maybeStale'
    | 'healthy';
  readonly severity: 'info' | 'good' | 'watch' | 'bad';
  /** Short plain sentences. */
  readonly message: string;
}

export interface NodeRate {
  readonly node: string;
  readonly hits: number;
  readonly misses: number;
  readonly rate?: number;
}

export interface HitRateView {
  readonly state: HitRateState;
  /** Set when `disconnected` or `forbidden`. */
  readonly problem?: ConnectionProblem;
  readonly points: readonly HitRatePoint[];
  /** 10 s, 1 m, 5 m and 1 h, in this order; the second is the one to show first. */
  readonly windows: readonly WindowRate[];
  /** Over the life of the counters, own lookups of this connection subtracted. */
  readonly sinceReset?: number;
  readonly uptimeSeconds?: number;
  readonly keys?: number;
  /** 0 to 1: keys without TTL; absent when there are no keys. */
  readonly withoutTtl?: number;
  readonly usedMemory?: number;
  readonly maximumMemory?: number;
  readonly maximumMemoryPolicy?: string;
  readonly perNode: readonly NodeRate[];
  /** Most important first, at most three. */
  readonly diagnosis: readonly Diagnosis[];
}

export interface HitRateHistory {
  readonly points: readonly HitRatePoint[];
  readonly perNode: readonly (readonly NodeRate[])[];
  readonly lastSample?: Sample;
  readonly lastNodes?: readonly NodeInformation[];
  readonly lastNodesAt?: number;
}

export declare const EMPTY_HISTORY: HitRateHistory;

/** Adds a sample; keeps one hour. `intervalMs` is the time meant to lie between samples. */
export declare function addSample(
  history: HitRateHistory,
  sample: Sample,
  intervalMs: number,
): HitRateHistory;

/** What to show now; `now` in milliseconds since the epoch. */
export declare function hitRateView(history: HitRateHistory, now: number): HitRateView;

/** The Wilson score interval of `hits` out of `total`, 95 %. */
export declare function wilsonInterval(
  hits: number,
  total: number,
): { readonly low: number; readonly high: number };
