/** Sizes as people say them. Pure; the panel's page uses it as well. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1536` → `1.5 KiB`. */
export function formatByteSize(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  const digits = amount < 10 && unit > 0 ? amount.toFixed(1).replace(/\.0$/, '') : Math.round(amount);
  return `${digits} ${UNITS[unit]}`;
}
