/**
 * Caches inside the process whose keys are nothing but an id: `permissions.get(userId)` of an object that holds nothing
 * else. Such keys have no text by which uses meet, so they meet by the object. In: calls of cache libraries as they are
 * written. Out: one group for each such object that is filled with rows.
 */
import { formatKeyPattern, hasText, type KeyPattern } from '../../../../shared/src/keyPattern.js';
import type { CallGraph } from '../calls/callGraph.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import { entitiesOf } from '../databases/entities.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { isSameFunction } from '../evaluation/values.js';
import { settledTtl } from '../lifetimes/ttl.js';
import { append } from '../lists.js';
import { type KeyGroup, UNVERSIONED } from './keyGroups.js';
import type { DirectUse, KeyUse } from './keyUses.js';
import { looksUp } from './readThroughKeys.js';

export function storeGroups(
  evaluation: Evaluation,
  graph: CallGraph,
  operations: readonly DirectUse[],
  uses: readonly KeyUse[],
): readonly KeyGroup[] {
  // A wrapper is given keys that have a text of their own.
  const withText = new Set(
    uses.flatMap(({ patterns, effect }) => (patterns.some(hasText) ? [siteKey(effect.site)] : [])),
  );
  const byStore = new Map<string, DirectUse[]>();
  for (const operation of operations) {
    const { client, site } = operation.effect;
    if (!client.origin || !client.library.ownKeys || client.prefix) continue;
    append(byStore, siteKey(client.origin), operation);
    if (withText.has(siteKey(site))) byStore.set(siteKey(client.origin), []);
  }
  return [...byStore.values()].flatMap((own) => groupOf(evaluation, graph, own) ?? []);
}

function groupOf(evaluation: Evaluation, graph: CallGraph, own: readonly DirectUse[]): KeyGroup | undefined {
  const uses = own.map(asUse);
  const writes = uses.filter(({ effect }) => effect.operation === 'write' && effect.value !== undefined);
  const reads = uses.filter(({ effect }) => looksUp(effect));
  const pattern = writes[0]?.patterns[0];
  const store = writes[0]?.effect.client.origin;
  if (!pattern || !store || reads.length === 0 || !writes.every(isPlain)) return undefined;
  const entities = writes.flatMap(({ effect }) =>
    effect.value ? entitiesOf(evaluation, graph, effect.value, effect.key) : [],
  );
  if (entities.length === 0) return undefined;
  return {
    pattern,
    text: `${nameOfStore(evaluation, store)}[${formatKeyPattern(pattern)}]`,
    store,
    nature: 'cache',
    filledOnMiss: writes.some((use) => reads.some((read) => isSameFunction(read.function, use.function))),
    entities,
    resources: [],
    writes,
    reads,
    invalidations: uses.filter(({ effect }) => /^invalidate(-part)?$/.test(effect.operation)),
    summarises: false,
    counted: [],
    ...UNVERSIONED,
  };
}

function asUse({ effect, function: reference }: DirectUse): KeyUse {
  return {
    effect,
    function: reference,
    patterns: patternsOf(effect.key),
    ttl: settledTtl(effect.ttl),
    ttlSite: effect.site,
    conditional: false,
    callersMatter: false,
  };
}

function isPlain({ patterns }: KeyUse): boolean {
  return patterns.every((pattern: KeyPattern) => !hasText(pattern));
}

/** The variable or the member that holds the object; the name under which it is defined in another one. */
function nameOfStore(evaluation: Evaluation, { file, call }: Site): string {
  const facts = evaluation.factsOf(file);
  const { callee, arguments: [defined] = [] } = facts?.calls[call] ?? {};
  if (callee?.kind === 'member' && callee.name === 'define' && defined?.kind === 'text') return defined.value;
  const isMadeThere = ({ initializer }: { readonly initializer?: { readonly kind: string } }): boolean =>
    initializer?.kind === 'call' && 'call' in initializer && initializer.call === call;
  const found =
    facts?.bindings.find(isMadeThere) ?? facts?.classes.flatMap(({ fields }) => fields).find(isMadeThere);
  return found?.name ?? file.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

/** Whether a call is on the object whose keys a group is about. */
export function isOnStore(origin: Site | undefined, { store }: KeyGroup): boolean {
  return store !== undefined && origin !== undefined && isSameSite(origin, store);
}
