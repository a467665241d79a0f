/**
 * Links module specifiers to files of the workspace: relative paths, tsconfig `paths`, workspace packages.
 * Everything else is external. Pure over a snapshot.
 */

import { majorIn } from '../../libraries/majorVersion.js';
import type {
  PackageDescription,
  PathAlias,
  SchemaField,
  WorkspaceSnapshot,
} from '../../workspace/snapshot.js';
import { append } from '../lists.js';

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

export interface Linker {
  /** The file a specifier names, seen from `file`; undefined when it is not part of the workspace. */
  resolve(file: string, specifier: string): string | undefined;
  /** The range a package is declared with in the nearest package.json that names it. */
  versionRange(file: string, packageName: string): string | undefined;
  /** The major version that this range asks for. */
  majorOf(file: string, packageName: string): number | undefined;
  /** Whether the package of a file, or one around it, names a package itself: siblings do not count. */
  asksFor(file: string, packageName: string): boolean;
  /** The folder of the package that a file belongs to; '' for the root. */
  packageOf(file: string): string;
  /** What the schemas of the workspace say about models. */
  readonly schemaFields: readonly SchemaField[];
  /** The fields of that name that lead from one model to another, by what the schemas say. */
  relationsNamed(field: string): readonly SchemaRelation[];
}

export interface SchemaRelation {
  readonly model: string;
  readonly target: string;
}

export function createLinker(snapshot: WorkspaceSnapshot): Linker {
  const resolved = new Map<string, Map<string, string | undefined>>();
  const packages = [...snapshot.packages].sort((a, b) => b.directory.length - a.directory.length);
  const versionRange = createVersionRanges(packages);
  return {
    resolve(file, specifier) {
      const ofFile = resolved.get(file) ?? new Map<string, string | undefined>();
      if (ofFile.size === 0) resolved.set(file, ofFile);
      if (!ofFile.has(specifier)) ofFile.set(specifier, resolveSpecifier(snapshot, file, specifier));
      return ofFile.get(specifier);
    },
    versionRange,
    majorOf: (file, packageName) => majorIn(versionRange(file, packageName)),
    asksFor: createAsking(packages),
    schemaFields: snapshot.schemaFields,
    relationsNamed: createRelations(snapshot.schemaFields),
    packageOf: (file) => packages.find(({ directory }) => isBelow(file, directory))?.directory ?? '',
  };
}

function createRelations(fields: readonly SchemaField[]): Linker['relationsNamed'] {
  const named = new Map<string, SchemaRelation[]>();
  for (const { model, field, target } of fields) {
    if (target !== undefined) append(named, field, { model, target });
  }
  return (field) => named.get(field) ?? [];
}

function resolveSpecifier(snapshot: WorkspaceSnapshot, file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return resolveFile(snapshot, joinPath(directoryOf(file), specifier));
  return resolveAlias(snapshot, file, specifier) ?? resolvePackage(snapshot, specifier);
}

/** Tries a path as a file, with each ending, in place of a JavaScript ending, and as a folder. */
function resolveFile(snapshot: WorkspaceSnapshot, path: string): string | undefined {
  if (path !== '' && snapshot.has(path)) return path;
  const stem = path.replace(/\.[cm]?jsx?$/, '');
  const candidates = [
    ...ENDINGS.map((ending) => path + ending),
    ...(stem === path ? [] : ENDINGS.map((ending) => stem + ending)),
    ...ENDINGS.map((ending) => (path === '' ? `index${ending}` : `${path}/index${ending}`)),
  ];
  return candidates.find((candidate) => snapshot.has(candidate));
}

function resolveAlias(snapshot: WorkspaceSnapshot, file: string, specifier: string): string | undefined {
  for (const alias of snapshot.pathAliases) {
    if (!isBelow(file, alias.directory)) continue;
    const rest = matchAlias(alias, specifier);
    if (rest === undefined) continue;
    for (const target of alias.targets) {
      const found = resolveFile(snapshot, normalise(target.replace('*', rest)));
      if (found) return found;
    }
  }
  return undefined;
}

function matchAlias(alias: PathAlias, specifier: string): string | undefined {
  const star = alias.pattern.indexOf('*');
  if (star === -1) return alias.pattern === specifier ? '' : undefined;
  const before = alias.pattern.slice(0, star);
  const after = alias.pattern.slice(star + 1);
  const fits =
    specifier.length >= before.length + after.length &&
    specifier.startsWith(before) &&
    specifier.endsWith(after);
  return fits ? specifier.slice(before.length, specifier.length - after.length) : undefined;
}

function resolvePackage(snapshot: WorkspaceSnapshot, specifier: string): string | undefined {
  for (const description of snapshot.packages) {
    const { name } = description;
    if (!name || (specifier !== name && !specifier.startsWith(`${name}/`))) continue;
    const rest = specifier.slice(name.length + 1);
    const found = rest ? resolveInside(snapshot, description, rest) : resolveEntry(snapshot, description);
    if (found) return found;
  }
  return undefined;
}

function resolveEntry(snapshot: WorkspaceSnapshot, description: PackageDescription): string | undefined {
  for (const entry of description.entryFiles) {
    const found = resolveFile(snapshot, entry) ?? resolveFile(snapshot, sourceOf(entry));
    if (found) return found;
  }
  return ['src/index', 'index', 'src/main']
    .map((path) => resolveFile(snapshot, joinPath(description.directory, path)))
    .find((found) => found !== undefined);
}

/** Entry points name build output; the sources usually stand under `src`. */
function sourceOf(path: string): string {
  return path.replace(/(^|\/)(dist|build|lib|out)\//, '$1src/').replace(/\.d\.([cm]?ts)$/, '.$1');
}

function resolveInside(
  snapshot: WorkspaceSnapshot,
  description: PackageDescription,
  rest: string,
): string | undefined {
  const inside = joinPath(description.directory, rest);
  return (
    resolveFile(snapshot, inside) ?? resolveFile(snapshot, joinPath(description.directory, `src/${rest}`))
  );
}

/** Every member of an unknown object asks for several packages, most of which nobody depends on. */
function createVersionRanges(packages: readonly PackageDescription[]): Linker['versionRange'] {
  const declared = new Set(packages.flatMap(({ dependencies }) => Object.keys(dependencies)));
  const known = new Map<string, Map<string, string | undefined>>();
  return (file, packageName) => {
    if (!declared.has(packageName)) return undefined;
    const directory = directoryOf(file);
    const ofDirectory = known.get(directory) ?? new Map<string, string | undefined>();
    if (ofDirectory.size === 0) known.set(directory, ofDirectory);
    if (!ofDirectory.has(packageName)) {
      ofDirectory.set(packageName, versionRange(packages, file, packageName));
    }
    return ofDirectory.get(packageName);
  };
}

function createAsking(packages: readonly PackageDescription[]): Linker['asksFor'] {
  const asking = new Map<string, readonly string[]>();
  for (const { directory, dependencies } of packages) {
    for (const name of Object.keys(dependencies)) asking.set(name, [...(asking.get(name) ?? []), directory]);
  }
  return (file, packageName) =>
    asking.get(packageName)?.some((directory) => isBelow(file, directory)) === true;
}

function versionRange(
  packages: readonly PackageDescription[],
  file: string,
  packageName: string,
): string | undefined {
  for (const description of packages) {
    const range = isBelow(file, description.directory) ? description.dependencies[packageName] : undefined;
    if (range !== undefined) return range;
  }
  // A hoisted dependency may be declared by a sibling package only.
  return packages.find((description) => packageName in description.dependencies)?.dependencies[packageName];
}

export function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash === -1 ? '' : file.slice(0, slash);
}

function isBelow(file: string, directory: string): boolean {
  return directory === '' || file.startsWith(`${directory}/`);
}

function joinPath(directory: string, path: string): string {
  return normalise(directory === '' ? path : `${directory}/${path}`);
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
