/** Every rule, in the order of the catalogue. A new rule is a file beside this one and a line here. */
import { ambiguousKey } from './ambiguous-key.js';
import { authCacheTooLong } from './auth-cache-too-long.js';
import { authCacheWithoutRevocation } from './auth-cache-without-revocation.js';
import { cacheFailureBreaksRequest } from './cache-failure-breaks-request.js';
import { cacheWithoutDeadline } from './cache-without-deadline.js';
import { cachedObjectMutated } from './cached-object-mutated.js';
import { cachesFailure } from './caches-failure.js';
import { catchMissesPromise } from './catch-misses-promise.js';
import { clientWithoutErrorListener } from './client-without-error-listener.js';
import { commandInLoop } from './command-in-loop.js';
import { counterWithoutExpiry } from './counter-without-expiry.js';
import { crossSlot } from './cross-slot.js';
import { deprecatedCommand } from './deprecated-command.js';
import { derivedKeysLeft } from './derived-keys-left.js';
import { falsyHit } from './falsy-hit.js';
import { flushCommand } from './flush-command.js';
import { globInDel } from './glob-in-del.js';
import { incompleteKey } from './incomplete-key.js';
import { invalidateBeforeWrite } from './invalidate-before-write.js';
import { invalidateInsideTransaction } from './invalidate-inside-transaction.js';
import { invalidateRacesWrite } from './invalidate-races-write.js';
import { invalidationMissesAlias } from './invalidation-misses-alias.js';
import { invalidationMissesKey } from './invalidation-misses-key.js';
import { invalidationNotAwaited } from './invalidation-not-awaited.js';
import { joinedDataLeft } from './joined-data-left.js';
import { keyNeverHit } from './key-never-hit.js';
import { keysCommand } from './keys-command.js';
import { localCacheNotShared } from './local-cache-not-shared.js';
import { lockNotAtomic } from './lock-not-atomic.js';
import { lockNotReleased } from './lock-not-released.js';
import { lockReleasedByAnyone } from './lock-released-by-anyone.js';
import { lockShorterThanWork } from './lock-shorter-than-work.js';
import { lockWithoutExpiry } from './lock-without-expiry.js';
import { lockWithoutRecheck } from './lock-without-recheck.js';
import { lossySerialisation } from './lossy-serialisation.js';
import { missNotCached } from './miss-not-cached.js';
import { missingTtl } from './missing-ttl.js';
import { noJitter } from './no-jitter.js';
import { readModifyWrite } from './read-modify-write.js';
import { readsWholeCollection } from './reads-whole-collection.js';
import { refreshUnhandled } from './refresh-unhandled.js';
import { responseCacheOnPrivateRoute } from './response-cache-on-private-route.js';
import type { Rule } from './rule.js';
import { secretInCache } from './secret-in-cache.js';
import { setThenExpire } from './set-then-expire.js';
import { sharedKeyForUserData } from './shared-key-for-user-data.js';
import { slidingTtlWithoutCap } from './sliding-ttl-without-cap.js';
import { staleFillRace } from './stale-fill-race.js';
import { stampede } from './stampede.js';
import { tenantMissingInKey } from './tenant-missing-in-key.js';
import { ttlClearedBySet } from './ttl-cleared-by-set.js';
import { ttlIgnored } from './ttl-ignored.js';
import { ttlLostInWrapper } from './ttl-lost-in-wrapper.js';
import { ttlNotPositive } from './ttl-not-positive.js';
import { ttlOutlivesValue } from './ttl-outlives-value.js';
import { ttlTooLong } from './ttl-too-long.js';
import { ttlUnit } from './ttl-unit.js';
import { unboundedCollection } from './unbounded-collection.js';
import { unboundedMemoryCache } from './unbounded-memory-cache.js';
import { unhandledCacheWrite } from './unhandled-cache-write.js';
import { unusedInvalidator } from './unused-invalidator.js';
import { versionNeverBumped } from './version-never-bumped.js';
import { waitWithoutLimit } from './wait-without-limit.js';
import { writeBehindNotDurable } from './write-behind-not-durable.js';
import { writeThroughOrder } from './write-through-order.js';
import { writeWithoutInvalidation } from './write-without-invalidation.js';

export const ALL_RULES: readonly Rule[] = [
  missingTtl,
  ttlLostInWrapper,
  ttlIgnored,
  ttlUnit,
  ttlNotPositive,
  ttlClearedBySet,
  ttlOutlivesValue,
  ttlTooLong,
  slidingTtlWithoutCap,
  setThenExpire,
  noJitter,
  counterWithoutExpiry,
  writeWithoutInvalidation,
  invalidationMissesAlias,
  derivedKeysLeft,
  joinedDataLeft,
  invalidationMissesKey,
  invalidateBeforeWrite,
  invalidateInsideTransaction,
  invalidateRacesWrite,
  writeThroughOrder,
  writeBehindNotDurable,
  invalidationNotAwaited,
  versionNeverBumped,
  unusedInvalidator,
  localCacheNotShared,
  staleFillRace,
  globInDel,
  stampede,
  waitWithoutLimit,
  lockWithoutRecheck,
  refreshUnhandled,
  lockWithoutExpiry,
  lockNotAtomic,
  lockReleasedByAnyone,
  lockNotReleased,
  lockShorterThanWork,
  authCacheTooLong,
  authCacheWithoutRevocation,
  sharedKeyForUserData,
  responseCacheOnPrivateRoute,
  tenantMissingInKey,
  ambiguousKey,
  secretInCache,
  catchMissesPromise,
  cacheFailureBreaksRequest,
  clientWithoutErrorListener,
  cacheWithoutDeadline,
  unhandledCacheWrite,
  keyNeverHit,
  incompleteKey,
  falsyHit,
  cachesFailure,
  missNotCached,
  readModifyWrite,
  lossySerialisation,
  cachedObjectMutated,
  unboundedCollection,
  readsWholeCollection,
  unboundedMemoryCache,
  crossSlot,
  keysCommand,
  flushCommand,
  commandInLoop,
  deprecatedCommand,
];
