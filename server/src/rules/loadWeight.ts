/**
 * How much it matters that callers share the load of a cached value. In: a read that fills the cache, and the keys it
 * fills. Out: what makes the load dear and how many callers may meet there; nothing where hardly two ever do.
 */
import { hasText, isHole, type KeyPattern } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { wordsOf } from '../../../shared/src/words.js';
import type { CacheEffect, DatabaseEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import { commandName } from '../model/commands/commands.js';
import { isNew } from '../model/evaluation/newValues.js';
import { isUnread, patternsOf } from '../model/evaluation/patterns.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import { comesFromRequest, isHeldBySomebody, namesOf, originsIn } from '../model/requests/valueOrigins.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { GroupOfWrite } from './groupOfWrite.js';
import { writesThroughWrapper } from './keysThroughWrapper.js';
import { keyTextOf } from './keyText.js';
import { namesWord } from './lexicon.js';

export interface LoadWeight {
  /** What makes it dear: `3 queries`; undefined when it is only wanted by many. */
  readonly cost?: string;
  /** There is one key only. */
  readonly hot: boolean;
  /** Many callers are sure to meet at a load that takes its time. */
  readonly grave: boolean;
  /** The greater, the more there is to win. */
  readonly rank: number;
  /** One row by its key and nothing else, which a database gives many times over without noticing. */
  readonly plain?: true;
}

/** A wrapper for fewer kinds of keys is judged by what is loaded through it. */
const MANY_KEYS = 3;
/** For one key of many, this many queries or requests are a load worth sharing. */
const MANY_LOADS = 3;
/** With so many different parts, hardly two callers want the same key at one time. */
const MANY_HOLES = 3;

export function isWrapper({ write, given }: CacheAside): boolean {
  return given.length > 0 && isUnread(write.key);
}

export function weightOf(
  model: WorkspaceModel,
  aside: CacheAside,
  groupOf: GroupOfWrite,
  settings: ReviewSettings,
): LoadWeight | undefined {
  return isWrapper(aside)
    ? weightOfWrapper(model, aside, groupOf, settings)
    : weightOfLoad(aside, groupOf(aside.write), settings);
}

function weightOfWrapper(
  model: WorkspaceModel,
  aside: CacheAside,
  groupOf: GroupOfWrite,
  settings: ReviewSettings,
): LoadWeight | undefined {
  const writes = writesThroughWrapper(model, aside);
  const isShared = writes.some((write) => {
    const group = groupOf(write);
    return group !== undefined && !isPersonal(write, settings);
  });
  const grave = new Set(writes.map(keyTextOf)).size >= MANY_KEYS;
  return grave || isShared ? { cost: 'whatever it is given to load', hot: false, grave, rank: 1 } : undefined;
}

function weightOfLoad(
  aside: CacheAside,
  group: KeyGroup | undefined,
  settings: ReviewSettings,
): LoadWeight | undefined {
  const pattern = patternOf(aside.write);
  if (!group || isPersonal(aside.write, settings) || staysAsItIs(aside, group)) return undefined;
  // Under a key that is new in every call nobody waits for anybody.
  if (isNew(aside.write.key)) return undefined;
  // What another service answers is not always understood as a copy.
  if (group.nature !== 'cache' && aside.remote.length === 0) return undefined;
  const cost = costOf(aside);
  const holes = pattern?.parts.filter(isHole).length ?? 0;
  const hot = holes === 0 && !isOneFieldOfMany(aside.read);
  if (cost !== undefined)
    return { cost, hot, grave: hot ? !isOneRequest(aside) : loadsOf(aside) >= MANY_LOADS, rank: hot ? 3 : 2 };
  if (holes >= MANY_HOLES || (aside.queries.length === 0 && aside.awaited.length === 0)) return undefined;
  const isMuch = aside.queries.length === 0 || group.entities.some(({ many, along }) => many || along);
  if (!isMuch) return { hot, grave: false, rank: 0, plain: true };
  return { hot, grave: false, rank: hot ? 3 : 1 };
}

/** `hget('menus', category)`: there are as many entries as fields. */
function isOneFieldOfMany(read: CacheEffect): boolean {
  const [, field] = read.arguments;
  return commandName(read) === 'hget' && field !== undefined && field.kind !== 'constant';
}

/** Without an expiry a key is loaded once, unless it is deleted; that it stays is another matter. */
function staysAsItIs({ write }: CacheAside, { invalidations }: KeyGroup): boolean {
  return write.ttl.kind === 'none' && invalidations.length === 0;
}

/** One request is no great load, unless very many wait for it. */
function isOneRequest({ queries, remote }: CacheAside): boolean {
  return queries.length === 0 && remote.length === 1;
}

/** As this code words it: others may call the parts of the same key otherwise. */
function patternOf({ key }: CacheEffect): KeyPattern | undefined {
  const patterns = patternsOf(key);
  return patterns.find(hasText) ?? patterns[0];
}

const OF_ONE =
  /^(ip|email|phone|device|token|jwt|apikeys?|bearer|secret|cookie|login|username|visitor|client|hash|digest|fingerprint|sub|subject|uid)$/i;

/** One person asks for it, and seldom twice at once: by the names in the key, or by what is put there. */
function isPersonal(write: CacheEffect, settings: ReviewSettings): boolean {
  const parts = patternOf(write)?.parts ?? [];
  const field = commandName(write) === 'hset' ? write.arguments.slice(1, 2) : [];
  if (!parts.some(isHole) && field.length === 0) return false;
  const names = parts.map((part) => (isHole(part) ? part.hole : part));
  const origins = [write.key, ...field].flatMap(originsIn).filter(({ kind }) => kind !== 'rows');
  return (
    origins.some((origin) => comesFromRequest(origin) || isHeldBySomebody(origin)) ||
    [...names, ...origins.map((origin) => namesOf(origin).at(-1) ?? '')].some(
      (name) =>
        namesWord(name, 'identity', settings.words) || wordsOf(name).some((word) => OF_ONE.test(word)),
    )
  );
}

function loadsOf({ queries, remote }: CacheAside): number {
  return new Set(queries.map(({ call }) => siteKey(call.site))).size + remote.length;
}

/** A number or sum instead of rows. */
function isAggregate({ rows, call }: DatabaseEffect): boolean {
  return rows.kind === 'derived' && rows.name === call.entity.name;
}

function costOf(aside: CacheAside): string | undefined {
  const requests = aside.remote.length;
  if (requests > 0)
    return requests > 1 ? `${requests} requests to other services` : 'a request to another service';
  const queries = loadsOf(aside);
  if (queries > 1) return `${queries} queries`;
  return aside.queries.some(isAggregate) ? 'an aggregate over many rows' : undefined;
}
