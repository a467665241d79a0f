/**
 * Builds a snapshot from texts that have been read: sorted, with package descriptions and path aliases.
 * In: source files, skipped files, the texts of package.json, tsconfig and schema files. Out: plain data and
 * look-ups that never change. Pure.
 */
import type { SkippedFile } from '../../../shared/src/finding.js';
import { describePackage } from './packages.js';
import { readPathAliases } from './pathAliases.js';
import { fieldsOfSchemas } from './prismaSchema.js';
import type { PackageDescription, PathAlias, SchemaField, WorkspaceSnapshot } from './snapshot.js';
import { isSchemaFile } from './sourceFile.js';

export interface SnapshotSource {
  readonly hash: string;
  text(): string | undefined;
}

export interface ProjectFiles {
  readonly packages: readonly PackageDescription[];
  readonly pathAliases: readonly PathAlias[];
  readonly schemaFields: readonly SchemaField[];
}

/** `texts`: package.json, tsconfig and schema files by path. Broken ones are left out. */
export function readProjectFiles(texts: ReadonlyMap<string, string>): ProjectFiles {
  const packages: PackageDescription[] = [];
  for (const [file, text] of [...texts].sort(([a], [b]) => compareText(a, b))) {
    const description = describePackage(file, text);
    if (description) packages.push(description);
  }
  const schemas = [...texts].flatMap(([file, text]) => (isSchemaFile(file) ? [text] : []));
  return {
    packages,
    pathAliases: readPathAliases(texts, packages),
    schemaFields: fieldsOfSchemas(schemas),
  };
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
    schemaFields: project.schemaFields,
    has: (file) => sources.has(file),
    text: (file) => sources.get(file)?.text(),
    hash: (file) => sources.get(file)?.hash ?? '',
  };
}

/** The same order on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
