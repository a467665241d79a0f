/**
 * The one list of rules. Settings, the README table, the headers of the rule pages and the links in
 * diagnostics are generated from it or checked against it.
 */
import type { FixKind, Severity } from './finding.js';

export type RuleCategory =
  | 'expiry'
  | 'invalidation'
  | 'stampede'
  | 'locks'
  | 'identity'
  | 'degradation'
  | 'content'
  | 'commands'
  | 'suppressions';

export interface RuleDescription {
  readonly id: string;
  readonly category: RuleCategory;
  readonly severity: Severity;
  /** One line: what the rule reports. */
  readonly summary: string;
  readonly fix: FixKind | 'none';
  /** false: off unless the preset is `strict` or its own setting says so. */
  readonly recommended?: boolean;
}

/** recommended: the rules that hardly err. strict: all of them. */
export const PRESETS = ['recommended', 'strict'] as const;
export type Preset = (typeof PRESETS)[number];

export const RULES = [
  {
    id: 'missing-ttl',
    category: 'expiry',
    severity: 'warning',
    summary: 'A cache entry is written without an expiry, so it never leaves the cache.',
    fix: 'suggestion',
  },
  {
    id: 'ttl-lost-in-wrapper',
    category: 'expiry',
    severity: 'warning',
    summary: 'A function takes an expiry and does not pass it on, or its default is "for ever".',
    fix: 'suggestion',
  },
  {
    id: 'ttl-ignored',
    category: 'expiry',
    severity: 'error',
    summary: 'An expiry stands where this version of the client does not read it.',
    fix: 'safe',
  },
  {
    id: 'ttl-unit',
    category: 'expiry',
    severity: 'warning',
    summary: 'Seconds are given where milliseconds are read, or the reverse.',
    fix: 'safe',
  },
  {
    id: 'ttl-not-positive',
    category: 'expiry',
    severity: 'error',
    summary: 'The server refuses an expiry that is zero, negative or not a whole number.',
    fix: 'none',
  },
  {
    id: 'ttl-cleared-by-set',
    category: 'expiry',
    severity: 'warning',
    summary: 'A `SET` takes away the expiry that the key was created with.',
    fix: 'suggestion',
  },
  {
    id: 'ttl-outlives-value',
    category: 'expiry',
    severity: 'warning',
    summary: 'A row that says until when it counts is cached for longer than that.',
    fix: 'suggestion',
  },
  {
    id: 'ttl-too-long',
    category: 'expiry',
    severity: 'info',
    summary: 'What changes often is cached for longer than some minutes, and not every write deletes it.',
    fix: 'suggestion',
    recommended: false,
  },
  {
    id: 'sliding-ttl-without-cap',
    category: 'expiry',
    severity: 'warning',
    summary: 'Every read renews the expiry of a cached copy, so that it may never be loaded again.',
    fix: 'none',
  },
  {
    id: 'set-then-expire',
    category: 'expiry',
    severity: 'warning',
    summary: 'A key is written and given its expiry in two commands.',
    fix: 'safe',
  },
  {
    id: 'no-jitter',
    category: 'expiry',
    severity: 'info',
    summary: 'Keys that are written together expire together.',
    fix: 'suggestion',
    recommended: false,
  },
  {
    id: 'counter-without-expiry',
    category: 'expiry',
    severity: 'warning',
    summary: 'A counter with a limit never starts again, or may not after a crash.',
    fix: 'suggestion',
  },
  {
    id: 'write-without-invalidation',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A database write leaves a cached copy of the row as it was.',
    fix: 'suggestion',
  },
  {
    id: 'invalidation-misses-alias',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A row is kept under several keys, and a write deletes only some of them.',
    fix: 'suggestion',
  },
  {
    id: 'derived-keys-left',
    category: 'invalidation',
    severity: 'warning',
    summary: 'The key of a row is deleted after a write, but a list with the row in it is left.',
    fix: 'suggestion',
  },
  {
    id: 'joined-data-left',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A write leaves a cached value in which its rows come along with others.',
    fix: 'suggestion',
  },
  {
    id: 'invalidation-misses-key',
    category: 'invalidation',
    severity: 'error',
    summary: 'A delete is given a key that nobody writes, or in a way that the client does not read.',
    fix: 'safe',
  },
  {
    id: 'invalidate-before-write',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A cached copy is deleted before the write that makes it stale.',
    fix: 'safe',
  },
  {
    id: 'invalidate-inside-transaction',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A cached copy is deleted before the transaction commits.',
    fix: 'suggestion',
  },
  {
    id: 'invalidate-races-write',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A cached copy is deleted while the row is still being written.',
    fix: 'safe',
  },
  {
    id: 'write-through-order',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A cached copy gets the new data before the database does.',
    fix: 'none',
  },
  {
    id: 'write-behind-not-durable',
    category: 'invalidation',
    severity: 'info',
    summary: 'New data is in the cache at once, and in the database only when a timer or promise gets there.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'invalidation-not-awaited',
    category: 'invalidation',
    severity: 'warning',
    summary: 'Nothing waits for the delete of a cached copy.',
    fix: 'none',
  },
  {
    id: 'version-never-bumped',
    category: 'invalidation',
    severity: 'warning',
    summary: 'Keys carry a version that nothing ever raises, although the rows are written.',
    fix: 'none',
  },
  {
    id: 'unused-invalidator',
    category: 'invalidation',
    severity: 'info',
    summary: 'A function deletes cached keys that nothing else deletes, and nobody calls it.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'local-cache-not-shared',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A copy in memory is cleared in one process, and the others keep theirs.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'stale-fill-race',
    category: 'invalidation',
    severity: 'info',
    summary: 'A long-lived copy may be filled with what was loaded before it was deleted.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'glob-in-del',
    category: 'invalidation',
    severity: 'error',
    summary: 'A delete is given a pattern, but deletes take literal keys.',
    fix: 'suggestion',
  },
  {
    id: 'stampede',
    category: 'stampede',
    severity: 'info',
    summary: 'When an entry expires, every caller loads it again at the same time.',
    fix: 'suggestion',
  },
  {
    id: 'wait-without-limit',
    category: 'stampede',
    severity: 'warning',
    summary: 'Code waits for another caller to fill the cache, however long that takes.',
    fix: 'none',
  },
  {
    id: 'lock-without-recheck',
    category: 'stampede',
    severity: 'info',
    summary: 'Who waited for the lock of a load does not look whether it is still needed.',
    fix: 'none',
  },
  {
    id: 'refresh-unhandled',
    category: 'stampede',
    severity: 'warning',
    summary: 'A value is loaded anew in the background, and nobody catches a failure.',
    fix: 'none',
  },
  {
    id: 'lock-without-expiry',
    category: 'locks',
    severity: 'warning',
    summary: 'A lock has no expiry, so a crash of its holder keeps it for ever.',
    fix: 'suggestion',
  },
  {
    id: 'lock-not-atomic',
    category: 'locks',
    severity: 'warning',
    summary: 'A lock is looked up first and written afterwards, so two can take it.',
    fix: 'suggestion',
  },
  {
    id: 'lock-released-by-anyone',
    category: 'locks',
    severity: 'error',
    summary: 'A lock is deleted without a look at whose it is.',
    fix: 'suggestion',
  },
  {
    id: 'lock-not-released',
    category: 'locks',
    severity: 'warning',
    summary: 'A lock stays until it expires when the work under it throws.',
    fix: 'none',
  },
  {
    id: 'lock-shorter-than-work',
    category: 'locks',
    severity: 'info',
    summary: 'A lock may expire while its holder is still at work.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'auth-cache-too-long',
    category: 'identity',
    severity: 'warning',
    summary: 'A permission, role, session or token is cached longer than a revocation may take.',
    fix: 'none',
  },
  {
    id: 'auth-cache-without-revocation',
    category: 'identity',
    severity: 'warning',
    summary: 'A right is taken away in the database and goes on counting in the cache.',
    fix: 'suggestion',
  },
  {
    id: 'shared-key-for-user-data',
    category: 'identity',
    severity: 'error',
    summary: 'The cached value depends on who asks, and the key does not.',
    fix: 'suggestion',
  },
  {
    id: 'response-cache-on-private-route',
    category: 'identity',
    severity: 'warning',
    summary: 'A whole response is kept under its URL, but it depends on who asks.',
    fix: 'suggestion',
  },
  {
    id: 'tenant-missing-in-key',
    category: 'identity',
    severity: 'warning',
    summary:
      'Rows of one tenant are cached under a key that other tenants share, and other keys carry the tenant.',
    fix: 'suggestion',
  },
  {
    id: 'ambiguous-key',
    category: 'identity',
    severity: 'info',
    summary: 'Different things share a key: an object in it, or parts with nothing between them.',
    fix: 'none',
  },
  {
    id: 'secret-in-cache',
    category: 'identity',
    severity: 'warning',
    summary: 'A row with a password or another secret in it is kept in a shared cache.',
    fix: 'none',
  },
  {
    id: 'catch-misses-promise',
    category: 'degradation',
    severity: 'error',
    summary: 'A `catch` around a cache call never runs, because nothing waits for the promise.',
    fix: 'safe',
  },
  {
    id: 'cache-failure-breaks-request',
    category: 'degradation',
    severity: 'warning',
    summary: 'A request fails with the cache, although the value can be loaded without it.',
    fix: 'suggestion',
  },
  {
    id: 'client-without-error-listener',
    category: 'degradation',
    severity: 'error',
    summary: 'A client has no listener for its errors, so a broken connection ends the process.',
    fix: 'none',
  },
  {
    id: 'cache-without-deadline',
    category: 'degradation',
    severity: 'info',
    summary: 'When the server is away, requests wait for the cache.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'unhandled-cache-write',
    category: 'degradation',
    severity: 'warning',
    summary: 'Nothing waits for a cache write, and nobody catches its failure.',
    fix: 'none',
  },
  {
    id: 'key-never-hit',
    category: 'content',
    severity: 'warning',
    summary: 'A cache key is different in every call, so nothing is ever found under it.',
    fix: 'none',
  },
  {
    id: 'incomplete-key',
    category: 'content',
    severity: 'warning',
    summary: 'The cached value was selected by something that the key does not carry.',
    fix: 'suggestion',
  },
  {
    id: 'falsy-hit',
    category: 'content',
    severity: 'warning',
    summary: 'A cached `0` or `false` is taken for a miss, or an empty answer for a hit.',
    fix: 'safe',
  },
  {
    id: 'caches-failure',
    category: 'content',
    severity: 'warning',
    summary: 'What stands for a failed load is kept as if it were the value.',
    fix: 'none',
  },
  {
    id: 'miss-not-cached',
    category: 'content',
    severity: 'info',
    summary: 'A row that does not exist is looked up in the database every time.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'read-modify-write',
    category: 'content',
    severity: 'warning',
    summary: 'A number is read, changed and written back, so that changes get lost.',
    fix: 'suggestion',
  },
  {
    id: 'lossy-serialisation',
    category: 'content',
    severity: 'warning',
    summary: 'A date, set or object is taken out of a cache that keeps texts, and is no longer one.',
    fix: 'suggestion',
  },
  {
    id: 'cached-object-mutated',
    category: 'content',
    severity: 'warning',
    summary: 'An object out of a cache in memory is changed, and with it what the next reader gets.',
    fix: 'suggestion',
  },
  {
    id: 'unbounded-collection',
    category: 'commands',
    severity: 'warning',
    summary: 'Members are added to a list, stream or set, and none is ever taken out.',
    fix: 'suggestion',
  },
  {
    id: 'reads-whole-collection',
    category: 'commands',
    severity: 'info',
    summary: 'All of a list, set or hash is read at once, and it grows without an end.',
    fix: 'none',
    recommended: false,
  },
  {
    id: 'unbounded-memory-cache',
    category: 'commands',
    severity: 'warning',
    summary: 'A `Map` or object of a module is used as a cache, and no entry ever leaves it.',
    fix: 'suggestion',
    recommended: false,
  },
  {
    id: 'cross-slot',
    category: 'commands',
    severity: 'error',
    summary: 'A cluster refuses a command whose keys are in different slots.',
    fix: 'suggestion',
  },
  {
    id: 'keys-command',
    category: 'commands',
    severity: 'warning',
    summary: '`KEYS` stops the server until it has looked at every key.',
    fix: 'suggestion',
  },
  {
    id: 'flush-command',
    category: 'commands',
    severity: 'warning',
    summary: '`FLUSHALL` or `FLUSHDB` deletes what others wrote as well.',
    fix: 'none',
  },
  {
    id: 'command-in-loop',
    category: 'commands',
    severity: 'info',
    summary: 'A loop waits for one command after the other.',
    fix: 'suggestion',
  },
  {
    id: 'deprecated-command',
    category: 'commands',
    severity: 'hint',
    summary: 'A command has been replaced by a newer one.',
    fix: 'safe',
  },
  {
    id: 'unused-suppression',
    category: 'suppressions',
    severity: 'info',
    summary: 'A suppression comment has no reason, names an unknown rule, or suppresses nothing.',
    fix: 'safe',
  },
] as const satisfies readonly RuleDescription[];

export type RuleId = (typeof RULES)[number]['id'];

/** The severity of a rule in a preset; its findings may have one of their own. */
export function presetSeverity(rule: RuleDescription, preset: Preset): Severity | 'off' {
  return preset === 'strict' || rule.recommended !== false ? rule.severity : 'off';
}

/** The rule page of an installed copy, relative to the extension or package folder. */
export function rulePagePath(rule: RuleId): string {
  return `server/docs/rules/${rule}.md`;
}
