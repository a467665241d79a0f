/**
 * What the function that fills a cache hands to those that load for it. In: a parameter of one of these, by which rows are
 * selected. Out: the values that it has in this fill, as the filling function knows them; nothing where no call is found.
 */
import { argumentsFor } from '../calls/callerArguments.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, isSameFunction, type Parameter, type Value } from '../evaluation/values.js';

/** `findForUser(userId)` of a repository, behind a service. */
const MAXIMUM_HOPS = 2;
/** What everybody calls says nothing of this fill. */
const MAXIMUM_CALLERS = 30;

export function handedBy(
  evaluation: Evaluation,
  graph: CallGraph,
  owner: FunctionReference,
  parameter: Parameter,
  hops = 0,
): readonly Value[] {
  const callers = graph.callersOf(parameter.function);
  if (hops > MAXIMUM_HOPS || callers.length > MAXIMUM_CALLERS) return [];
  const isNear = callers.some(({ function: caller }) => isSameFunction(caller, owner));
  const given = argumentsFor(
    evaluation,
    graph,
    parameter,
    isNear ? (file) => file === owner.file : undefined,
  );
  return given.flatMap((value) => {
    if (value.kind !== 'parameter') return isNear ? [value] : [];
    if (isSameFunction(value.function, owner)) return [value];
    return isSameFunction(value.function, parameter.function)
      ? []
      : handedBy(evaluation, graph, owner, value, hops + 1);
  });
}
