/**
 * Hooks that a function registers on a model which it makes with what it is given: `(sequelize) => { … }`. In: the facts
 * of all files. Out: the files that do so and are not understood yet, as whoever calls them says what they are given.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';

export function filesWithOpenHooks(evaluation: Evaluation): readonly string[] {
  return evaluation.files.filter((file) =>
    evaluation.factsOf(file)?.calls.some((call) => isOpenHook(evaluation, file, call)),
  );
}

/** `afterUpdate`, as a method or as the name of the event. */
const HOOKED = /^(before|after)[A-Z]/;

function isOpenHook(evaluation: Evaluation, file: string, call: CallFact): boolean {
  const [event] = call.arguments;
  const isNamed =
    HOOKED.test(lastName(call.callee)) ||
    (event?.kind === 'text' && HOOKED.test(event.value)) ||
    hasHooks(call);
  const index = call.function;
  const frame = isNamed && index !== 0 ? evaluation.symbolicFrame({ file, index }) : undefined;
  return frame !== undefined && evaluation.evaluate(frame, call.callee).kind !== 'databaseMethod';
}

/** `define('User', {…}, { hooks: {…} })` */
function hasHooks({ arguments: given }: CallFact): boolean {
  return given.some(
    (argument) => argument.kind === 'object' && argument.properties.some(({ name }) => name === 'hooks'),
  );
}
