/** Whether two expressions are written the same. Facts come from files or from the cache, so no object is asked for. */
import type { Expression } from './fileFacts.js';

export function isSameExpression(a: Expression, b: Expression): boolean {
  return a === b || (a.kind === b.kind && JSON.stringify(a) === JSON.stringify(b));
}
