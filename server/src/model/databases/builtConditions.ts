/**
 * What does a condition say that a call is given as a function? In: the method's table, the handle and the arguments. Out: the
 * arguments with the condition that the function builds of the table and the operators it is handed.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import type { Entity } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { ONE_CALL } from '../evaluation/frame.js';
import type { DatabaseHandle, Query, Value } from '../evaluation/values.js';

export function withBuiltConditions(
  evaluation: Evaluation,
  { library }: DatabaseHandle,
  entity: Entity | undefined,
  { where, whereBuilt }: DatabaseMethod,
  args: readonly Value[],
  { file }: Query['site'],
): readonly Value[] {
  if (!whereBuilt || !entity || where === undefined || typeof where === 'number') return args;
  const builder = argumentAt(where, args);
  const options = args[where.argument];
  if (builder?.kind !== 'function' || options?.kind !== 'record') return args;
  const table: Value = { kind: 'database', handle: { library, role: whereBuilt.role, entity } };
  const operators: Value = { kind: 'external', module: whereBuilt.module, path: [], file };
  const built = evaluation.returns.of(builder, [table, operators], ONE_CALL);
  const fields = new Map([...options.fields, [where.option, built]]);
  return args.map((value) => (value === options ? { ...options, fields } : value));
}
