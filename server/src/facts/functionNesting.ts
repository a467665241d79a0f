/** Which function is written inside which, and which text inside which. In: facts of one file. */
import type { FileFacts, FunctionIndex, TextRange } from './fileFacts.js';

/** The function around a function; -1 around the body of the file. */
export function parentOf(facts: FileFacts, index: FunctionIndex): FunctionIndex {
  return facts.functions[index]?.parent ?? -1;
}

/** A function and those it is written in, innermost first, without the body of the file. */
export function functionsAround(facts: FileFacts, index: FunctionIndex): readonly FunctionIndex[] {
  return index > 0 ? [index, ...functionsAround(facts, parentOf(facts, index))] : [];
}

/** Whether a function is another one, or is written somewhere inside it. */
export function isInside(facts: FileFacts, index: FunctionIndex, outer: FunctionIndex): boolean {
  if (index < 0) return false;
  return index === outer || isInside(facts, parentOf(facts, index), outer);
}

/** Those written inside a function: they follow it in the facts, and what follows them stands further out. */
export function functionsInside(facts: FileFacts, index: FunctionIndex): readonly FunctionIndex[] {
  const found: FunctionIndex[] = [];
  for (let inside = index + 1; parentOf(facts, inside) >= index; inside++) found.push(inside);
  return found;
}

/** Whether a text is another one, or stands somewhere inside it. */
export function isWithin(inner: TextRange, [start, end]: TextRange): boolean {
  return inner[0] >= start && inner[1] <= end;
}
