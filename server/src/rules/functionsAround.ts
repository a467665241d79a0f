/** A function and those that lead to it through calls. In: the function. Out: it and its callers, a few calls up. */
import { type FunctionReference, isSameFunction } from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

const MAXIMUM_DEPTH = 3;

export function functionsAround(
  model: WorkspaceModel,
  innermost: FunctionReference,
): readonly FunctionReference[] {
  const found = [innermost];
  let outermost = found;
  for (let depth = 0; depth < MAXIMUM_DEPTH; depth++) {
    const callers = outermost.flatMap((reference) => model.callers.callersOf(reference));
    outermost = callers.filter((caller) => !found.some((known) => isSameFunction(known, caller)));
    found.push(...outermost);
  }
  return found;
}
