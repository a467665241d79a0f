/** The current numbers: the hit rate large, and what explains it beside it. */
import type { HitRateWindowId, PanelLive, PanelVerdict } from '../protocol.js';
import { element } from './element.js';
import { formatBytes, formatCount, formatRate, formatShare } from './format.js';

export interface Summary {
  readonly root: HTMLElement;
  update(live: PanelLive, window: HitRateWindowId): void;
}

const VERDICTS: Readonly<Record<Exclude<PanelVerdict, 'unknown'>, string>> = {
  good: 'Good',
  watch: 'Watch',
  bad: 'Poor',
};

/** Why there is no verdict. */
const PHASES: Readonly<Record<PanelLive['phase'], string>> = {
  waiting: 'Waiting for the second sample',
  cold: 'Cold cache, still filling',
  quiet: 'Too few lookups to judge',
  judged: '',
};

const WINDOW_NAMES: Readonly<Record<HitRateWindowId, string>> = {
  '10s': 'the last 10 seconds',
  '1m': 'the last minute',
  '5m': 'the last 5 minutes',
  '1h': 'the last hour',
};

export function createSummary(): Summary {
  const number = element('div', { class: 'hero-number' });
  const verdict = element('span', { class: 'verdict' });
  const detail = element('p', { class: 'hero-detail' });
  const hero = element('section', { class: 'card hero', attributes: { 'aria-label': 'Current hit rate' } }, [
    element('div', { class: 'hero-line' }, [number, verdict]),
    detail,
  ]);
  const tiles = element('dl', { class: 'tiles' });
  return {
    root: element('div', { class: 'summary' }, [hero, tiles]),
    update(live, window) {
      number.textContent = formatShare(live.rates.hitRate);
      verdict.textContent = live.verdict === 'unknown' ? PHASES[live.phase] : VERDICTS[live.verdict];
      hero.className = `card hero ${live.verdict}`;
      detail.textContent = heroDetail(live, window);
      tiles.replaceChildren(...tilesOf(live));
    },
  };
}

function heroDetail(live: PanelLive, window: HitRateWindowId): string {
  const { rates } = live;
  const interval =
    rates.low === null || rates.high === null
      ? ''
      : ` (between ${formatShare(rates.low)} and ${formatShare(rates.high)})`;
  return `${formatCount(rates.lookups)} lookups in ${WINDOW_NAMES[window]}${interval}. Since the last reset: ${formatShare(live.lifetimeHitRate)}.`;
}

function tilesOf(live: PanelLive): readonly HTMLElement[] {
  const { rates } = live;
  return [
    tile('Lookups', `${formatRate(rates.lookupsPerSecond)}`, 'per second'),
    tile('Misses', `${formatRate(rates.missesPerSecond)}`, 'per second, load on the database'),
    tile('Evictions', `${formatRate(rates.evictionsPerSecond)}`, 'per second, pushed out for space'),
    tile('Expired', `${formatRate(rates.expiredPerSecond)}`, 'per second'),
    tile('Memory', formatBytes(live.usedBytes), memoryNote(live)),
    tile('Keys', formatCount(live.keys), `${formatShare(live.shareWithoutTtl)} without a TTL`),
  ];
}

function memoryNote(live: PanelLive): string {
  if (live.maximumBytes === null) return 'limit unknown';
  if (live.maximumBytes === 0) return 'no limit set';
  const share = live.usedBytes === null ? null : live.usedBytes / live.maximumBytes;
  return `${formatShare(share)} of ${formatBytes(live.maximumBytes)}, ${live.evictionPolicy ?? 'policy unknown'}`;
}

function tile(label: string, value: string, note: string): HTMLElement {
  return element('div', { class: 'card tile' }, [
    element('dt', { text: label }),
    element('dd', { class: 'tile-value', text: value }),
    element('dd', { class: 'tile-note', text: note }),
  ]);
}
