/**
 * What git ignores: `.git/info/exclude` and the `.gitignore` files from the top of the repository down to
 * one folder. A chain is fixed; entering a folder gives a new one. The rules nearest to a file decide.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ignore, { type Ignore } from 'ignore';

export interface IgnoreRules {
  /** `path` is relative to the root of the review. Only asked for paths whose folder is not ignored. */
  ignores(path: string, isDirectory: boolean): boolean;
  /** The rules below `directory`, which has its own `.gitignore` with this text. */
  enter(directory: string, gitignore: string): IgnoreRules;
}

interface RuleFile {
  readonly rules: Ignore;
  /** The path as the rules' own folder sees it. */
  readonly seenFrom: (path: string) => string;
}

/** The rules of the repository around `root`, an absolute path, without the `.gitignore` of `root` itself. */
export function readIgnoreRules(root: string): IgnoreRules {
  const top = findRepository(root);
  if (top === undefined) return chain([]);
  const directories = foldersBetween(top, root);
  const excluded = readText(join(gitDirectory(top), 'info', 'exclude'));
  return chain(
    directories.flatMap((directory, index) => {
      const own = directory === root ? undefined : readText(join(directory, '.gitignore'));
      const text = [index === 0 ? excluded : undefined, own].filter((part) => part !== undefined).join('\n');
      const prefix = relative(directory, root).replaceAll('\\', '/');
      return text === '' ? [] : [ruleFile(text, (path) => (prefix === '' ? path : `${prefix}/${path}`))];
    }),
  );
}

function chain(files: readonly RuleFile[]): IgnoreRules {
  return {
    ignores(path, isDirectory) {
      for (const { rules, seenFrom } of files.toReversed()) {
        const name = seenFrom(path);
        const { ignored, unignored } = rules.test(isDirectory ? `${name}/` : name);
        if (ignored || unignored) return ignored;
      }
      return false;
    },
    enter(directory, gitignore) {
      const prefixLength = directory === '' ? 0 : directory.length + 1;
      return chain([...files, ruleFile(gitignore, (path) => path.slice(prefixLength))]);
    },
  };
}

function ruleFile(text: string, seenFrom: (path: string) => string): RuleFile {
  // Git ignores letter case where the file system does.
  const ignorecase = process.platform === 'win32' || process.platform === 'darwin';
  return { rules: ignore({ ignorecase }).add(text), seenFrom };
}

/** Whether a path relative to the root is ignored by lines of a .gitignore file in a folder that sees it as `root`. */
export function createPathFilter(lines: readonly string[], root: string): (file: string) => boolean {
  if (lines.length === 0) return () => false;
  const { rules, seenFrom } = ruleFile(lines.join('\n'), (path) => (root === '' ? path : `${root}/${path}`));
  return (file) => rules.ignores(seenFrom(file));
}

/** The nearest folder at or above `directory` that holds `.git`; undefined outside a repository. */
export function findRepository(directory: string): string | undefined {
  for (let at = resolve(directory); ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false })) return at;
    if (dirname(at) === at) return undefined;
  }
}

function foldersBetween(top: string, root: string): readonly string[] {
  const folders = [root];
  for (let at = root; at !== top; at = dirname(at)) folders.unshift(dirname(at));
  return folders;
}

/** A worktree or submodule has a `.git` file that names the real folder, which may name a common one. */
function gitDirectory(top: string): string {
  const dotGit = join(top, '.git');
  const target = /^gitdir: (.+)$/m.exec(readText(dotGit) ?? '')?.[1];
  if (target === undefined) return dotGit;
  const directory = resolve(top, target.trim());
  const common = readText(join(directory, 'commondir'))?.trim();
  return common ? resolve(directory, common) : directory;
}

/** Undefined when there is no such file, or it is a folder, or it may not be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // An absent rule file is the normal case.
    return undefined;
  }
}
