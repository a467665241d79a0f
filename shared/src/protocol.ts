/**
 * What the extension and the language server say to each other beyond the Language Server Protocol.
 * Each message: its method, who sends it, and the shape of what it carries. Plain data only.
 */
import type { SkippedFile, SourceSpan } from './finding.js';

/** The time to live of a pattern's writes. */
export type PatternTtl =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known'; readonly milliseconds: number };

/** One place in the code that touches keys of a pattern. */
export interface CodeSite {
  /** The folder of the workspace, as a URI; empty on the command line. */
  readonly span: SourceSpan;
  /** `UserCache.put`, `getUser`; `(module)` at top level. */
  readonly functionName: string;
  /** The command as written: `set`, `setEx`, `del`, `wrap`. */
  readonly command: string;
}

/**
 * What becomes of a cached copy behind a write, as far as the review can follow. changed: every way through it deletes or overwrites
 * the copy. left: some way does not. accepted: nothing has to, as the copy holds nothing of what is written, or soon ends by itself.
 */
export type CopyBehind = 'changed' | 'left' | 'accepted';

/** A database write on rows that are cached under a pattern; the command is `update`, `delete` and so on. */
export interface DatabaseWriteSite extends CodeSite {
  readonly entity: string;
  readonly copy: CopyBehind;
}

/** A function that stands for the keys of a pattern. */
export interface PatternFunction {
  /** Its name, or the whole function when it has none. */
  readonly span: SourceSpan;
  readonly functionName: string;
  /** `key-builder` gives the key; `cached-function` gives the value, from the cache or from its source. */
  readonly role: 'key-builder' | 'cached-function';
}

/** Everything the workspace does with one key pattern. */
export interface KeyPatternSummary {
  /** `user:{id}`; read it back with `parseKeyPattern`. */
  readonly pattern: string;
  readonly nature: 'cache' | 'state';
  readonly entities: readonly string[];
  readonly ttl: PatternTtl;
  readonly writes: readonly CodeSite[];
  readonly reads: readonly CodeSite[];
  readonly invalidations: readonly CodeSite[];
  readonly databaseWrites: readonly DatabaseWriteSite[];
  readonly functions: readonly PatternFunction[];
}

/** A summary with the folder its files are relative to. */
export interface FolderKeyPatterns {
  readonly folderUri: string;
  readonly patterns: readonly KeyPatternSummary[];
}

/** Server to client, a request from the client: all key patterns of all folders. */
export const keyPatternsRequest = { method: 'cacheReview/keyPatterns' } as const;
export interface KeyPatternsResult {
  readonly folders: readonly FolderKeyPatterns[];
}

/** Server to client, a notification without content: the answer to `keyPatternsRequest` has changed. */
export const keyPatternsChanged = { method: 'cacheReview/keyPatternsChanged' } as const;

/** What a bounded sample of the live keys says about one pattern. */
export interface LiveEvidence {
  readonly pattern: string;
  /** Estimated number of live keys; exact when `exact`. */
  readonly keys: number;
  readonly exact: boolean;
  /** How many keys of the pattern were looked at. */
  readonly sampled: number;
  /** Of those, how many have no TTL. */
  readonly withoutTtl: number;
  /** Median remaining TTL of those that have one, in milliseconds. */
  readonly medianTtlMs?: number;
  readonly connectionName: string;
  /** When the sample was taken, milliseconds since the epoch. */
  readonly takenAt: number;
}

/** Client to server, a notification: replaces all evidence; empty when the connection is gone. */
export const liveEvidenceNotification = { method: 'cacheReview/liveEvidence' } as const;
export interface LiveEvidenceParams {
  readonly evidence: readonly LiveEvidence[];
}

/** Server to client, a notification: what the language status item shows. */
export const statusNotification = { method: 'cacheReview/status' } as const;
export interface ServerStatus {
  readonly health: 'ok' | 'warning' | 'error';
  /** False while a review runs. */
  readonly quiescent: boolean;
  readonly message?: string;
  readonly files: number;
  readonly parsed: number;
  readonly findings: number;
  readonly milliseconds: number;
  readonly skipped: readonly SkippedFile[];
}

/** What the client hands over when it starts the server. */
export interface InitializationOptions {
  /** The folder of the installed extension as a URI, for links to rule pages. */
  readonly extensionUri: string;
  /** The client compares `cache-review.json` with its schema, so nothing of that is to be said twice. */
  readonly checksSettingsFile?: boolean;
}

/** Client command that a lens runs: show the live keys of a pattern. One argument, the pattern. */
export const SHOW_LIVE_KEYS_COMMAND = 'cacheReview.showLiveKeys';
/** Client command behind the code of a diagnostic: open a rule page. One argument, the rule id. */
export const OPEN_RULE_PAGE_COMMAND = 'cacheReview.openRulePage';
/** Client command that shows how a finding came to be. One argument, `FindingEvidence`. */
export const SHOW_EVIDENCE_COMMAND = 'cacheReview.showEvidence';
export interface FindingEvidence {
  /** Where the finding is: a URI and a position of the protocol, both from 0. */
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  /** The steps, in the order in which they happen. */
  readonly locations: readonly EvidenceLocation[];
}
export interface EvidenceLocation {
  readonly uri: string;
  readonly span: SourceSpan;
}
