/**
 * Facts by the hash of the text: extracted when first asked for, kept between reviews, and, with a cache
 * file, between sessions. Facts that no file of a review needed are forgotten at its end.
 */
import { extractFacts, FACTS_VERSION } from '../facts/extractFacts.js';
import type { FileFacts } from '../facts/fileFacts.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { FactsCacheStore } from '../workspace/workspaceSource.js';

const VERSION = `facts-${FACTS_VERSION}`;
/** Writing the cache takes longer than parsing a few files again: an edit waits until others have joined it. */
const UNSAVED_FILES = 16;

export interface FactsOfReview {
  /** How many files were parsed. */
  readonly parsed: number;
  /** Of every file that was asked for; undefined when one of them could not be read. */
  readonly facts: ReadonlyMap<string, FileFacts> | undefined;
}

export class FactsStore {
  private known: Map<string, FileFacts> | undefined;
  private used = new Map<string, FileFacts>();
  private extracted = 0;
  /** What the cache file holds, as far as this session knows. */
  private saved: ReadonlySet<string> | undefined;
  private isWhole = true;
  private snapshot: WorkspaceSnapshot | undefined;
  private byFile = new Map<string, FileFacts>();

  constructor(private readonly cache: FactsCacheStore | undefined) {}

  /** The facts of a file of the snapshot; undefined when it has none. */
  factsOf(snapshot: WorkspaceSnapshot, file: string): FileFacts | undefined {
    // A model asks for the same files very often; the key of a text is not made anew every time.
    if (this.snapshot !== snapshot) this.begin(snapshot);
    const known = this.byFile.get(file);
    if (known || !snapshot.has(file)) return known;
    const key = keyOf(snapshot, file);
    const facts = this.used.get(key) ?? this.load().get(key) ?? this.extract(snapshot, file);
    if (facts) {
      this.used.set(key, facts);
      this.byFile.set(file, facts);
    }
    return facts;
  }

  /** The same between two reviews, and while one is under way: it takes no part in any. */
  factsBeside(snapshot: WorkspaceSnapshot, file: string): FileFacts | undefined {
    if (!snapshot.has(file)) return undefined;
    const key = keyOf(snapshot, file);
    const known = this.used.get(key) ?? this.load().get(key);
    if (known) return known;
    const text = snapshot.text(file);
    return text === undefined ? undefined : extractFacts(file, text);
  }

  private begin(snapshot: WorkspaceSnapshot | undefined): void {
    this.snapshot = snapshot;
    this.byFile = new Map();
    this.isWhole = true;
  }

  private extract(snapshot: WorkspaceSnapshot, file: string): FileFacts | undefined {
    const text = snapshot.text(file);
    if (text === undefined) {
      this.isWhole = false;
      return undefined;
    }
    this.extracted += 1;
    return extractFacts(file, text);
  }

  private load(): Map<string, FileFacts> {
    this.known ??= this.cache ? (this.cache.load(VERSION) as Map<string, FileFacts>) : new Map();
    return this.known;
  }

  /** Ends a review and keeps what was used. */
  finish(): FactsOfReview {
    const parsed = this.extracted;
    const facts = this.isWhole ? this.byFile : undefined;
    if (parsed > 0) this.save();
    this.known = this.used;
    this.used = new Map();
    this.extracted = 0;
    this.begin(undefined);
    return { parsed, facts };
  }

  private save(): void {
    const { saved, used } = this;
    if (!this.cache || (saved && [...used.keys()].filter((key) => !saved.has(key)).length < UNSAVED_FILES))
      return;
    this.cache.save(VERSION, used);
    this.saved = new Set(used.keys());
  }
}

/** Equal texts have equal facts where they are read as the same language. */
function keyOf(snapshot: WorkspaceSnapshot, file: string): string {
  return `${file.slice(file.lastIndexOf('.'))}:${snapshot.hash(file)}`;
}
