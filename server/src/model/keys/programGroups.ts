/**
 * Copies in maps of the program, and in what a database library keeps by itself. In: what is done to them. Out: groups of
 * keys like those of cache libraries, for each map its own. An entry that says itself until when it holds has a life that is not known.
 */
import { queryCache } from '../../libraries/caches/resultCache.js';
import { isSameEntity } from '../../libraries/entityNames.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, someValue, type Value } from '../evaluation/values.js';
import { append } from '../lists.js';
import { groupKeyUses, type KeyGroup } from './keyGroups.js';
import type { DirectUse, KeyUse } from './keyUses.js';
import type { ReadThroughKeys } from './readThroughKeys.js';
import { storeGroups } from './storeGroups.js';

export function isOfProgram({ effect }: DirectUse): boolean {
  return effect.client.library.onlyFresh !== undefined;
}

export function programGroups(
  evaluation: Evaluation,
  graph: CallGraph,
  effects: Effects,
  uses: readonly KeyUse[],
  operations: readonly DirectUse[],
  readThrough: ReadThroughKeys,
): readonly KeyGroup[] {
  const byMap = new Map<string, KeyUse[]>();
  for (const use of uses.filter(isOfProgram)) {
    const { origin } = use.effect.client;
    append(byMap, origin ? siteKey(origin) : use.effect.client.library.id, use);
  }
  const named = [...byMap.values()].flatMap((own) =>
    groupKeyUses(evaluation, graph, effects, own, readThrough),
  );
  return [...named, ...storeGroups(evaluation, graph, operations.filter(isOfProgram), uses)]
    .filter(({ reads }) => reads.length > 0)
    .map((group) => ({ ...withStore(group), writes: group.writes.map(withOwnExpiry) }));
}

/** Nobody can say under which key a query is kept: whatever is deleted there may be it. */
function withStore(group: KeyGroup): KeyGroup {
  const client = group.writes[0]?.effect.client;
  return client?.library === queryCache && client.origin ? { ...group, store: client.origin } : group;
}

/** Those that some code empties which writes such rows: where none does, copies may be meant to be old. */
export function keptFresh(
  effects: Effects,
  functions: readonly FunctionReference[],
  groups: readonly KeyGroup[],
): readonly KeyGroup[] {
  return groups.filter(
    (group) =>
      group.writes.some(({ effect }) => effect.client.library.onlyFresh === 'always') ||
      functions.some((reference) => writesAndEmpties(effects.of(reference), group)),
  );
}

function writesAndEmpties(own: readonly Effect[], { writes, entities }: KeyGroup): boolean {
  const origin = writes[0]?.effect.client.origin;
  const empties = (effect: Effect): boolean =>
    effect.kind === 'cache' && EMPTIES.test(effect.operation) && origin !== undefined && isOn(effect, origin);
  return (
    own.some(empties) &&
    own.some(
      (effect) =>
        effect.kind === 'database' &&
        effect.call.operation !== 'read' &&
        entities.some(({ entity }) => isSameEntity(entity, effect.call.entity)),
    )
  );
}

const EMPTIES = /^invalidate/;

function isOn({ client }: CacheEffect, origin: Site): boolean {
  return client.origin !== undefined && isSameSite(client.origin, origin);
}

const SAYS_WHEN =
  /expir|until|ttl|time|stamp|(cached|fetched|stored|loaded|created|updated)_?at$|^(at|ts|date)$/i;

/** `cache.set(id, { user, expiresAt })` */
function withOwnExpiry(use: KeyUse): KeyUse {
  const { value } = use.effect;
  const says = (part: Value): boolean =>
    part.kind === 'record' && [...part.fields.keys()].some((name) => SAYS_WHEN.test(name));
  return value && someValue(value, says) ? { ...use, ttl: { kind: 'unknown' } } : use;
}
