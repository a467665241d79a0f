/**
 * What the panel shows, as data. Enters: the state of a connection and its view of the hit rate. Leaves: numbers
 * or a notice that names the next step. Pure.
 */
import type { ConnectionState } from '../redis/connection.js';
import type { ConnectionProblem } from '../redis/connectionError.js';
import type { HitRatePoint, HitRateView, WindowRate } from '../redis/hitRate.js';
import type { Diagnosis } from '../redis/hitRateDiagnosis.js';
import {
  HIT_RATE_WINDOWS,
  type HitRateWindowId,
  type PanelDiagnosis,
  type PanelLive,
  type PanelNotice,
  type PanelPoint,
  type PanelRates,
  type PanelVerdict,
} from './protocol.js';

export const NO_CONNECTION: PanelNotice = {
  kind: 'no-connection',
  title: 'No connection yet',
  message: 'The hit rate comes from a running Redis or Valkey. Add one to see whether your cache pays.',
  actions: [
    { id: 'add-connection', label: 'Add Connection' },
    { id: 'use-found-connection', label: 'Use One Found in This Workspace' },
  ],
};

export const NOT_TRUSTED: PanelNotice = {
  kind: 'no-connection',
  title: 'This workspace is not trusted',
  message: 'Connections to servers wait until you trust it. The review of the code works without.',
  actions: [{ id: 'manage-trust', label: 'Manage Workspace Trust' }],
};

/** The notice for a connection that does not answer; undefined when it does. */
export function connectionNotice(
  name: string,
  state: ConnectionState,
  problem: ConnectionProblem | undefined,
): PanelNotice | undefined {
  if (state.kind === 'ready') return undefined;
  if (problem) return disconnected(problem);
  if (state.kind === 'connecting') {
    return { kind: 'connecting', title: `Connecting to ${name}…`, message: '', actions: [] };
  }
  return {
    kind: 'disconnected',
    title: `${name} is not connected`,
    message: 'Numbers are taken while the connection is open. Connect to start.',
    actions: [{ id: 'connect', label: 'Connect' }],
  };
}

/** The notice for a server that answers, but not with INFO; undefined when there are numbers. */
export function samplingNotice(view: HitRateView, user: string): PanelNotice | undefined {
  if (view.state === 'disconnected' && view.problem) return disconnected(view.problem);
  if (view.state !== 'forbidden') return undefined;
  return {
    kind: 'refused',
    title: 'The server refuses INFO',
    message: `The hit rate is computed from INFO, and the user "${user}" may not run it. An administrator can allow just that one command:`,
    code: `ACL SETUSER ${user} +info`,
    actions: [
      { id: 'connect', label: 'Try Again' },
      { id: 'show-explorer', label: 'Show Explorer' },
    ],
  };
}

function disconnected(problem: ConnectionProblem): PanelNotice {
  const { message } = problem;
  return {
    kind: 'disconnected',
    title: problem.title,
    message: message.startsWith(problem.title) ? message.slice(problem.title.length).trim() : message,
    actions: [
      { id: 'connect', label: 'Try Again' },
      { id: 'show-explorer', label: 'Show Explorer' },
      { id: 'show-log', label: 'Show Log' },
    ],
  };
}

/** `now` in milliseconds since the epoch. */
export function liveState(
  view: HitRateView,
  window: HitRateWindowId,
  intervalMs: number,
  now: number,
): PanelLive {
  const windowMs = HIT_RATE_WINDOWS.find(({ id }) => id === window)?.milliseconds ?? 60_000;
  const rate = view.windows.find((candidate) => candidate.windowMs === windowMs);
  const phase = phaseOf(view, rate);
  return {
    kind: 'live',
    rates: ratesOf(
      view.points.filter((point) => point.at > now - windowMs),
      rate,
    ),
    verdict: phase === 'judged' ? verdictOf(rate?.rate) : 'unknown',
    phase,
    lifetimeHitRate: view.sinceReset ?? null,
    usedBytes: view.usedMemory ?? null,
    maximumBytes: view.maximumMemory ?? (view.usedMemory === undefined ? null : 0),
    evictionPolicy: view.maximumMemoryPolicy ?? null,
    keys: view.keys ?? null,
    shareWithoutTtl: view.withoutTtl ?? null,
    diagnoses: view.diagnosis.map(diagnosisOf),
    points: view.points.map(pointOf),
    markers: view.points.flatMap(({ at, gap }) => (gap ? [{ at, label: GAP_LABELS[gap] }] : [])),
    nodes: view.perNode.map(({ node, hits, misses, rate: nodeRate }) => ({
      name: node,
      hits,
      misses,
      hitRate: nodeRate ?? null,
    })),
    intervalMs,
  };
}

const GAP_LABELS: Readonly<Record<NonNullable<HitRatePoint['gap']>, string>> = {
  restart: 'restarted',
  reset: 'counters reset',
  failover: 'failover',
  nodesChanged: 'nodes changed',
  loading: 'loading',
  disconnected: 'disconnected',
  pause: 'not sampled',
  reconnected: 'reconnected',
};

function phaseOf(view: HitRateView, rate: WindowRate | undefined): PanelLive['phase'] {
  if (view.state === 'waiting' || view.points.every((point) => point.gap)) return 'waiting';
  if (view.state === 'cold') return 'cold';
  return rate?.enough && rate.rate !== undefined ? 'judged' : 'quiet';
}

function verdictOf(rate: number | undefined): PanelVerdict {
  if (rate === undefined) return 'unknown';
  if (rate >= 0.9) return 'good';
  return rate >= 0.8 ? 'watch' : 'bad';
}

function ratesOf(points: readonly HitRatePoint[], rate: WindowRate | undefined): PanelRates {
  const used = points.filter((point) => !point.gap && point.elapsedMs > 0);
  const seconds = used.reduce((sum, point) => sum + point.elapsedMs, 0) / 1000;
  const average = (amount: (point: HitRatePoint) => number): number | null =>
    seconds === 0 ? null : used.reduce((sum, point) => sum + amount(point), 0) / seconds;
  const overTime = (perSecond: (point: HitRatePoint) => number): number | null =>
    average((point) => (perSecond(point) * point.elapsedMs) / 1000);
  return {
    hitRate: rate?.rate ?? null,
    low: rate?.low ?? null,
    high: rate?.high ?? null,
    lookups: (rate?.hits ?? 0) + (rate?.misses ?? 0),
    lookupsPerSecond: average((point) => point.hits + point.misses),
    missesPerSecond: average((point) => point.misses),
    evictionsPerSecond: overTime((point) => point.evictionsPerSecond),
    expiredPerSecond: overTime((point) => point.expiredPerSecond),
  };
}

function pointOf(point: HitRatePoint): PanelPoint {
  const usedBytes = point.usedMemory ?? null;
  if (point.gap) {
    return { at: point.at, hitRate: null, lookupsPerSecond: null, evictionsPerSecond: null, usedBytes };
  }
  return {
    at: point.at,
    hitRate: point.rate ?? null,
    lookupsPerSecond: point.lookupsPerSecond,
    evictionsPerSecond: point.evictionsPerSecond,
    usedBytes,
  };
}

const LEVELS: Readonly<Record<Diagnosis['severity'], PanelDiagnosis['level']>> = {
  good: 'good',
  info: 'info',
  watch: 'warning',
  bad: 'error',
};

function diagnosisOf({ severity, message }: Diagnosis): PanelDiagnosis {
  return { level: LEVELS[severity], text: message };
}
