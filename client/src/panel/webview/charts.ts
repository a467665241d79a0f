/** The three charts of the panel, and the stretch of time they share. */
import { HIT_RATE_WINDOWS, type HitRateWindowId, type PanelLive } from '../protocol.js';
import { createChart } from './chart.js';
import type { ChartDescription, TimeSpan } from './chartPlot.js';
import { element } from './element.js';
import { formatBytes, formatRate, formatShare } from './format.js';

/** Powers of two, so that labels in bytes come out round. */
const BYTE_STEPS = Array.from({ length: 44 }, (_, power) => 2 ** power);

const CHARTS: readonly ChartDescription[] = [
  {
    title: 'Hit rate',
    series: [{ label: 'Hit rate', colour: 'lookups', value: (point) => point.hitRate, format: formatShare }],
    references: [
      { label: 'Good from', colour: 'good', value: () => 0.9, format: () => '90 %' },
      { label: 'Poor below', colour: 'bad', value: () => 0.8, format: () => '80 %' },
    ],
    range: () => [0, 1],
    axis: (share) => `${Math.round(share * 100)} %`,
    steps: [0.25],
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
    references: [],
    range: (_live, highest) => [0, Math.max(highest * 1.15, 1)],
    axis: formatRate,
  },
  {
    title: 'Memory',
    series: [{ label: 'Used', colour: 'memory', value: (point) => point.usedBytes, format: formatBytes }],
    references: [
      {
        label: 'Limit',
        colour: 'bad',
        value: ({ maximumBytes }) => (maximumBytes === 0 ? null : maximumBytes),
        format: (bytes) => (bytes === null ? 'none' : formatBytes(bytes)),
      },
    ],
    range: (live, highest) => [0, Math.max(highest, live.maximumBytes ?? 0, 1) * 1.1],
    axis: formatBytes,
    steps: BYTE_STEPS,
  },
];

/** How far back the charts reach, in windows; never under a minute. */
const WINDOWS_SHOWN = 15;
const SHORTEST_SPAN_MS = 60_000;
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
