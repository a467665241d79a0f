/**
 * What modules export, by name: some pass on hundreds of others, and everyone imports from them. In: the exports of a
 * file, and what following them has shown. Out: the entry that gives a name. Asking again costs nothing.
 */
import type { ExportFact, FileFacts } from '../../facts/fileFacts.js';
import { OncePerFile } from '../oncePerFile.js';

export class ExportTable {
  private readonly named = new OncePerFile(entriesByName);
  private readonly passing = new Map<string, Map<string, ExportFact | 'none'>>();

  /** The last entry of a name, which is the one that counts. */
  entryOf(facts: FileFacts, name: string): ExportFact | undefined {
    return this.named.of(facts).get(name);
  }

  /** The `export * from` of a file that gives the name, `none` where none does; undefined before anybody looked. */
  passedOnBy(file: string, name: string): ExportFact | 'none' | undefined {
    return this.passing.get(file)?.get(name);
  }

  notePassing(file: string, name: string, entry: ExportFact | 'none'): void {
    const names = this.passing.get(file) ?? new Map<string, ExportFact | 'none'>();
    this.passing.set(file, names.set(name, entry));
  }
}

function entriesByName({ exports }: FileFacts): ReadonlyMap<string, ExportFact> {
  return new Map(exports.map((entry) => [entry.name, entry]));
}
