/**
 * Deletes of rows whose time is over: `deleteMany({ where: { expiresAt: { lt: new Date() } } })`. In: a write that leaves
 * a copy. Out: whether who reads the copy looks at that moment, so that the row has ended for them without the delete.
 */

import { endedColumns } from '../model/databases/excludedRows.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

export function isOfEndedRows(model: WorkspaceModel, { write, group, entity }: UnmetObligation): boolean {
  const { operation, where } = write.effect.call;
  if (operation !== 'delete') return false;
  const near = functionsNear(model, [...group.writes, ...group.reads]);
  return endedColumns(where).some(
    (column) =>
      entity.columns?.has(column) !== false &&
      near.some((reference) => model.code.readsMember(reference, column)),
  );
}

/** Who fills the cache, who reads it, and those they hand it to. */
export function functionsNear(model: WorkspaceModel, uses: readonly KeyUse[]): readonly FunctionReference[] {
  const own = uses.flatMap(({ effect, function: owner }) => [
    owner,
    ...effect.chain.map((site) => model.code.functionOf(site)),
  ]);
  // Who else calls a wrapper on the way has other copies in hand.
  return [...own, ...uses.flatMap(({ function: owner }) => model.callers.callersOf(owner))];
}
