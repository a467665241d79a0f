/**
 * The first wave of selection: files whose text mentions a cache, without tests. Answers are kept by the hash of the text, so
 * that an edit asks about one file.
 */
import type { DeclaredCache } from '../../../shared/src/declaredCaches.js';
import { isNamedAfterCache, isTest, mentionsCache } from '../facts/selection.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';

export class FirstFiles {
  private question = '';
  private answers = new Map<string, boolean>();

  /** Sorted. */
  select(snapshot: WorkspaceSnapshot, declared: readonly DeclaredCache[]): readonly string[] {
    const question = declared.map(({ module }) => module).join('\n');
    const known = question === this.question ? this.answers : new Map<string, boolean>();
    this.question = question;
    this.answers = new Map();
    return snapshot.files.filter((file) => {
      if (isTest(file)) return false;
      if (isNamedAfterCache(file)) return true;
      const hash = snapshot.hash(file);
      const answer = known.get(hash) ?? mentionsCache(snapshot.text(file) ?? '', declared);
      this.answers.set(hash, answer);
      return answer;
    });
  }
}
