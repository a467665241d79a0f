/** Which function is written inside which. In: facts of one file. */
import type { FileFacts, FunctionIndex } from './fileFacts.js';

/** The function around a function; -1 around the body of the file. */
export function parentOf(facts: FileFacts, index: FunctionIndex): FunctionIndex {
  return facts.functions[index]?.parent ?? -1;
}

/** Whether a function is another one, or is written somewhere inside it. */
export function isInside(facts: FileFacts, index: FunctionIndex, outer: FunctionIndex): boolean {
  if (index < 0) return false;
  return index === outer || isInside(facts, parentOf(facts, index), outer);
}
