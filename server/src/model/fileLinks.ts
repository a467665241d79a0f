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

  add(from: string, to: string): void {
    if (from === to) return;
    const known = this.found.get(from);
    if (known) known.add(to);
    else this.found.set(from, new Set([to]));
  }

  from(file: string): ReadonlySet<string> {
    return this.found.get(file) ?? NONE;
  }
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
