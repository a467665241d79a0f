/** Numbers as the panel shows them. `null` is a dash: nothing is known, which is not zero. */

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

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return NOTHING;
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < BYTE_UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${amount < 10 && unit > 0 ? amount.toFixed(1) : Math.round(amount)} ${BYTE_UNITS[unit]}`;
}

/** `14:03:05`, local time. */
export function formatTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour12: false });
}
