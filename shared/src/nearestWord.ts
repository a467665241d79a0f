/** The word that somebody probably meant. In: what was written, what exists. Out: the nearest, if it is near. Pure. */

/** Undefined when more than a third of the letters would have to change, and no other word begins with what is written. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const limit = Math.ceil(written.length / 3);
  const near = words
    .map((word) => ({ word, distance: distanceBetween(written.toLowerCase(), word.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word ?? onlyWordThatBeginsWith(written, words);
}

const SHORTEST_BEGINNING = 3;

function onlyWordThatBeginsWith(written: string, words: readonly string[]): string | undefined {
  if (written.length < SHORTEST_BEGINNING) return undefined;
  const [only, ...others] = words.filter((word) => word.toLowerCase().startsWith(written.toLowerCase()));
  return others.length === 0 ? only : undefined;
}

/** Letters to insert, delete or replace. */
export function distanceBetween(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...b].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      const inserted = (current[column] ?? 0) + 1;
      const deleted = (previous[column + 1] ?? 0) + 1;
      current.push(Math.min(replaced, inserted, deleted));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
