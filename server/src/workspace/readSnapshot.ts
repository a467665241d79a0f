/**
 * Builds a snapshot from texts that have been read: sorted, with package descriptions and path aliases.
 * In: source files, skipped files, the texts of package.json and tsconfig files. Out: plain data and
 * look-ups that never change. Pure.
 */
import type { SkippedFile } from '../../../shared/src/finding.js';
import { describePackage } from './packages.js';
import { readPathAliases } from './pathAliases.js';
import type { PackageDescription, PathAlias, WorkspaceSnapshot } from './snapshot.js';

export interface SnapshotSource {
  readonly hash: string;
  text(): string | undefined;
}

export interface ProjectFiles {
  readonly packages: readonly PackageDescription[];
  readonly pathAliases: readonly PathAlias[];
}

/** `texts`: package.json and tsconfig files by path. Broken ones are left out. */
export function readProjectFiles(texts: ReadonlyMap<string, string>): ProjectFiles {
  const packages: PackageDescription[] = [];
  for (const [file, text] of [...texts].sort(([a], [b]) => compareText(a, b))) {
    const description = describePackage(file, text);
    if (description) packages.push(description);
  }
  return { packages, pathAliases: readPathAliases(texts, packages) };
}

export function createSnapshot(
  sources: ReadonlyMap<string, SnapshotSource>,
  skipped: readonly SkippedFile[],
  project: ProjectFiles,
): WorkspaceSnapshot {
  return {
    files: [...sources.keys()].sort(compareText),
    skipped: [...skipped].sort((a, b) => compareText(a.file, b.file)),
    packages: project.packages,
    pathAliases: project.pathAliases,
    has: (file) => sources.has(file),
    text: (file) => sources.get(file)?.text(),
    hash: (file) => sources.get(file)?.hash ?? '',
  };
}

/** The same order on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
