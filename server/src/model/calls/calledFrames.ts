/**
 * Into which frames does a call lead? In: a call, and the frame it stands in. Out: the functions of the workspace that it may call,
 * with its arguments in place of their parameters; those left out that are not meant, or where calls have gone too deep.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, functionsIn } from '../evaluation/values.js';

export function calledFrames(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  isMeant: (reference: FunctionReference) => boolean = () => true,
): readonly Frame[] {
  const callee = frame.facts.calls[index]?.callee;
  if (!callee) return [];
  return functionsIn(evaluation.evaluate(frame, callee)).flatMap((called) => {
    if (!isMeant(called.function)) return [];
    const given = evaluation.argumentsOf(frame, index);
    const inner = evaluation.callFrame(called.function, called.frame, given, called.self, frame.calls);
    return inner ?? [];
  });
}
