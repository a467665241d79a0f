/**
 * What the hit-rate panel and the extension host say to each other. Plain data, no secrets: a connection is
 * its id and its name. The host sends the whole state each time, so a page that was hidden, moved or reloaded
 * is right again with its next message.
 */

/** How long the current numbers look back. */
export const HIT_RATE_WINDOWS = [
  { id: '10s', label: '10 s', milliseconds: 10_000 },
  { id: '1m', label: '1 min', milliseconds: 60_000 },
  { id: '5m', label: '5 min', milliseconds: 300_000 },
  { id: '1h', label: '1 h', milliseconds: 3_600_000 },
] as const;

export type HitRateWindowId = (typeof HIT_RATE_WINDOWS)[number]['id'];

/** One sample of a chart. `null` draws a gap: no traffic, a restart, or counters that were reset. */
export interface PanelPoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** 0 to 1. */
  readonly hitRate: number | null;
  readonly lookupsPerSecond: number | null;
  readonly evictionsPerSecond: number | null;
  readonly usedBytes: number | null;
}

/** good: 90 % or more. watch: 80 to 90 %. bad: below 80 %. unknown: cold, or too few lookups to judge. */
export type PanelVerdict = 'good' | 'watch' | 'bad' | 'unknown';

export interface PanelDiagnosis {
  readonly level: 'good' | 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface PanelRates {
  readonly hitRate: number | null;
  /** The 95 % interval of `hitRate`. */
  readonly low: number | null;
  readonly high: number | null;
  readonly lookups: number;
  readonly lookupsPerSecond: number | null;
  readonly missesPerSecond: number | null;
  readonly evictionsPerSecond: number | null;
  readonly expiredPerSecond: number | null;
}

export interface PanelNode {
  readonly name: string;
  readonly hitRate: number | null;
  readonly hits: number;
  readonly misses: number;
}

export interface PanelMarker {
  readonly at: number;
  /** `restarted`, `counters reset`, … */
  readonly label: string;
}

export interface PanelLive {
  readonly kind: 'live';
  readonly rates: PanelRates;
  readonly verdict: PanelVerdict;
  /** Why there is no verdict: `cold` and `quiet` explain themselves beside the number. */
  readonly phase: 'waiting' | 'cold' | 'quiet' | 'judged';
  /** Since the counters were last reset. */
  readonly lifetimeHitRate: number | null;
  readonly usedBytes: number | null;
  /** 0 means no limit. */
  readonly maximumBytes: number | null;
  readonly evictionPolicy: string | null;
  readonly keys: number | null;
  /** 0 to 1. */
  readonly shareWithoutTtl: number | null;
  readonly diagnoses: readonly PanelDiagnosis[];
  readonly points: readonly PanelPoint[];
  readonly markers: readonly PanelMarker[];
  readonly nodes: readonly PanelNode[];
  /** Milliseconds between two samples. */
  readonly intervalMs: number;
}

/** A state without numbers: what is wrong, why, what to do, and the button that does it. */
export interface PanelNotice {
  readonly kind: 'no-connection' | 'connecting' | 'disconnected' | 'refused';
  readonly title: string;
  readonly message: string;
  /** Text to copy, such as the grant that is missing. */
  readonly code?: string;
  readonly actions: readonly PanelAction[];
}

export type PanelActionId =
  | 'add-connection'
  | 'use-found-connection'
  | 'connect'
  | 'show-explorer'
  | 'show-log'
  | 'manage-trust';

export interface PanelAction {
  readonly id: PanelActionId;
  readonly label: string;
}

export interface PanelConnection {
  readonly id: string;
  readonly name: string;
}

export interface PanelState {
  readonly connections: readonly PanelConnection[];
  readonly connectionId: string | null;
  readonly window: HitRateWindowId;
  readonly content: PanelLive | PanelNotice;
}

export type ToPanel = { readonly type: 'state'; readonly state: PanelState };

export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'run'; readonly action: PanelActionId }
  | { readonly type: 'select-window'; readonly window: HitRateWindowId }
  | { readonly type: 'select-connection'; readonly connectionId: string };

const ACTIONS: readonly PanelActionId[] = [
  'add-connection',
  'use-found-connection',
  'connect',
  'show-explorer',
  'show-log',
  'manage-trust',
];

/** Reads a message of the page; anything else than the shapes above is `undefined`. */
export function readFromPanel(message: unknown): FromPanel | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const { type, action, window, connectionId } = message as Readonly<Record<string, unknown>>;
  if (type === 'ready') return { type };
  const knownAction = ACTIONS.find((known) => known === action);
  if (type === 'run' && knownAction) return { type, action: knownAction };
  const knownWindow = HIT_RATE_WINDOWS.find((known) => known.id === window);
  if (type === 'select-window' && knownWindow) return { type, window: knownWindow.id };
  if (type === 'select-connection' && typeof connectionId === 'string') return { type, connectionId };
  return undefined;
}
