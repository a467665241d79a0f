/**
 * What does a call write that is given a list of operations: `bulkWrite([{ updateOne: { filter, update } }])`? In: the method and
 * its arguments. Out: an update of what the operations name, where all of them are updates; else both as they are.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { argumentAt } from '../commands/commandOfCall.js';
import { fieldOf, isNothing, type Value } from '../evaluation/values.js';

export interface GivenMethod {
  readonly method: DatabaseMethod;
  readonly args: readonly Value[];
}

export function asBulkUpdate(method: DatabaseMethod, args: readonly Value[]): GivenMethod {
  const list = method.operations === undefined ? undefined : argumentAt(method.operations, args);
  const updates = list?.kind === 'array' ? list.items.map(updateOf) : [];
  if (updates.length === 0) return { method, args };
  const written = updates.filter((update) => update !== undefined);
  if (written.length < updates.length) return { method, args };
  const { operations: _operations, ...rest } = method;
  return { method: { ...rest, operation: 'update', data: written.map((_, slot) => slot) }, args: written };
}

function updateOf(operation: Value): Value | undefined {
  const given = fieldOf(operation, 'updateOne') ?? fieldOf(operation, 'updateMany');
  if (operation.kind !== 'record' || operation.fields.size !== 1 || given?.kind !== 'record')
    return undefined;
  const upsert = given.fields.get('upsert');
  const isUpdate = !given.open && (!upsert || isNothing(upsert) || isFalse(upsert));
  return isUpdate ? given.fields.get('update') : undefined;
}

function isFalse(value: Value): boolean {
  return value.kind === 'constant' && value.value === false;
}
