/** The numbers as tables: one row a node of a cluster, and the charts for those who cannot see them. */
import type { PanelLive } from '../protocol.js';
import { element } from './element.js';
import { formatBytes, formatCount, formatRate, formatShare, formatTime } from './format.js';

export interface Table {
  readonly root: HTMLElement;
  update(live: PanelLive): void;
}

const NODE_COLUMNS = ['Node', 'Hit rate', 'Hits', 'Misses'] as const;

/** Shown for more than one node: rates differ between nodes, and the sum hides it. */
export function createNodeTable(): Table {
  const body = element('tbody');
  const root = element('section', { class: 'card table-card' }, [
    element('h2', { text: 'Nodes' }),
    table(NODE_COLUMNS, body),
  ]);
  return {
    root,
    update(live) {
      root.hidden = live.nodes.length < 2;
      const rows = live.nodes.map((node) => [
        node.name,
        formatShare(node.hitRate),
        formatCount(node.hits),
        formatCount(node.misses),
      ]);
      body.replaceChildren(...rows.map(row));
    },
  };
}

const SAMPLE_COLUMNS = ['Time', 'Hit rate', 'Lookups/s', 'Evictions/s', 'Memory used'] as const;
const SAMPLES_LISTED = 30;

/** The latest samples, newest first; filled only while it is open. */
export function createSampleTable(): Table {
  const body = element('tbody');
  const root = element('details', { class: 'card table-card' }, [
    element('summary', { text: 'The charts as a table' }),
    table(SAMPLE_COLUMNS, body),
  ]);
  let latest: PanelLive | undefined;
  const fill = (): void => {
    if (!latest || !root.open) return;
    const points = latest.points.slice(-SAMPLES_LISTED).reverse();
    const rows = points.map((point) => [
      formatTime(point.at),
      formatShare(point.hitRate),
      formatRate(point.lookupsPerSecond),
      formatRate(point.evictionsPerSecond),
      formatBytes(point.usedBytes),
    ]);
    body.replaceChildren(...rows.map(row));
  };
  root.addEventListener('toggle', fill);
  return {
    root,
    update(live) {
      latest = live;
      fill();
    },
  };
}

/** What the numbers cannot show. */
export function createCaveats(): Table {
  const root = element('p', { class: 'caveats' });
  return {
    root,
    update(live) {
      root.textContent = `Sampled every ${formatCount(live.intervalMs / 1000)} s while this panel is visible. Counters are per server, for all its databases together. Cache Review's own lookups are subtracted; those of other tools are not. Writes and locks do not count.`;
    },
  };
}

function table(columns: readonly string[], body: HTMLTableSectionElement): HTMLTableElement {
  const heads = columns.map((text) => element('th', { text, attributes: { scope: 'col' } }));
  return element('table', {}, [element('thead', {}, [element('tr', {}, heads)]), body]);
}

function row(cells: readonly string[]): HTMLTableRowElement {
  return element(
    'tr',
    {},
    cells.map((text) => element('td', { text })),
  );
}
