/**
 * Finds the files of a folder. In: an absolute path. Out: source files, what is read beside them,
 * and the folders that may not be read. Honours .gitignore, never enters installed packages or build
 * output, and follows no links, so it always ends. Reads names only, no sources.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type IgnoreRules, readIgnoreRules, readText } from './ignoreRules.js';
import {
  isBelowUnreviewedDirectory,
  isProjectFile,
  isSourceName,
  isUnreviewedDirectory,
} from './sourceFile.js';
import type { Pause } from './timeSlices.js';

export interface FolderListing {
  readonly sources: readonly string[];
  /** Packages, their catalogs, compiler settings and schemas. */
  readonly projectFiles: readonly string[];
  readonly unreadableFolders: readonly string[];
  /** Whether a path would be listed if it existed; for documents that are not saved yet. */
  accepts(file: string): boolean;
}

interface Walk {
  readonly root: string;
  readonly rulesOf: Map<string, IgnoreRules>;
  readonly sources: string[];
  readonly projectFiles: string[];
  readonly unreadableFolders: string[];
}

export async function listFolder(root: string, pause: Pause): Promise<FolderListing> {
  const walk: Walk = { root, rulesOf: new Map(), sources: [], projectFiles: [], unreadableFolders: [] };
  const outerRules = readIgnoreRules(root);
  const pending: { directory: string; rules: IgnoreRules }[] = [{ directory: '', rules: outerRules }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    await pause();
    const { directory, rules } = next;
    const own = enterFolder(walk, directory, rules);
    if (own) for (const child of own.folders) pending.push({ directory: child, rules: own.rules });
  }
  return { ...walk, accepts: (file) => isSourceName(file) && !isIgnored(file, walk.rulesOf, outerRules) };
}

/** Lists one folder; undefined when it may not be read. */
function enterFolder(
  walk: Walk,
  directory: string,
  outerRules: IgnoreRules,
): { folders: readonly string[]; rules: IgnoreRules } | undefined {
  const entries = readFolder(join(walk.root, directory));
  if (!entries) {
    walk.unreadableFolders.push(directory === '' ? '.' : directory);
    return undefined;
  }
  const hasRules = entries.some((entry) => entry.name === '.gitignore');
  const text = hasRules ? readText(join(walk.root, directory, '.gitignore')) : undefined;
  const rules = text === undefined ? outerRules : outerRules.enter(directory, text);
  if (rules !== outerRules || directory === '') walk.rulesOf.set(directory, rules);
  const folders: string[] = [];
  for (const entry of entries) {
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!isUnreviewedDirectory(entry.name) && !rules.ignores(path, true)) folders.push(path);
    } else if (entry.isFile()) {
      const list = isSourceName(path) ? walk.sources : isProjectFile(path) ? walk.projectFiles : undefined;
      if (list && !rules.ignores(path, false)) list.push(path);
    }
  }
  return { folders, rules };
}

function readFolder(path: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // Gone or forbidden: reported with the skipped files, and the others go on.
    return undefined;
  }
}

function isIgnored(file: string, rulesOf: ReadonlyMap<string, IgnoreRules>, outer: IgnoreRules): boolean {
  if (isBelowUnreviewedDirectory(file)) return true;
  let rules = rulesOf.get('') ?? outer;
  for (let slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
    const directory = file.slice(0, slash);
    if (rules.ignores(directory, true)) return true;
    rules = rulesOf.get(directory) ?? rules;
  }
  return rules.ignores(file, false);
}

/** Whether an absolute path is a folder that may be looked into. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // Forbidden, or a file on the way: nothing to find there.
    return false;
  }
}
