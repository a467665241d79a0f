/** Words in a row, as a sentence says them. Pure. */

/** `2 writes, 1 read and no deletes` */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
