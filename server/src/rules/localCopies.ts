/**
 * Copies in the memory of a process in front of shared ones. In: the model. Out: the deletes that clear both, where nothing
 * tells other processes to clear theirs.
 */
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite } from '../model/calls/sites.js';
import { speaksRedis } from '../model/commands/commands.js';
import { isUnread } from '../model/evaluation/patterns.js';
import {
  type FunctionReference,
  isSameFunction,
  isSameParameter,
  someValue,
} from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isSameKey } from './locks.js';
import { isServingFile } from './servedCode.js';

const IN_PROCESS: ReadonlySet<string> = new Set(['lru-cache', 'memory-cache', 'node-cache']);

/** Whoever sends or hears messages where the copies are cleared may send and hear these. */
const TELLING = ['publish', 'subscribe', 'psubscribe', 'pSubscribe'];

export interface ClearedHereAlone {
  readonly local: CacheEffect;
  readonly shared: CacheEffect;
}

interface Delete {
  readonly owner: FunctionReference;
  readonly effect: CacheEffect;
}

export function clearedHereAlone(model: WorkspaceModel): readonly ClearedHereAlone[] {
  const deletes = model.functions.flatMap((owner) => deletesOf(model, owner));
  const locals = deletes.filter(({ effect }) => isLocal(effect));
  return locals.flatMap(({ owner, effect: local }) => {
    if (!isServingFile(owner.file)) return [];
    const shared = deletes.find(
      (other) =>
        isSameFunction(other.owner, owner) &&
        speaksRedis(other.effect.client) &&
        isOfSameThing(other.effect, local),
    );
    const isTold = shared !== undefined && isNearMessages(model, local, locals);
    return shared && !isTold ? [{ local, shared: shared.effect }] : [];
  });
}

function deletesOf(model: WorkspaceModel, owner: FunctionReference): readonly Delete[] {
  return model
    .effectsOf(owner)
    .flatMap((effect) =>
      effect.kind === 'cache' && effect.operation === 'invalidate' ? [{ owner, effect }] : [],
    );
}

/** In the files that clear the copies, that hold them, and that call what clears them. */
function isNearMessages(model: WorkspaceModel, local: CacheEffect, locals: readonly Delete[]): boolean {
  const clearing = locals.filter(({ effect }) => isOfSameCopies(effect, local));
  const files = clearing.flatMap(({ owner, effect }) => [
    owner.file,
    ...effect.chain.map(({ file }) => file),
    ...model.callers.callersOf(owner).map(({ file }) => file),
  ]);
  const holder = local.client.origin?.file ?? local.site.file;
  return [...new Set([holder, ...files])].some((file) =>
    TELLING.some((name) => model.callers.usesNameIn(file, name)),
  );
}

export function isLocal({ client }: CacheEffect): boolean {
  return IN_PROCESS.has(client.library.id);
}

/** Keys of one object in memory, or keys with the same text. */
export function isOfSameCopies(one: CacheEffect, other: CacheEffect): boolean {
  if (isBare(one) || isBare(other)) {
    const [a, b] = [one.client.origin, other.client.origin];
    return a !== undefined && b !== undefined && isSameSite(a, b);
  }
  return isSameKey(one, other);
}

/** `near.delete(id)` beside `redis.del(`role:${id}`)`: what is nothing but an id in memory has a prefix where it is shared. */
function isOfSameThing(shared: CacheEffect, local: CacheEffect): boolean {
  const { key } = local;
  if (!isBare(local)) return isSameKey(shared, local);
  return someValue(shared.key, (part) => isSameParameter(part, key));
}

function isBare({ key }: CacheEffect): boolean {
  return isUnread(key);
}
