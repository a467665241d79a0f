/**
 * Moments that lie ahead: `Date.now() + LIFE`. In: what is added up, with the value that it makes. Out: that value, with how far ahead of
 * the moment it is, in milliseconds.
 */
import { MOMENT_NAME, type Value } from './values.js';

export function withAhead(operator: string, left: Value, right: Value, result: Value): Value {
  if (operator !== '+' || result.kind !== 'derived') return result;
  const ahead = aheadBy(left, right) ?? aheadBy(right, left);
  return ahead === undefined ? result : { ...result, ahead };
}

function aheadBy(moment: Value, length: Value): number | undefined {
  if (moment.kind !== 'derived' || length.kind !== 'constant' || typeof length.value !== 'number')
    return undefined;
  if (moment.ahead !== undefined) return moment.ahead + length.value;
  return moment.name === MOMENT_NAME ? length.value : undefined;
}
