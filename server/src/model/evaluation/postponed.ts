/** Functions that are made of another one and run it later, or once for several calls: `debounce(flush, 500)`. */
import { lastName } from '../../facts/expressionNames.js';
import type { Expression } from '../../facts/fileFacts.js';
import { functionsIn, type Value } from './values.js';

const POSTPONING = /^(p_?)?(debounced?|throttled?)$/i;

export function postpones(callee: Expression): boolean {
  return POSTPONING.test(lastName(callee));
}

/** Whoever calls it calls the function in the end. */
export function postponedFunction(given: readonly Value[]): Value | undefined {
  const [found] = given.flatMap(functionsIn);
  return found && { ...found, postponed: true };
}
