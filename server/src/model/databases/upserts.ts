/**
 * Inserts that change rows which are there already, as an option or a callback says. In: the method and its
 * arguments. Out: the method as it is meant.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { calledName } from '../calls/callOrder.js';
import { argumentAt } from '../commands/commandOfCall.js';
import { functionsIn, isNothing, type Value } from '../evaluation/values.js';

export function asUpsert(method: DatabaseMethod, args: readonly Value[]): DatabaseMethod {
  const { upsertsWith, upsertsBy } = method;
  const named = upsertsWith === undefined ? undefined : argumentAt(upsertsWith, args);
  if (named && !isNothing(named)) return { ...method, operation: 'upsert' };
  const isCalled = upsertsBy !== undefined && args.some((value) => callsIn(value, upsertsBy));
  return isCalled ? { ...method, operation: 'upsert', lazy: true } : method;
}

/** `(conflict) => conflict.column('id').doUpdateSet({ name })` */
function callsIn(value: Value, name: string): boolean {
  return functionsIn(value).some(({ function: { index }, frame: { facts } }) =>
    (facts.functions[index]?.calls ?? []).some((call) => calledName(facts, call) === name),
  );
}
