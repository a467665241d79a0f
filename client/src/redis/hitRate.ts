/**
 * The hit rate over time, from counters. In: samples of INFO. Out: series, windows, states and advice. Pure.
 * Guarantees: only differences of comparable samples count; our own lookups are subtracted; numerators and
 * denominators are summed over primaries, ratios never averaged; a reset draws a gap, never a spike.
 */
import { type ConnectionProblem, connectionProblem } from './connectionError.js';
import { COLD_SECONDS, type Diagnosis, diagnose } from './hitRateDiagnosis.js';
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
  /** The same counts, primary by primary. */
  readonly nodes: readonly NodeRate[];
}

export interface WindowRate {
  readonly windowMs: number;
  readonly hits: number;
  readonly misses: number;
  /** 0 to 1; absent without lookups. Show it greyed unless `enough`. */
  readonly rate?: number;
  /** Wilson interval, 95 %. */
  readonly low?: number;
  readonly high?: number;
  /** At least 100 lookups: fewer say nothing. */
  readonly enough: boolean;
}

export type HitRateState = 'waiting' | 'cold' | 'notEnoughTraffic' | 'ok' | 'disconnected' | 'forbidden';

export interface NodeRate {
  readonly node: string;
  readonly hits: number;
  readonly misses: number;
  readonly rate?: number;
}

/** What the last good sample says by itself. */
export interface Totals {
  /** Over the life of the counters, own lookups of this connection subtracted. */
  readonly sinceReset?: number;
  readonly uptimeSeconds?: number;
  readonly keys?: number;
  /** 0 to 1: keys without TTL; absent when there are no keys. */
  readonly withoutTtl?: number;
  readonly usedMemory?: number;
  readonly maximumMemory?: number;
  readonly maximumMemoryPolicy?: string;
}

export interface HitRateView extends Totals {
  readonly state: HitRateState;
  /** Set when `disconnected` or `forbidden`. */
  readonly problem?: ConnectionProblem;
  readonly points: readonly HitRatePoint[];
  /** 10 s, 1 m, 5 m and 1 h, in this order; the second is the one to show first. */
  readonly windows: readonly WindowRate[];
  /** Over the last minute. */
  readonly perNode: readonly NodeRate[];
  /** Most important first, at most three. */
  readonly diagnosis: readonly Diagnosis[];
}

/** What is kept between samples; treat it as opaque. */
export interface HitRateHistory {
  readonly points: readonly HitRatePoint[];
  readonly lastSample?: Sample;
  /** The sample that the next one is compared with. */
  readonly baseline?: Sample & { readonly nodes: readonly NodeInformation[] };
}

export const EMPTY_HISTORY: HitRateHistory = { points: [] };

/** 10 seconds, 1 minute, 5 minutes, 1 hour. */
export const WINDOWS_MS = [10_000, 60_000, 300_000, 3_600_000] as const;
const MINUTE_MS = 60_000;
const KEPT_MS = 3_600_000;
/** Below this many lookups a rate says nothing. */
const ENOUGH_LOOKUPS = 100;
/** A gap of more than this many intervals is a pause. */
const LONGEST_INTERVALS = 5;
const WILSON_Z = 1.959_964;

/** Adds a sample; keeps one hour. `intervalMs` is the time meant to lie between samples. */
export function addSample(history: HitRateHistory, sample: Sample, intervalMs: number): HitRateHistory {
  const points = history.points.filter(({ at }) => at > sample.takenAt - KEPT_MS);
  if (!('nodes' in sample)) {
    const gap = emptyPoint(sample.takenAt, 'disconnected');
    const known = points.at(-1)?.gap === 'disconnected' ? points.slice(0, -1) : points;
    return { points: [...known, gap], lastSample: sample };
  }
  const { baseline } = history;
  if (!baseline) return { points, lastSample: sample, baseline: sample };
  return {
    points: [...points, pointBetween(baseline, sample, intervalMs)],
    lastSample: sample,
    baseline: sample,
  };
}

/** What to show now; `now` in milliseconds since the epoch. */
export function hitRateView(history: HitRateHistory, now: number): HitRateView {
  const { points, lastSample, baseline } = history;
  const windows = WINDOWS_MS.map((windowMs) => windowRate(points, windowMs, now));
  const nodes = baseline?.nodes ?? [];
  const totals = totalsOf(nodes);
  const problem = problemOf(lastSample);
  const state = stateOf(points, windows, nodes, problem);
  return {
    state,
    ...(problem ? { problem } : {}),
    points,
    windows,
    ...totals,
    perNode: perNode(within(points, MINUTE_MS, now)),
    diagnosis: diagnose({ state, points, windows, nodes, totals, now }),
  };
}

/** The Wilson score interval of `hits` out of `total`, 95 %. */
export function wilsonInterval(hits: number, total: number): { readonly low: number; readonly high: number } {
  if (total <= 0) return { low: 0, high: 1 };
  const rate = hits / total;
  const z2 = WILSON_Z ** 2;
  const centre = rate + z2 / (2 * total);
  const spread = WILSON_Z * Math.sqrt((rate * (1 - rate)) / total + z2 / (4 * total ** 2));
  const scale = 1 + z2 / total;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

function emptyPoint(at: number, gap: GapReason): HitRatePoint {
  return {
    at,
    gap,
    elapsedMs: 0,
    hits: 0,
    misses: 0,
    lookupsPerSecond: 0,
    evictionsPerSecond: 0,
    expiredPerSecond: 0,
    nodes: [],
  };
}

type GoodSample = Sample & { readonly nodes: readonly NodeInformation[] };

function pointBetween(before: GoodSample, after: GoodSample, intervalMs: number): HitRatePoint {
  const elapsedMs = after.takenAt - before.takenAt;
  const { usedMemory, maximumMemory } = totalsOf(after.nodes);
  const memory = {
    ...(usedMemory === undefined ? {} : { usedMemory }),
    ...(maximumMemory === undefined ? {} : { maximumMemory }),
  };
  const pairs = pairNodes(before.nodes, after.nodes);
  const gap = pairs ? gapBetween(pairs, elapsedMs, intervalMs) : 'nodesChanged';
  if (!pairs || gap) return { ...emptyPoint(after.takenAt, gap ?? 'nodesChanged'), ...memory };

  const nodes = pairs.map(([a, b]) => nodeRate(b.node, ...ownDifference(a, b)));
  const hits = sum(nodes, (node) => node.hits);
  const misses = sum(nodes, (node) => node.misses);
  const perSecond = (amount: number): number => (amount * 1_000) / elapsedMs;
  return {
    at: after.takenAt,
    elapsedMs,
    ...nodeRate('', hits, misses),
    lookupsPerSecond: perSecond(hits + misses),
    evictionsPerSecond: perSecond(sum(pairs, ([a, b]) => difference(a, b, 'evicted'))),
    expiredPerSecond: perSecond(sum(pairs, ([a, b]) => difference(a, b, 'expired'))),
    ...memory,
    nodes,
  };
}

type NodePair = readonly [NodeInformation, NodeInformation];

/** The same nodes before and after, or nothing when they are not the same. */
function pairNodes(
  before: readonly NodeInformation[],
  after: readonly NodeInformation[],
): readonly NodePair[] | undefined {
  if (before.length !== after.length) return undefined;
  const pairs: NodePair[] = [];
  for (const node of after) {
    const same = before.find((candidate) => candidate.node === node.node);
    if (!same) return undefined;
    pairs.push([same, node]);
  }
  return pairs;
}

/** Why the counters of two samples cannot be compared, if they cannot. */
function gapBetween(
  pairs: readonly NodePair[],
  elapsedMs: number,
  intervalMs: number,
): GapReason | undefined {
  for (const [{ information: a, own: ownA }, { information: b, own: ownB }] of pairs) {
    if (a.loading || b.loading) return 'loading';
    if (a.runId !== b.runId || b.uptimeSeconds < a.uptimeSeconds) return 'restart';
    if (a.role !== b.role || a.replicationId !== b.replicationId) return 'failover';
    if (COUNTERS.some((counter) => (b[counter] ?? 0n) < (a[counter] ?? 0n))) return 'reset';
    if (ownA.epoch !== ownB.epoch) return 'reconnected';
  }
  // Fewer lookups than our own alone: the counters were reset and have caught up since.
  if (pairs.some(([a, b]) => ownDifference(a, b).some((amount) => amount < 0))) return 'reset';
  if (elapsedMs <= 0 || elapsedMs > intervalMs * LONGEST_INTERVALS) return 'pause';
  return undefined;
}

const COUNTERS = ['hits', 'misses', 'evicted', 'expired', 'commandsProcessed'] as const;

function difference(a: NodeInformation, b: NodeInformation, counter: (typeof COUNTERS)[number]): number {
  return Number((b.information[counter] ?? 0n) - (a.information[counter] ?? 0n));
}

/** Hits and misses of everybody else. */
function ownDifference(a: NodeInformation, b: NodeInformation): readonly [number, number] {
  return [
    difference(a, b, 'hits') - Number(b.own.hits - a.own.hits),
    difference(a, b, 'misses') - Number(b.own.misses - a.own.misses),
  ];
}

function nodeRate(node: string, hits: number, misses: number): NodeRate {
  const lookups = hits + misses;
  return { node, hits, misses, ...(lookups > 0 ? { rate: hits / lookups } : {}) };
}

function within(points: readonly HitRatePoint[], windowMs: number, until: number): readonly HitRatePoint[] {
  return points.filter(({ at, gap }) => gap === undefined && at > until - windowMs && at <= until);
}

function windowRate(points: readonly HitRatePoint[], windowMs: number, now: number): WindowRate {
  const inside = within(points, windowMs, now);
  const hits = sum(inside, (point) => point.hits);
  const misses = sum(inside, (point) => point.misses);
  const lookups = hits + misses;
  return {
    windowMs,
    hits,
    misses,
    ...(lookups > 0 ? { rate: hits / lookups, ...wilsonInterval(hits, lookups) } : {}),
    enough: lookups >= ENOUGH_LOOKUPS,
  };
}

function perNode(points: readonly HitRatePoint[]): readonly NodeRate[] {
  const byNode = new Map<string, readonly [number, number]>();
  for (const { node, hits, misses } of points.flatMap(({ nodes }) => nodes)) {
    const [h, m] = byNode.get(node) ?? [0, 0];
    byNode.set(node, [h + hits, m + misses]);
  }
  return [...byNode].map(([node, [hits, misses]]) => nodeRate(node, hits, misses));
}

function totalsOf(nodes: readonly NodeInformation[]): Totals {
  if (nodes.length === 0) return {};
  const all = nodes.map(({ information }) => information);
  const keys = sum(all, ({ databases }) => sum(databases, (database) => database.keys));
  const expires = sum(all, ({ databases }) => sum(databases, (database) => database.expires));
  const hits = sum(nodes, ({ information, own }) => Number((information.hits ?? 0n) - own.hits));
  const misses = sum(nodes, ({ information, own }) => Number((information.misses ?? 0n) - own.misses));
  const limited = all.every(({ maximumMemory }) => maximumMemory > 0n);
  return {
    // Own lookups before a reset are no longer in the counters, so this may be off then: better none.
    ...(hits >= 0 && misses >= 0 && hits + misses > 0 ? { sinceReset: hits / (hits + misses) } : {}),
    uptimeSeconds: Math.min(...all.map(({ uptimeSeconds }) => uptimeSeconds)),
    keys,
    ...(keys > 0 ? { withoutTtl: 1 - expires / keys } : {}),
    usedMemory: sum(all, ({ usedMemory }) => Number(usedMemory)),
    ...(limited ? { maximumMemory: sum(all, ({ maximumMemory }) => Number(maximumMemory)) } : {}),
    maximumMemoryPolicy: all[0]?.maximumMemoryPolicy ?? '',
  };
}

/** Some services leave the counters out of INFO. */
function problemOf(sample: Sample | undefined): ConnectionProblem | undefined {
  if (!sample) return undefined;
  if ('problem' in sample) return sample.problem;
  const silent = sample.nodes.find(({ information }) => information.hits === undefined);
  if (!silent) return undefined;
  return connectionProblem(
    'noPermission',
    { endpoint: silent.node, tls: false, command: 'INFO' },
    'INFO has no keyspace_hits',
  );
}

function stateOf(
  points: readonly HitRatePoint[],
  windows: readonly WindowRate[],
  nodes: readonly NodeInformation[],
  problem: ConnectionProblem | undefined,
): HitRateState {
  if (problem) return REFUSALS.has(problem.kind) ? 'forbidden' : 'disconnected';
  if (!points.some(({ gap }) => gap === undefined)) return 'waiting';
  if (nodes.some(({ information }) => information.uptimeSeconds < COLD_SECONDS)) return 'cold';
  return windows[1]?.enough ? 'ok' : 'notEnoughTraffic';
}

const REFUSALS: ReadonlySet<string> = new Set(['noPermission', 'unknownCommand']);

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
