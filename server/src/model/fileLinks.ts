/**
 * Which files say something about which others. In: what evaluation asks for while a model is built. Out: the links
 * between files, as plain names, so that they outlive the model.
 */
import type { Linker } from './evaluation/linker.js';

export class FileLinks {
  /** Files whose code another file's code leads to. */
  private readonly found = new Map<string, Set<string>>();
  /** Files that say what a name or a token stands for everywhere. */
  readonly speakers = new Set<string>();

  /** Files that say of another file's functions how they go together; what else they lead to does not matter. */
  private readonly arranged = new Map<string, Set<string>>();

  add(from: string, to: string): void {
    if (from !== to) addTo(this.found, from, to);
  }

  addArrangement(file: string, by: string): void {
    addTo(this.arranged, file, by);
  }

  from(file: string): ReadonlySet<string> {
    return this.found.get(file) ?? NONE;
  }

  arranging(file: string): ReadonlySet<string> {
    return this.arranged.get(file) ?? NONE;
  }
}

function addTo(sets: Map<string, Set<string>>, name: string, member: string): void {
  const known = sets.get(name);
  if (known) known.add(member);
  else sets.set(name, new Set([member]));
}

const NONE: ReadonlySet<string> = new Set();

/** The same linker; every import that is followed is a link. */
export function noteImports(linker: Linker, links: FileLinks): Linker {
  return {
    ...linker,
    resolve(file, specifier) {
      const target = linker.resolve(file, specifier);
      if (target !== undefined) links.add(file, target);
      return target;
    },
  };
}
