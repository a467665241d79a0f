/** What is found in the facts of a file, when it is first asked for, and kept for as long as the model is. */
import type { FileFacts } from '../facts/fileFacts.js';

export class OncePerFile<T> {
  private readonly known = new Map<FileFacts, T>();

  constructor(private readonly find: (facts: FileFacts) => T) {}

  of(facts: FileFacts): T {
    const known = this.known.get(facts);
    if (known !== undefined) return known;
    const found = this.find(facts);
    this.known.set(facts, found);
    return found;
  }
}
