/**
 * Places in a text after something was typed into it. In: the text before and after. Out: where an offset of the one is
 * in the other; undefined inside what was typed over.
 */
export interface OffsetsAfterTyping {
  get(offset: number): number | undefined;
}

export function offsetsAfterTyping(before: string, after: string): OffsetsAfterTyping {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return {
    get(offset) {
      if (offset <= start) return offset;
      return offset >= before.length - end ? offset + after.length - before.length : undefined;
    },
  };
}
