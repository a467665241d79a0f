/**
 * What do the callers of a function pass for one of its parameters? In: the parameter, with the members that are taken of it. Out: the
 * values, as far as callers are known.
 */

import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Parameter, Value } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';

/** What the callers of a function pass for one of its parameters. */
export function argumentsFor(
  evaluation: Evaluation,
  graph: CallGraph,
  parameter: Parameter,
  isAsked: (file: string) => boolean = () => true,
): readonly Value[] {
  return graph.callersOf(parameter.function).flatMap((caller) => {
    if (!isAsked(caller.frame.file)) return [];
    const given = evaluation.argumentsOf(caller.frame, caller.call)[parameter.index];
    if (!given) return [];
    return [parameter.path.reduce((value, name) => memberOf(evaluation, caller.frame, value, name), given)];
  });
}
