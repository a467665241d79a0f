/**
 * Builds a snapshot from texts that have been read: sorted, with package descriptions and path aliases.
 * In: source files, skipped files, the texts of what is read beside the sources. Out: plain data and
 * look-ups that never change. Pure.
 */
import type { SkippedFile } from '../../../shared/src/finding.js';
import { catalogsIn, withCatalogs } from './catalogs.js';
import { describePackage } from './packages.js';
import { readPathAliases } from './pathAliases.js';
import { fieldsOfSchemas } from './prismaSchema.js';
import type { PackageDescription, PathAlias, SchemaField, WorkspaceSnapshot } from './snapshot.js';
import { isPackageFile, isSchemaFile } from './sourceFile.js';

export interface SnapshotSource {
  readonly hash: string;
  text(): string | undefined;
}

export interface ProjectFiles {
  readonly packages: readonly PackageDescription[];
  readonly pathAliases: readonly PathAlias[];
  readonly schemaFields: readonly SchemaField[];
}

/**
 * `texts` of the files that are read beside the sources, by path; `above`: the package.json and catalog files of the folders
 * above the root, nearest first, by paths that start with `..`. Broken ones are left out.
 */
export function readProjectFiles(
  texts: ReadonlyMap<string, string>,
  above: ReadonlyMap<string, string> = new Map(),
): ProjectFiles {
  const own: PackageDescription[] = [];
  for (const [file, text] of [...texts].sort(([a], [b]) => compareText(a, b))) {
    const description = describePackage(file, text);
    if (description) own.push(description);
  }
  const outer = texts.has('package.json') ? undefined : packageAround(above);
  const packages = withCatalogs(outer ? [outer, ...own] : own, catalogsIn([...texts, ...above]));
  const schemas = [...texts].flatMap(([file, text]) => (isSchemaFile(file) ? [text] : []));
  return {
    packages,
    pathAliases: readPathAliases(texts, own),
    schemaFields: fieldsOfSchemas(schemas),
  };
}

/** A folder inside a package uses the package's dependencies; its entry files lie outside. */
function packageAround(above: ReadonlyMap<string, string>): PackageDescription | undefined {
  const nearest = [...above].find(([file]) => isPackageFile(file));
  const outer = nearest && describePackage('package.json', nearest[1]);
  return outer && { directory: '', dependencies: outer.dependencies, entryFiles: [] };
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
