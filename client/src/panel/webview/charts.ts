/** The three charts of the panel, and the stretch of time they share. */
import { HIT_RATE_WINDOWS, type HitRateWindowId, type PanelLive } from '../protocol.js';
import { type ChartDescription, createChart, type TimeSpan } from './chart.js';
import { element } from './element.js';
import { formatBytes, formatRate, formatShare } from './format.js';

const CHARTS: readonly ChartDescription[] = [
  {
    title: 'Hit rate',
    series: [
      { label: 'Hit rate', colour: 'lookups', value: (point) => point.hitRate, format: formatShare },
      { label: 'Good', colour: 'good', value: () => 0.9, format: () => '90 %', reference: true },
      { label: 'Poor below', colour: 'bad', value: () => 0.8, format: () => '80 %', reference: true },
    ],
    range: () => [0, 1],
    axis: (share) => `${Math.round(share * 100)} %`,
  },
  {
    title: 'Lookups and evictions per second',
    series: [
      { label: 'Lookups', colour: 'lookups', value: (point) => point.lookupsPerSecond, format: formatRate },
      {
        label: 'Evictions',
        colour: 'evictions',
        value: (point) => point.evictionsPerSecond,
        format: formatRate,
      },
    ],
    range: (_live, _lowest, highest) => [0, Math.max(highest * 1.15, 1)],
    axis: (rate) => formatRate(rate),
  },
  {
    title: 'Memory',
    series: [
      { label: 'Used', colour: 'memory', value: (point) => point.usedBytes, format: formatBytes },
      {
        label: 'Limit',
        colour: 'bad',
        value: (_point, live) => (live.maximumBytes === 0 ? null : live.maximumBytes),
        format: (bytes) => (bytes === null ? 'none' : formatBytes(bytes)),
        reference: true,
      },
    ],
    range: (live, _lowest, highest) => [0, Math.max(highest, live.maximumBytes ?? 0, 1) * 1.1],
    axis: formatBytes,
  },
];

/** How far back the charts reach, in windows; never under two minutes, so that a line can be seen. */
const WINDOWS_SHOWN = 15;
const SHORTEST_SPAN_MS = 120_000;
const LONGEST_SPAN_MS = 3_600_000;

export interface Charts {
  readonly root: HTMLElement;
  update(live: PanelLive, window: HitRateWindowId): void;
  restyle(): void;
}

export function createCharts(): Charts {
  const charts = CHARTS.map(createChart);
  const root = element(
    'div',
    { class: 'charts' },
    charts.map((chart) => chart.root),
  );
  return {
    root,
    update(live, window) {
      const span = timeSpan(live, window);
      for (const chart of charts) chart.update(live, span);
    },
    restyle() {
      for (const chart of charts) chart.restyle();
    },
  };
}

function timeSpan(live: PanelLive, window: HitRateWindowId): TimeSpan {
  const windowMs = HIT_RATE_WINDOWS.find((known) => known.id === window)?.milliseconds ?? 60_000;
  const to = live.points.at(-1)?.at ?? Date.now();
  const recorded = to - (live.points[0]?.at ?? to);
  const wanted = Math.min(windowMs * WINDOWS_SHOWN, LONGEST_SPAN_MS);
  return { from: to - Math.max(Math.min(recorded, wanted), SHORTEST_SPAN_MS), to };
}
