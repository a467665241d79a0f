/** Numbers that look random and are the same in every run: the generator called mulberry32. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  upTo(limit: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** `count` different items, in the order of the list. */
  some<T>(items: readonly T[], count: number): readonly T[];
}

export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (limit: number): number => Math.floor(next() * limit);
  return {
    upTo,
    pick: (items) => items[upTo(items.length)] ?? items[0],
    some(items, count) {
      const left = [...items];
      while (left.length > count) left.splice(upTo(left.length), 1);
      return left;
    },
  };
}
