/** Numbers as the panel shows them. `null` is a dash: nothing is known, which is not zero. */
import { formatByteSize } from '../../byteSize.js';

const NOTHING = '–';

export function formatShare(share: number | null): string {
  if (share === null) return NOTHING;
  const percent = share * 100;
  return `${percent >= 99.95 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

export function formatRate(perSecond: number | null): string {
  if (perSecond === null) return NOTHING;
  if (perSecond > 0 && perSecond < 10) return perSecond.toFixed(1);
  return formatCount(Math.round(perSecond));
}

export function formatCount(count: number | null): string {
  return count === null ? NOTHING : count.toLocaleString('en-US');
}

export function formatBytes(bytes: number | null): string {
  return bytes === null ? NOTHING : formatByteSize(bytes);
}

/** `14:03:05`, local time. */
export function formatTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour12: false });
}
