/**
 * Which function does a call belong to? In: a frame, or the place of a call. Out: the function, where callbacks written inside a
 * call count as a part of the function around them.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference } from '../evaluation/values.js';

/** The nearest function that is not a callback written inside a call. */
export function enclosingFunction(frame: Frame): FunctionReference {
  let current = frame;
  while (current.fact.inline && current.outer) current = current.outer;
  return current.function;
}

/** The function a call is written in, callbacks counted as part of the function around them. */
export function functionOfCall(
  evaluation: Evaluation,
  site: { readonly file: string; readonly call: CallIndex },
): FunctionReference | undefined {
  const index = evaluation.factsOf(site.file)?.calls[site.call]?.function;
  const frame = index === undefined ? undefined : evaluation.symbolicFrame({ file: site.file, index });
  return frame && enclosingFunction(frame);
}
