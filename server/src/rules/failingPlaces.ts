/**
 * Where the failure of a cache breaks a request that could do without it. In: the model. Out: one place for each call
 * where a `catch` would help, with all the loads it would help, and an example of a load that needs none.
 */
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, type Site, siteKey } from '../model/calls/sites.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import type { CacheFailure } from '../model/loads/cacheFailures.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { type GroupOfWrite, groupsOfWrites } from './groupOfWrite.js';
import { keysThroughWrapper } from './keysThroughWrapper.js';
import { keyTextOf } from './keyText.js';
import { isBehindRequests, isServingFile } from './servedCode.js';

export interface FailingLoad {
  readonly aside: CacheAside;
  readonly failure: CacheFailure;
}

export interface FailingPlace {
  /** The call of the library where it is the same for everybody, else what the load calls. */
  readonly site: Site;
  readonly effect: CacheEffect;
  readonly isRead: boolean;
  readonly loads: FailingLoad[];
  /** The keys that are loaded through it. */
  readonly keys: Set<string>;
}

export interface FailingPlaces {
  readonly places: readonly FailingPlace[];
  /** A load that goes on without the cache. */
  readonly example: CacheAside | undefined;
}

export function failingPlaces(model: WorkspaceModel): FailingPlaces {
  const groupOf = groupsOfWrites(model);
  const plain = new Set(
    model.keys.plainKeyFills().flatMap(({ writes }) => writes.map(({ effect }) => siteKey(effect.site))),
  );
  const asides = model.loads
    .cacheAsides()
    .filter(
      (aside) => isOfRequests(aside) && (isCopy(aside, groupOf) || plain.has(siteKey(aside.write.site))),
    );
  const loads = asides.map((aside): FailingLoad => ({ aside, failure: model.loads.failureOf(aside) }));
  const kept = loads.find(({ failure }) => failure.read === 'kept');
  return { places: placesOf(model, loads), example: kept?.aside };
}

function isOfRequests({ function: owner }: CacheAside): boolean {
  return isServingFile(owner.file) && !isBehindRequests(owner.file);
}

/** State has no other place to be loaded from. */
function isCopy({ given, write }: CacheAside, groupOf: GroupOfWrite): boolean {
  return given.length > 0 || groupOf(write)?.nature === 'cache';
}

function placesOf(model: WorkspaceModel, loads: readonly FailingLoad[]): readonly FailingPlace[] {
  const places = new Map<string, FailingPlace>();
  for (const load of loads) {
    const { aside, failure } = load;
    const isRead = failure.read === 'escapes';
    if (!isRead && failure.write !== 'escapes' && failure.write !== 'lost') continue;
    const [effect, own] = isRead ? [aside.read, aside.readSite] : [aside.write, aside.writeSite];
    const site = keepsState(model, effect) ? own : effect.site;
    const place = places.get(siteKey(site)) ?? { site, effect, isRead, loads: [], keys: new Set() };
    place.loads.push(load);
    for (const key of keysOf(model, aside)) place.keys.add(key);
    places.set(siteKey(site), place);
  }
  return [...places.values()];
}

/** What is handed something to load with serves the keys of all its callers. */
function keysOf(model: WorkspaceModel, aside: CacheAside): Iterable<string> {
  return aside.given.length > 0 ? keysThroughWrapper(model, aside) : [keyTextOf(aside.write)];
}

/** A call that state is read through as well cannot take a failure for a miss. */
function keepsState(model: WorkspaceModel, { chain, site }: CacheEffect): boolean {
  if (chain.length === 1) return false;
  return model.groups.some(
    ({ nature, reads, writes }) =>
      nature === 'state' && writes.length > 0 && reads.some((use) => isSameSite(use.effect.site, site)),
  );
}
