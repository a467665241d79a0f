/**
 * The last review of a folder, kept between two runs, and whether it still answers. It does where nothing that it was made of
 * has changed: the build of the engine, the settings, and the files, whose texts are compared by hash, or, where
 * nobody has read them yet, by their sizes and times. Loads nothing of the engine.
 */
import { createHash } from 'node:crypto';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { ReviewResult } from '../analysis.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { ReviewStore, SettingsFileText, WorkspaceSource } from '../workspace/workspaceSource.js';

/** What was asked for, beside the files. */
export interface ReviewQuestion {
  readonly settings: ReviewSettings;
  readonly overrides: Partial<ReviewSettings>;
  readonly settingsFile: SettingsFileText | undefined;
}

/** Which files beyond the first a review was made of, and which ones its model led to. */
export interface FurtherSelection {
  readonly files: readonly string[];
  /** Others than `files` where the waves ended before they had come to rest. */
  readonly ledTo: readonly string[];
}

interface KeptReview {
  readonly question: string;
  /** Of the files' texts. */
  readonly content: string;
  /** As of `WorkspaceSource.fingerprint`, from before the texts were read. */
  readonly fingerprint?: string;
  readonly selection?: FurtherSelection;
  readonly result: ReviewResult;
}

export class KeptReviews {
  private loaded: { readonly review: KeptReview | undefined } | undefined;
  /** Found before a review was known to be needed: the review need not look at all files once more. */
  private fingerprint: string | undefined;

  constructor(
    private readonly store: ReviewStore,
    /** Which build of the engine asks. */
    private readonly build: string,
  ) {}

  /** The answer where no file was touched since. */
  async recallUntouched(
    source: WorkspaceSource,
    settings: ReviewSettings,
    overrides: Partial<ReviewSettings>,
  ): Promise<ReviewResult | undefined> {
    const kept = this.load();
    if (kept?.fingerprint === undefined) return undefined;
    if (kept.question !== this.textOf({ settings, overrides, settingsFile: source.settingsFile() }))
      return undefined;
    this.fingerprint = await source.fingerprint();
    return this.fingerprint === kept.fingerprint ? kept.result : undefined;
  }

  /** What tells the files that are about to be read from what they are later. */
  async fingerprintOf(source: WorkspaceSource): Promise<string | undefined> {
    const known = this.fingerprint;
    this.fingerprint = undefined;
    return known ?? source.fingerprint();
  }

  /** The answer where the files say the same. */
  recall(question: ReviewQuestion, snapshot: WorkspaceSnapshot): ReviewResult | undefined {
    const kept = this.load();
    const isSame = kept?.question === this.textOf(question) && kept.content === contentOf(snapshot);
    return isSame ? kept.result : undefined;
  }

  /** Which files the last review read; where some have changed since, most likely this one reads them too. */
  selectionOf(question: ReviewQuestion): FurtherSelection | undefined {
    const kept = this.load();
    return kept?.question === this.textOf(question) ? kept.selection : undefined;
  }

  keep(
    question: ReviewQuestion,
    snapshot: WorkspaceSnapshot,
    { fingerprint, selection, result }: Pick<KeptReview, 'fingerprint' | 'selection' | 'result'>,
  ): void {
    const content = contentOf(snapshot);
    const review = {
      question: this.textOf(question),
      content,
      ...(fingerprint !== undefined && { fingerprint }),
      ...(selection && { selection }),
      result,
    };
    this.loaded = { review };
    this.store.save(review);
  }

  private textOf(question: ReviewQuestion): string {
    return hashOf([this.build, question]);
  }

  private load(): KeptReview | undefined {
    if (!this.loaded) {
      const review = this.store.load();
      this.loaded = { review: isKeptReview(review) ? review : undefined };
    }
    return this.loaded.review;
  }
}

function contentOf({ files, hash, skipped, packages, pathAliases, schemaFields }: WorkspaceSnapshot): string {
  return hashOf([files.map((file) => [file, hash(file)]), skipped, packages, pathAliases, schemaFields]);
}

function hashOf(data: unknown): string {
  return createHash('sha1').update(JSON.stringify(data)).digest('hex');
}

/** The question carries the build, and a build writes one kind of result. */
function isKeptReview(value: unknown): value is KeptReview {
  if (typeof value !== 'object' || value === null) return false;
  const { question, content, result } = value as Partial<Record<keyof KeptReview, unknown>>;
  return (
    typeof question === 'string' &&
    typeof content === 'string' &&
    typeof result === 'object' &&
    result !== null
  );
}
