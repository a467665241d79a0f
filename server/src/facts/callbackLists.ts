/**
 * Calls that are given a list of functions and run them one after the other: `async.series([…])`, `waterfall([…])`. In: what is
 * called. Out: whether it does, by its name.
 */
import { lastName } from './expressionNames.js';
import type { Expression } from './fileFacts.js';

export function runsInOrder(callee: Expression): boolean {
  return /^(series|waterfall)$/.test(lastName(callee));
}
