/**
 * Is a function handed what says who asks, by those that call it? In: one of its parameters. Out: whether a caller passes the
 * header, the session or the user of its request there, itself or as what it is handed for that.
 */
import { argumentsFor } from '../calls/callerArguments.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Parameter } from '../evaluation/values.js';
import { comesFromRequest } from '../requests/valueOrigins.js';
import { originOf } from './followedOrigins.js';

/** A controller calls a service, which calls the one that keeps the answer. */
const MAXIMUM_HOPS = 2;

export function isHandedByAsker(
  evaluation: Evaluation,
  graph: CallGraph,
  parameter: Parameter,
  hops = 0,
): boolean {
  return argumentsFor(evaluation, graph, parameter).some((given) => {
    const origin = originOf(evaluation, given);
    if (origin === undefined) return false;
    if (comesFromRequest(origin)) return true;
    return (
      origin.kind === 'parameter' &&
      hops < MAXIMUM_HOPS &&
      isHandedByAsker(evaluation, graph, origin, hops + 1)
    );
  });
}
