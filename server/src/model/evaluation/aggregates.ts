/**
 * Objects of the domain that a publisher of `@nestjs/cqrs` connects to its bus: `publisher.mergeObjectContext(hotel)`. In: what
 * is called and the arguments. Out: what was given, which it gives back; undefined for other calls.
 */
import type { Expression } from '../../facts/fileFacts.js';
import type { Value } from './values.js';

const CONNECTING = /^merge(Object|Class)Context$/;

export function connectedAggregate(
  callee: Expression,
  [given, ...others]: readonly Value[],
): Value | undefined {
  const isIt = callee.kind === 'member' && CONNECTING.test(callee.name) && others.length === 0;
  return isIt && (given?.kind === 'instance' || given?.kind === 'class') ? given : undefined;
}
