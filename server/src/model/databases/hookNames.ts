/**
 * Hooks that are known by their names alone: `async $afterUpdate()`. In: a class of the workspace. Out: the methods that a library
 * runs with writes of its rows, where the class is made of one that the library gives.
 */
import type { ClassFact, MethodFact } from '../../facts/fileFacts.js';
import type { DatabaseLibrary } from '../../libraries/databaseLibrary.js';
import { DATABASE_LIBRARIES } from '../../libraries/databases/allDatabases.js';
import { baseOf, MAXIMUM_HEIGHT } from '../evaluation/baseClasses.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Value } from '../evaluation/values.js';

type ClassValue = Extract<Value, { kind: 'class' }>;

/** `async $afterUpdate(opt)` of a class whose objects are rows of the library. */
export function namedHooks(
  evaluation: Evaluation,
  reference: ClassValue,
  { methods }: ClassFact,
): readonly { readonly library: DatabaseLibrary; readonly method: MethodFact }[] {
  return BY_NAME.flatMap(({ library, names }) => {
    const own = methods.filter((method) => !method.static && names.test(method.name));
    if (own.length === 0 || libraryOfRows(evaluation, reference) !== library) return [];
    return own.map((method) => ({ library, method }));
  });
}

const BY_NAME = DATABASE_LIBRARIES.flatMap((library) => {
  const names = library.hookMethods;
  return names ? [{ library, names }] : [];
});

function libraryOfRows(evaluation: Evaluation, reference: ClassValue): DatabaseLibrary | undefined {
  const self: Extract<Value, { kind: 'instance' }> = { ...reference, kind: 'instance' };
  let current: Value | undefined = self;
  for (let height = 0; current?.kind === 'instance' && height < MAXIMUM_HEIGHT; height += 1) {
    const fact: ClassFact | undefined = evaluation.factsOf(current.file)?.classes[current.index];
    current = fact && baseOf(evaluation, current, fact, self);
  }
  return current?.kind === 'rows' ? current.rows.library : undefined;
}
