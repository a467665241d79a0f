/**
 * Which column does an entry mirror that is given the same as a row? In: the writes of a key and its deletes. Out: the column, where
 * what is written to a row is put under the column that the row is chosen by, for ever, and other code deletes both together.
 */
import type { CacheEffect, DatabaseEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameFunction, type Value } from '../evaluation/values.js';
import { isSameValue } from '../evaluation/wording.js';
import type { KeyUse } from '../keys/keyUses.js';
import type { CachedEntity } from './entities.js';

interface UsesOfKey {
  readonly writes: readonly KeyUse[];
  readonly reads: readonly KeyUse[];
  readonly invalidations: readonly KeyUse[];
}

/** `label.update({ where: { team }, data: { logo } })` and `set('logo:' + team, logo)` */
export function mirroredColumn(
  effects: Effects,
  { writes, reads, invalidations }: UsesOfKey,
): CachedEntity | undefined {
  const found = writes.map(({ effect, function: owner }) =>
    effect.ttl.kind === 'none' ? mirroredBy(effects.of(owner), effect) : undefined,
  );
  const [mirror] = found;
  if (!mirror || reads.length === 0) return undefined;
  const isOne = found.every(
    (one) => one?.entity.identity === mirror.entity.identity && isSameColumn(one, mirror),
  );
  const isKeptUp = invalidations.some((use) =>
    effects
      .of(use.function)
      .some(
        (effect) =>
          isWriteOf(effect, mirror) &&
          (effect.call.operation === 'delete' ||
            !writes.some((write) => isSameFunction(write.function, use.function))),
      ),
  );
  return isOne && isKeptUp ? mirror : undefined;
}

function isSameColumn({ columns: one }: CachedEntity, { columns: other }: CachedEntity): boolean {
  return [...(one ?? [])].join() === [...(other ?? [])].join();
}

function isWriteOf(effect: Effect, { entity }: CachedEntity): effect is DatabaseEffect {
  return (
    effect.kind === 'database' &&
    effect.call.operation !== 'read' &&
    effect.call.entity.identity === entity.identity
  );
}

function mirroredBy(
  own: readonly Effect[],
  { operation, key, value }: CacheEffect,
): CachedEntity | undefined {
  const hole = onlyHole(key);
  if (operation !== 'write' || !value || !hole || value.kind !== 'parameter') return undefined;
  for (const effect of own) {
    if (effect.kind !== 'database' || !CHANGING.has(effect.call.operation)) continue;
    const column = columnGiven(effect, value);
    const [chosenBy, ...others] = effect.call.where;
    const isChosenByHole = chosenBy && others.length === 0 && isSameValue(chosenBy[1], hole);
    if (column !== undefined && isChosenByHole) return mirrorOf(effect, column);
  }
  return undefined;
}

const CHANGING: ReadonlySet<string> = new Set(['update', 'upsert']);

/** The one thing a key is made of, without its form: `slug` of `slug.toLowerCase()`. */
function onlyHole(key: Value): Value | undefined {
  const holes =
    key.kind === 'text' ? key.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value])) : [];
  const [hole, ...others] = holes;
  if (!hole || others.length > 0) return undefined;
  return hole.kind === 'derived' && hole.from.length === 1 ? hole.from[0] : hole;
}

function columnGiven({ call: { data = [] } }: DatabaseEffect, value: Value): string | undefined {
  const columns = data.flatMap((row) =>
    row.kind === 'record'
      ? [...row.fields].flatMap(([name, given]) => (isSameValue(given, value) ? [name] : []))
      : [],
  );
  const [column, ...others] = new Set(columns);
  return others.length === 0 ? column : undefined;
}

function mirrorOf({ call: { entity, where, site } }: DatabaseEffect, column: string): CachedEntity {
  return {
    entity,
    many: false,
    whole: false,
    computed: false,
    along: false,
    picked: false,
    single: true,
    where,
    deciding: new Set(),
    columns: new Set([column]),
    site,
  };
}
