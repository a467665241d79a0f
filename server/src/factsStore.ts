/**
 * Facts by the hash of the text: extracted when first asked for, kept between reviews, and, with a cache
 * file, between sessions. Facts that no file of a review needed are forgotten at its end.
 */
import { extractFacts, FACTS_VERSION } from './facts/extractFacts.js';
import type { FileFacts } from './facts/fileFacts.js';
import type { WorkspaceSnapshot } from './workspace/snapshot.js';
import type { FactsCacheStore } from './workspace/workspaceSource.js';

const VERSION = `facts-${FACTS_VERSION}`;

export class FactsStore {
  private known: Map<string, FileFacts> | undefined;
  private used = new Map<string, FileFacts>();
  private extracted = 0;
  private latest:
    | { readonly snapshot: WorkspaceSnapshot; readonly facts: Map<string, FileFacts> }
    | undefined;

  constructor(private readonly cache: FactsCacheStore | undefined) {}

  /** The facts of a file of the snapshot; undefined when it has none. */
  factsOf(snapshot: WorkspaceSnapshot, file: string): FileFacts | undefined {
    // A model asks for the same files very often; the key of a text is not made anew every time.
    if (this.latest?.snapshot !== snapshot) this.latest = { snapshot, facts: new Map() };
    const known = this.latest.facts.get(file);
    if (known || !snapshot.has(file)) return known;
    const key = `${file.slice(file.lastIndexOf('.'))}:${snapshot.hash(file)}`;
    const facts = this.used.get(key) ?? this.load().get(key) ?? this.extract(snapshot, file);
    if (facts) {
      this.used.set(key, facts);
      this.latest.facts.set(file, facts);
    }
    return facts;
  }

  private extract(snapshot: WorkspaceSnapshot, file: string): FileFacts | undefined {
    const text = snapshot.text(file);
    if (text === undefined) return undefined;
    this.extracted += 1;
    return extractFacts(file, text);
  }

  private load(): Map<string, FileFacts> {
    this.known ??= this.cache ? (this.cache.load(VERSION) as Map<string, FileFacts>) : new Map();
    return this.known;
  }

  /** Ends a review: answers how many files were parsed, and keeps what was used. */
  finish(): number {
    const parsed = this.extracted;
    if (parsed > 0) this.cache?.save(VERSION, this.used);
    this.known = this.used;
    this.used = new Map();
    this.extracted = 0;
    this.latest = undefined;
    return parsed;
  }
}
