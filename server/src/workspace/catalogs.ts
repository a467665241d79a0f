/**
 * Versions that a workspace states once for its packages. In: the path and text of pnpm-workspace.yaml, .yarnrc.yml or a
 * package.json, as pnpm, Yarn and Bun read them; packages that ask for `catalog:`. Out: the ranges that stand for it.
 * Broken texts hold no versions. Pure.
 */
import { parse } from 'yaml';
import { directoryOf, isObject, parseObject } from './packages.js';
import type { PackageDescription } from './snapshot.js';
import { isCatalogFile, isPackageFile } from './sourceFile.js';

/** Ranges by package, by the name of the catalog; the one without a name is `default`. */
type Catalogs = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What the directories hold, '' for the root. */
export type CatalogsByDirectory = ReadonlyMap<string, Catalogs>;

const PROTOCOL = 'catalog:';

/** `texts` by path, which may start with `..`; a text without the word is not parsed. */
export function catalogsIn(texts: Iterable<readonly [string, string]>): CatalogsByDirectory {
  const found = new Map<string, Catalogs>();
  for (const [file, text] of texts) {
    if (!text.includes('catalog')) continue;
    const catalogs = catalogsOf(file, text);
    const directory = directoryOf(file);
    if (catalogs.size > 0) found.set(directory, new Map([...(found.get(directory) ?? []), ...catalogs]));
  }
  return found;
}

/** The packages, each with the versions of the nearest catalogs at or above it in the place of `catalog:`. */
export function withCatalogs(
  packages: readonly PackageDescription[],
  catalogs: CatalogsByDirectory,
): readonly PackageDescription[] {
  if (catalogs.size === 0) return packages;
  return packages.map((description) => {
    const nearest = catalogsAbove(description.directory, catalogs);
    const ranges = Object.entries(description.dependencies).map(
      ([name, range]) => [name, rangeIn(nearest, name, range)] as const,
    );
    return { ...description, dependencies: Object.fromEntries(ranges) };
  });
}

function rangeIn(catalogs: Catalogs | undefined, name: string, range: string): string {
  if (!range.startsWith(PROTOCOL)) return range;
  const catalog = range.slice(PROTOCOL.length).trim() || 'default';
  return catalogs?.get(catalog)?.[name] ?? range;
}

function catalogsAbove(directory: string, catalogs: CatalogsByDirectory): Catalogs | undefined {
  for (let at = directory; at !== ''; at = directoryOf(at)) {
    const found = catalogs.get(at);
    if (found) return found;
  }
  const outside = [...catalogs.keys()].filter((at) => at.startsWith('..'));
  const nearest = ['', ...outside.sort((a, b) => a.length - b.length)].find((at) => catalogs.has(at));
  return nearest === undefined ? undefined : catalogs.get(nearest);
}

function catalogsOf(file: string, text: string): Catalogs {
  const content = isPackageFile(file) ? parseObject(text) : isCatalogFile(file) ? parseYaml(text) : undefined;
  if (!isObject(content)) return new Map();
  // Bun reads them beside the packages of the workspace as well as at the top.
  const holders = [content, content.workspaces].filter(isObject);
  return new Map(holders.flatMap(namedCatalogs));
}

function namedCatalogs(
  holder: Readonly<Record<string, unknown>>,
): (readonly [string, Record<string, string>])[] {
  const named = isObject(holder.catalogs) ? Object.entries(holder.catalogs) : [];
  return [['default', holder.catalog] as const, ...named].flatMap(([name, ranges]) =>
    isObject(ranges) ? [[name, textsOf(ranges)] as const] : [],
  );
}

function textsOf(ranges: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(ranges).map(([name, range]) => [name, String(range)] as const);
  return Object.fromEntries(texts);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // Half-typed files say nothing; the next change is read again.
    return undefined;
  }
}
