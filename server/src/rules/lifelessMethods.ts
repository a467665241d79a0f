/**
 * Methods of a cache wrapper that give no expiry where its others do: hashes beside values, and values that are written
 * back. In: every operation of the workspace. Out: the first such operation of each wrapper and key.
 */

import { hasText } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { commandName } from '../model/commands/commands.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import { isSameFunction } from '../model/evaluation/values.js';
import type { CacheOperationUse } from '../model/questions/modelParts.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';

export interface LifelessMethod {
  readonly effect: CacheEffect;
  /** An operation of the same wrapper that gives the same keys a life. */
  readonly sibling: CacheOperationUse;
  /** More of the same. */
  readonly others: readonly CacheEffect[];
}

export function lifelessMethods(model: WorkspaceModel): readonly LifelessMethod[] {
  const units = new Map<string, CacheOperationUse[]>();
  for (const operation of model.operations) {
    if (isTestFile(operation.effect.site.file) || !isGeneral(operation.effect)) continue;
    const key = `${model.code.unitOf(operation.function)} ${keyTextOf(operation.effect)}`;
    const unit = units.get(key);
    if (unit) unit.push(operation);
    else units.set(key, [operation]);
  }
  return [...units.values()].flatMap((unit) => lifelessIn(model, unit));
}

/** The whole key comes from the caller, perhaps with a prefix from elsewhere. */
function isGeneral({ key }: CacheEffect): boolean {
  const patterns = patternsOf(key);
  return patterns.length > 0 && !patterns.some(hasText);
}

function lifelessIn(model: WorkspaceModel, unit: readonly CacheOperationUse[]): readonly LifelessMethod[] {
  const sibling = unit.find(({ effect }) => effect.operation === 'write' && givesLife(effect));
  // With a method for it, callers may give the life themselves.
  if (!sibling || unit.some(({ effect }) => effect.operation === 'expire')) return [];
  const [first, ...others] = unit.filter(
    (operation) =>
      operation.function.index !== sibling.function.index &&
      // Whose callers say how long is another matter, also where it does not do as they say.
      model.code.lifeParametersOf(operation.function).length === 0 &&
      isLifeless(operation, unit),
  );
  return first
    ? [{ effect: first.effect, sibling, others: others.map((operation) => operation.effect) }]
    : [];
}

function givesLife({ ttl }: CacheEffect): boolean {
  return ttl.kind === 'known' || ttl.kind === 'unknown' || ttl.kind === 'open';
}

/** A hash, or a value that the function has read before: whoever only writes may have been meant to choose. */
function isLifeless(
  { effect, function: owner }: CacheOperationUse,
  unit: readonly CacheOperationUse[],
): boolean {
  const { ttl, client, temporary } = effect;
  if (ttl.kind !== 'none' || client.bounded || client.state || client.batch || temporary) return false;
  if (effect.operation === 'write-part') return /^h(m?set|setnx)$/.test(commandName(effect));
  return (
    effect.operation === 'write' &&
    unit.some(
      (other) =>
        other.effect.operation === 'read' &&
        other.effect.order < effect.order &&
        isSameFunction(other.function, owner),
    )
  );
}
