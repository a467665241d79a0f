/**
 * One time series. Enters: a description and the samples; leaves: a card with a canvas, a legend that follows
 * the cursor (mouse or arrow keys), and a spoken summary. Gaps stay gaps: `null` is never drawn as zero.
 */
import uPlot from 'uplot';
import type { PanelLive, PanelMarker, PanelPoint } from '../protocol.js';
import { element } from './element.js';
import { formatTime } from './format.js';
import { type ChartColours, faded, readColours } from './theme.js';

export interface ChartSeries {
  readonly label: string;
  readonly colour: 'good' | 'watch' | 'bad' | 'lookups' | 'evictions' | 'memory';
  readonly value: (point: PanelPoint, live: PanelLive) => number | null;
  readonly format: (value: number | null) => string;
  /** A line to compare with, such as a limit: dashed, without an area. */
  readonly reference?: boolean;
}

export interface ChartDescription {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly range: (live: PanelLive, lowest: number, highest: number) => readonly [number, number];
  readonly axis: (value: number) => string;
}

export interface Chart {
  readonly root: HTMLElement;
  update(live: PanelLive, span: TimeSpan): void;
  /** Draws again with the colours of the current theme. */
  restyle(): void;
}

/** Milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

const HEIGHT_PX = 170;

export function createChart(description: ChartDescription): Chart {
  const legend = element('dl', { class: 'legend' });
  const time = element('span', { class: 'chart-time', attributes: { 'aria-live': 'polite' } });
  const canvas = element('div', { class: 'chart-canvas', attributes: { role: 'img', tabindex: '0' } });
  const heading = element('div', { class: 'chart-heading' }, [
    element('h2', { text: description.title }),
    time,
    legend,
  ]);
  const root = element('section', { class: 'card chart' }, [heading, canvas]);
  let plot: uPlot | undefined;
  let shown: { readonly live: PanelLive; readonly span: TimeSpan } | undefined;

  function showLegend(index: number | null): void {
    if (!shown) return;
    const points = shown.live.points;
    const point = index === null ? points.at(-1) : points[index];
    time.textContent = index === null || !point ? '' : formatTime(point.at);
    legend.replaceChildren(...legendEntries(description, point, shown.live));
  }

  function draw(): void {
    if (!shown) return;
    const { live, span } = shown;
    const data = alignedData(description, live);
    if (plot) {
      plot.setData(data, false);
      plot.setScale('x', { min: span.from / 1000, max: span.to / 1000 });
    } else {
      plot = new uPlot(
        plotOptions(
          description,
          canvas.clientWidth,
          () => shown,
          (index) => showLegend(index),
        ),
        data,
        canvas,
      );
    }
    canvas.setAttribute('aria-label', summary(description, live));
    showLegend(plot.cursor.idx ?? null);
  }

  new ResizeObserver(() => {
    if (plot && canvas.clientWidth > 0) plot.setSize({ width: canvas.clientWidth, height: HEIGHT_PX });
  }).observe(canvas);
  canvas.addEventListener('keydown', (event) => moveCursor(plot, event));

  return {
    root,
    update(live, span) {
      shown = { live, span };
      draw();
    },
    restyle() {
      plot?.destroy();
      plot = undefined;
      draw();
    },
  };
}

function alignedData(description: ChartDescription, live: PanelLive): uPlot.AlignedData {
  const times = live.points.map((point) => point.at / 1000);
  const values = description.series.map((series) => live.points.map((point) => series.value(point, live)));
  return [times, ...values];
}

type Shown = { readonly live: PanelLive; readonly span: TimeSpan } | undefined;

function plotOptions(
  description: ChartDescription,
  width: number,
  shown: () => Shown,
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const colours = readColours();
  return {
    width: Math.max(width, 100),
    height: HEIGHT_PX,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'cache-review' }, points: { size: 7 }, drag: { x: false, y: false }, y: false },
    scales: {
      x: {
        range: () => {
          const span = shown()?.span;
          return span ? [span.from / 1000, span.to / 1000] : [0, 1];
        },
      },
      y: {
        range: (_plot, lowest, highest) => {
          const live = shown()?.live;
          return live ? [...description.range(live, lowest ?? 0, highest ?? 0)] : [0, 1];
        },
      },
    },
    axes: [
      axis(colours, 36),
      { ...axis(colours, 28), size: 62, values: (_plot, splits) => splits.map(description.axis) },
    ],
    series: [{}, ...description.series.map((series) => plotSeries(series, colours))],
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      draw: [(plot) => drawMarkers(plot, shown()?.live.markers ?? [], colours)],
    },
  };
}

function axis(colours: ChartColours, space: number): uPlot.Axis {
  return {
    stroke: colours.faint,
    font: colours.font,
    space,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  };
}

function plotSeries(series: ChartSeries, colours: ChartColours): uPlot.Series {
  const stroke = colours[series.colour];
  if (series.reference) {
    return { label: series.label, stroke, width: 1, dash: [4, 4], points: { show: false }, spanGaps: true };
  }
  return { label: series.label, stroke, width: 2, fill: faded(stroke, 0.12), points: { show: false } };
}

/** A vertical line where the counters started again. */
function drawMarkers(plot: uPlot, markers: readonly PanelMarker[], colours: ChartColours): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colours.faint;
  ctx.fillStyle = colours.faint;
  ctx.font = colours.font;
  ctx.setLineDash([2, 3]);
  for (const marker of markers) {
    const x = plot.valToPos(marker.at / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(marker.label, x + 4, bbox.top + 14 * devicePixelRatio);
  }
  ctx.restore();
}

function legendEntries(
  description: ChartDescription,
  point: PanelPoint | undefined,
  live: PanelLive,
): readonly HTMLElement[] {
  return description.series.map((series) =>
    element('div', { class: `legend-entry ${series.reference ? 'reference' : ''} ${series.colour}` }, [
      element('dt', { text: series.label }),
      element('dd', { text: series.format(point ? series.value(point, live) : null) }),
    ]),
  );
}

function summary(description: ChartDescription, live: PanelLive): string {
  const last = live.points.at(-1);
  const values = description.series
    .filter((series) => !series.reference)
    .map((series) => `${series.label} ${series.format(last ? series.value(last, live) : null)}`);
  return `${description.title}, ${live.points.length} samples. Now: ${values.join(', ')}. Arrow keys read single samples.`;
}

function moveCursor(plot: uPlot | undefined, event: KeyboardEvent): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!plot || step === undefined) return;
  event.preventDefault();
  const times = plot.data[0];
  const from = plot.cursor.idx ?? times.length;
  const at = times[Math.min(Math.max(from + step, 0), times.length - 1)];
  if (at !== undefined) plot.setCursor({ left: plot.valToPos(at, 'x'), top: plot.bbox.height / 2 });
}
