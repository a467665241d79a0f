/**
 * One time series. Enters: a description and the samples; leaves: a card with a canvas, a legend that follows
 * the cursor (mouse or arrow keys), and a spoken summary.
 */
import uPlot from 'uplot';
import type { PanelLive, PanelPoint } from '../protocol.js';
import { type ChartDescription, HEIGHT_PX, plotOptions, type Shown, type TimeSpan } from './chartPlot.js';
import { element } from './element.js';
import { formatTime } from './format.js';

export interface Chart {
  readonly root: HTMLElement;
  update(live: PanelLive, span: TimeSpan): void;
  /** Draws again with the colours of the current theme. */
  restyle(): void;
}

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
  let shown: Shown;

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

function legendEntries(
  description: ChartDescription,
  point: PanelPoint | undefined,
  live: PanelLive,
): readonly HTMLElement[] {
  const series = description.series.map(({ label, colour, format, value }) =>
    legendEntry(label, format(point ? value(point, live) : null), colour),
  );
  const references = description.references.map(({ label, colour, format, value }) =>
    legendEntry(label, format(value(live)), `reference ${colour}`),
  );
  return [...series, ...references];
}

function legendEntry(label: string, value: string, look: string): HTMLElement {
  return element('div', { class: `legend-entry ${look}` }, [
    element('dt', { text: label }),
    element('dd', { text: value }),
  ]);
}

function summary(description: ChartDescription, live: PanelLive): string {
  const last = live.points.at(-1);
  const values = description.series.map(
    (series) => `${series.label} ${series.format(last ? series.value(last, live) : null)}`,
  );
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
