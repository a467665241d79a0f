/**
 * How one time series is drawn on its canvas. Enters: a description and what is shown; leaves: options for the
 * plot. Gaps stay gaps: `null` is never drawn as zero.
 */
import type uPlot from 'uplot';
import type { PanelLive, PanelMarker, PanelPoint } from '../protocol.js';
import { formatTime } from './format.js';
import { type ChartColours, faded, readColours } from './theme.js';

export interface ChartSeries {
  readonly label: string;
  readonly colour: 'good' | 'watch' | 'bad' | 'lookups' | 'evictions' | 'memory';
  readonly value: (point: PanelPoint, live: PanelLive) => number | null;
  readonly format: (value: number | null) => string;
}

/** A dashed line across the chart to compare with, such as a limit. */
export interface ChartReference {
  readonly label: string;
  readonly colour: ChartSeries['colour'];
  /** Where it stands; `null` when there is no such limit. */
  readonly value: (live: PanelLive) => number | null;
  readonly format: (value: number | null) => string;
}

export interface ChartDescription {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly references: readonly ChartReference[];
  readonly range: (live: PanelLive, highest: number) => readonly [number, number];
  readonly axis: (value: number) => string;
  /** The steps the axis may have, smallest first; decimal ones unless told. */
  readonly steps?: readonly number[];
}

/** Milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export const HEIGHT_PX = 170;

export type Shown = { readonly live: PanelLive; readonly span: TimeSpan } | undefined;

export function plotOptions(
  description: ChartDescription,
  width: number,
  shown: () => Shown,
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const colours = readColours();
  return {
    width: Math.max(width, 100),
    height: HEIGHT_PX,
    padding: [10, 30, 0, 0],
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
        range: (_plot, _lowest, highest) => {
          const live = shown()?.live;
          return live ? [...description.range(live, highest ?? 0)] : [0, 1];
        },
      },
    },
    axes: [timeAxis(colours), valueAxis(description, colours)],
    series: [{}, ...description.series.map((series) => plotSeries(series, colours))],
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      drawAxes: [(plot) => drawReferences(plot, description.references, shown()?.live, colours)],
      draw: [(plot) => drawMarkers(plot, shown()?.live.markers ?? [], colours)],
    },
  };
}

function timeAxis(colours: ChartColours): uPlot.Axis {
  return {
    ...axis(colours),
    space: 90,
    size: 26,
    values: (_plot, times) => times.map((time) => formatTime(time * 1000)),
  };
}

function valueAxis(description: ChartDescription, colours: ChartColours): uPlot.Axis {
  const { steps } = description;
  return {
    ...axis(colours),
    space: 30,
    size: 62,
    values: (_plot, values) => values.map(description.axis),
    ...(steps ? { incrs: [...steps] } : {}),
  };
}

function axis(colours: ChartColours): uPlot.Axis {
  return {
    stroke: colours.faint,
    font: colours.font,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  };
}

function plotSeries(series: ChartSeries, colours: ChartColours): uPlot.Series {
  const stroke = colours[series.colour];
  return { label: series.label, stroke, width: 2, fill: faded(stroke, 0.12), points: { show: false } };
}

function drawReferences(
  plot: uPlot,
  references: readonly ChartReference[],
  live: PanelLive | undefined,
  colours: ChartColours,
): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  for (const reference of references) {
    const value = live ? reference.value(live) : null;
    if (value === null) continue;
    const y = plot.valToPos(value, 'y', true);
    ctx.strokeStyle = colours[reference.colour];
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
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
