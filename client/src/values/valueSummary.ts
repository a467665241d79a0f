/** The facts about an open value in words, for its lens and the status bar. Pure. */
import { formatShortDuration } from '../../../shared/src/duration.js';
import { formatByteSize } from '../byteSize.js';
import type { KeyValue } from '../redis/value.js';
import type { OpenValue, ReadValue } from './openValue.js';

/** `hash · 12 fields · TTL 4m 10s · 1.2 KiB in memory`; `now` in milliseconds since the epoch. */
export function valueSummary(open: OpenValue, now: number): string {
  const { value } = open;
  if (!value) return 'No value';
  const memory = value.memoryBytes === undefined ? '' : `${formatByteSize(value.memoryBytes)} in memory`;
  return [value.value.type, sizeText(value), lifeText(value, now - open.readAt), memory]
    .filter(Boolean)
    .join(' · ');
}

/** `Show more (64 KiB of 12 MiB)`; undefined when everything is shown. */
export function showMoreTitle(open: OpenValue): string | undefined {
  const truncation = open.value?.truncation;
  if (!truncation) return undefined;
  const { unit, shown, total } = truncation;
  const format = unit === 'bytes' ? formatByteSize : (count: number): string => count.toLocaleString('en-US');
  return `Show more (${format(shown)} of ${format(total)}${unit === 'elements' ? ' elements' : ''})`;
}

const ELEMENTS: Readonly<Record<Exclude<KeyValue['type'], 'string'>, string>> = {
  hash: 'field',
  list: 'element',
  set: 'member',
  zset: 'member',
  stream: 'entry',
};

function sizeText({ value, size }: ReadValue): string {
  if (value.type === 'string') return formatByteSize(size);
  const noun = ELEMENTS[value.type];
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${size.toLocaleString('en-US')} ${size === 1 ? noun : plural}`;
}

function lifeText(value: ReadValue, ageMs: number): string {
  if (value.ttlMs === undefined) return 'no TTL';
  const left = value.ttlMs - ageMs;
  return left > 0 ? `TTL ${formatShortDuration(left)}` : 'expired by now';
}
