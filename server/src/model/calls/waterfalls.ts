/**
 * What is a task of `async.waterfall([…])` given? In: the frame of the task, and the place of a parameter. Out: what the task before
 * it answers its callback with; undefined for the callback itself, and for functions that are no such task.
 */
import type { CallFact, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { either, type Value } from '../evaluation/values.js';
import { callbackAnswers } from './callbackAnswers.js';

/** The task before each task of a file. */
export function findTasks(facts: FileFacts): ReadonlyMap<FunctionIndex, FunctionIndex> {
  const before = new Map<FunctionIndex, FunctionIndex>();
  for (const call of facts.calls) {
    const tasks = tasksOf(call);
    for (const [index, task] of tasks.entries()) {
      const previous = tasks[index - 1];
      if (task !== undefined && previous !== undefined) before.set(task, previous);
    }
  }
  return before;
}

function tasksOf({ callee, arguments: [first] }: CallFact): readonly (FunctionIndex | undefined)[] {
  const isWaterfall = (callee.kind === 'member' || callee.kind === 'name') && callee.name === 'waterfall';
  if (!isWaterfall || first?.kind !== 'array') return [];
  return first.items.map((item) => (item.kind === 'function' ? item.function : undefined));
}

export function taskArgument(evaluation: Evaluation, frame: Frame, position: number): Value | undefined {
  const { file, index } = frame.function;
  const previous = evaluation.tasks.of(frame.facts).get(index);
  // The callback stands last.
  if (previous === undefined || position >= frame.fact.parameters.length - 1) return undefined;
  const before = frame.outer
    ? evaluation.nestedFrame(frame.outer, previous)
    : evaluation.symbolicFrame({ file, index: previous });
  const callback = (before?.fact.parameters.length ?? 0) - 1;
  // An error stands before what is answered.
  const answers = before && callback >= 0 ? callbackAnswers(evaluation, before, callback, position + 1) : [];
  return answers.length > 0 ? either(answers) : undefined;
}
