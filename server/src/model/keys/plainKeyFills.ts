/**
 * Fills of keys that are nothing but an id or an address: `set(request.url, page)`. Such keys have no pattern by which
 * uses meet, so each stands by itself. In: uses of keys, where a read leads to a load and a write, and which of them keep a
 * response. Out: a group for each fill.
 */
import { formatKeyPattern, hasText, isHole } from '../../../../shared/src/keyPattern.js';
import { siteKey } from '../calls/sites.js';
import { NAMELESS } from '../evaluation/pureCalls.js';
import { isSameFunction } from '../evaluation/values.js';
import type { CacheAside } from '../loads/cacheAsides.js';
import { type KeyGroup, UNVERSIONED } from './keyGroups.js';
import type { KeyUse } from './keyUses.js';

/** Names of parameters that may be given any key: whoever calls says which. */
const ANY_KEY = /^(cache_?)?(key|id|name|token|prefix)$/i;
/** Those of them that are no more than they say where the function itself loads what they stand for. */
const OWN_KEY = /^(id|name|token)$/i;

export function plainKeyFills(
  uses: readonly KeyUse[],
  asides: readonly CacheAside[],
  isOfResponse: (use: KeyUse) => boolean,
): readonly KeyGroup[] {
  const bySite = new Map(asides.map((aside) => [siteKey(aside.write.site), aside]));
  const withText = new Set(
    uses.flatMap((use) => (use.patterns.some(hasText) ? [siteKey(use.effect.site)] : [])),
  );
  return uses.flatMap((use) => {
    const site = siteKey(use.effect.site);
    const aside = bySite.get(site);
    const isOwn = aside !== undefined && isSameFunction(aside.function, use.function);
    if (withText.has(site)) return [];
    // Whoever calls it says which one is asked for; the function loads it all the same.
    const isLoading = aside !== undefined && loadsItself(aside);
    if (!isOwn) return isPlain(use) && (isLoading || isOfResponse(use)) ? groupOf(use) : [];
    return isPlain(use, loadsItself(aside)) || isHelperOfOthers(use, aside) ? groupOf(use) : [];
  });
}

/**
 * `remember(key, load)` of a package, which is told the key and what to load: a use of it stands there only where nobody
 * in the workspace calls it, so that its own words are all there is.
 */
function isHelperOfOthers({ effect, patterns }: KeyUse, { given }: CacheAside): boolean {
  return given.length > 0 && effect.chain.length === 1 && patterns.length === 1;
}

function loadsItself({ given, queries, remote }: CacheAside): boolean {
  return given.length === 0 && queries.length + remote.length > 0;
}

/** Holes and what separates them, the first called after what it holds. */
function isPlain({ patterns, effect }: KeyUse, isLoadedHere = false): boolean {
  const [pattern, ...others] = patterns;
  const [first] = pattern?.parts ?? [];
  if (!first || !isHole(first) || others.length > 0 || first.hole === NAMELESS) return false;
  // A parameter of that name belongs to a wrapper, unless the call says what is behind it.
  const last = effect.key.kind === 'text' ? effect.key.parts.at(-1) : { value: effect.key };
  const value = typeof last === 'object' ? last.value : undefined;
  if (value?.kind !== 'parameter' || value.path.length > 0) return true;
  return !ANY_KEY.test(value.name) || (isLoadedHere && OWN_KEY.test(value.name));
}

function groupOf(use: KeyUse): readonly KeyGroup[] {
  return use.patterns.map((pattern) => ({
    pattern,
    text: formatKeyPattern(pattern),
    nature: 'cache',
    filledOnMiss: true,
    entities: [],
    resources: [],
    writes: [use],
    reads: [],
    invalidations: [],
    summarises: false,
    counted: [],
    ...UNVERSIONED,
  }));
}
