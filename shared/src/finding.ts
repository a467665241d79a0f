/**
 * The result of a review: findings and the places they point at.
 * Plain data; it crosses the protocol, the command line's JSON and the tests unchanged.
 */
import type { RuleId } from './ruleCatalogue.js';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** certain: the semantics of one call. likely: every hop resolved. possible: one hop unresolved (hidden by default). */
export type Confidence = 'certain' | 'likely' | 'possible';

/** A range of source text. Offsets are UTF-16 code units from 0; lines and columns start at 1. */
export interface SourceSpan {
  /** Relative to the workspace root, with forward slashes. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface RelatedLocation {
  readonly span: SourceSpan;
  readonly message: string;
}

/** safe: may be applied without looking (`source.fixAll`). suggestion: needs a human decision. */
export type FixKind = 'safe' | 'suggestion';

/** Adds an expiry to one cache write, in the form its library reads. */
export interface AddTtlFix {
  readonly id: 'add-ttl';
  readonly title: string;
  readonly kind: FixKind;
  /** The call expression to change. */
  readonly call: SourceSpan;
  /** How the library spells an expiry; the text goes after the last argument unless the form says otherwise. */
  readonly form: TtlArgumentForm;
  /** The proposed life in milliseconds; the form turns it into its own unit. */
  readonly milliseconds: number;
}

export type TtlArgumentForm =
  | 'ex-arguments'
  | 'ex-option'
  | 'milliseconds-argument'
  | 'seconds-option'
  | 'ttl-milliseconds-option'
  | 'lower-ex-option'
  | 'expires-option'
  | 'revalidate-option'
  | 'seconds-argument';

export type FixDescription = AddTtlFix;

export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly span: SourceSpan;
  /** What is wrong. Why it matters. What to do. */
  readonly message: string;
  /** The key pattern concerned, such as `user:{id}`. */
  readonly key?: string;
  readonly related: readonly RelatedLocation[];
  readonly fixes: readonly FixDescription[];
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: 'size' | 'minified' | 'generated' | 'unreadable';
}
