/**
 * Which related rows are written inside the data of a write? In: the handle, the method and its arguments. Out: one call for
 * each relation that the data creates, changes or deletes rows of.
 */
import type { DatabaseMethod, DatabaseOperation } from '../../libraries/databaseLibrary.js';
import { entityNamed } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type DatabaseHandle, NO_EVENTS, type Query, type Value } from '../evaluation/values.js';
import { columnsIn } from './columns.js';
import type { DatabaseCall } from './databaseCalls.js';
import { entityOfRelation } from './relations.js';

/** How deep writes of relations are followed into each other. */
const MAXIMUM_NESTING = 4;

/** Writes of related rows inside the data: `{ posts: { create: { … } } }`. */
export function nestedCalls(
  evaluation: Evaluation,
  handle: DatabaseHandle,
  method: DatabaseMethod,
  args: readonly Value[],
  site: Query['site'],
  around: DatabaseOperation,
): readonly DatabaseCall[] {
  const ofNewRow = around === 'insert' ? { ofNewRow: true as const } : {};
  const writes = handle.library.nestedWrites;
  if (!writes) return [];
  const calls: DatabaseCall[] = [];
  const visit = (data: Value | undefined, depth: number): void => {
    if (depth > MAXIMUM_NESTING || !data) return;
    for (const row of data.kind === 'array' ? data.items : [data]) {
      if (row.kind !== 'record') continue;
      for (const [relation, value] of row.fields) visitRelation(relation, value, depth);
    }
  };
  const visitRelation = (relation: string, value: Value, depth: number): void => {
    const said =
      handle.entity && entityOfRelation(evaluation, { ...handle, entity: handle.entity, site }, relation);
    const entity = said ?? entityNamed(relation);
    if (value.kind !== 'record' || !entity || entity === 'none') return;
    for (const [name, inner] of value.fields) {
      const operation = Object.hasOwn(writes, name) ? writes[name] : undefined;
      if (!operation) continue;
      const columns = operation === 'update' ? columnsIn(rowsGiven(inner), undefined) : undefined;
      calls.push({
        ...(columns && { columns }),
        entity,
        operation,
        many: true,
        site,
        where: new Map(),
        library: handle.library,
        events: NO_EVENTS,
        ...ofNewRow,
      });
      visit(innerData(inner), depth + 1);
    }
  };
  for (const slot of method.data ?? []) visit(argumentAt(slot, args), 0);
  return calls;
}

/** One, or several with where they are: `{ where: { id }, data: { … } }`. */
function rowsGiven(value: Value): readonly Value[] {
  return (value.kind === 'array' ? value.items : [value]).map(innerData);
}

function innerData(value: Value): Value {
  const inner = value.kind === 'record' && (value.fields.get('data') ?? value.fields.get('create'));
  // A column may be called that as well.
  return inner && inner.kind !== 'constant' ? inner : value;
}
