/**
 * Reads `paths` and `baseUrl` of tsconfig and jsconfig files, following `extends` inside the workspace, and knows what
 * frameworks generate and what packages call their own files.
 * In: the texts of the configuration files. Out: aliases, the nearest folder and the longest pattern
 * first. Comments and trailing commas are allowed; a broken file gives what can be read of it. Pure.
 */

import { posix } from 'node:path';
import { ts } from 'ts-morph';
import { recordIn } from '../../../shared/src/parsedJson.js';
import type { PackageDescription, PathAlias } from './snapshot.js';
import { isConfigFile, withoutByteOrderMark } from './sourceFile.js';

interface ModuleOptions {
  /** Relative to the root. */
  readonly baseUrl?: string;
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  /** What the targets of `paths` are relative to. */
  readonly pathsBase?: string;
}

type FindConfig = (from: string, specifier: string) => string | undefined;

export function readPathAliases(
  texts: ReadonlyMap<string, string>,
  packages: readonly PackageDescription[],
): readonly PathAlias[] {
  const find = configFinder(texts, packages);
  const aliases = new Map<string, PathAlias>();
  for (const file of [...texts.keys()].filter(isConfigFile).sort(mainConfigFirst)) {
    const directory = directoryOf(file);
    const options = readOptions(file, directory, texts, find, new Set());
    for (const alias of aliasesOf(directory, options)) {
      const name = `${alias.directory}\0${alias.pattern}`;
      if (!aliases.has(name)) aliases.set(name, alias);
    }
  }
  for (const alias of packages.flatMap((one) => [...aliasesOfFrameworks(one), ...ownNames(one)])) {
    const name = `${alias.directory}\0${alias.pattern}`;
    if (!aliases.has(name)) aliases.set(name, alias);
  }
  return [...aliases.values()].sort(mostSpecificFirst);
}

/** What frameworks write into a configuration that is generated, and so is not there in a fresh clone. */
const FRAMEWORKS: readonly {
  readonly asksFor: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}[] = [
  { asksFor: '@sveltejs/kit', paths: { $lib: ['src/lib'], '$lib/*': ['src/lib/*'] } },
  {
    asksFor: 'nuxt',
    paths: {
      '~/*': ['*', 'app/*'],
      '@/*': ['*', 'app/*'],
      '~~/*': ['*'],
      '@@/*': ['*'],
      '#shared/*': ['shared/*'],
    },
  },
];

function aliasesOfFrameworks({ directory, dependencies }: PackageDescription): readonly PathAlias[] {
  return FRAMEWORKS.filter(({ asksFor }) => dependencies[asksFor] !== undefined).flatMap(({ paths }) =>
    Object.entries(paths).map(([pattern, targets]) => ({
      directory,
      pattern,
      targets: targets.map((target) => posix.join(directory, target)),
    })),
  );
}

/** `#models/*` among the `imports` of a package. */
function ownNames({ directory, imports = {} }: PackageDescription): readonly PathAlias[] {
  return Object.entries(imports).map(([pattern, targets]) => ({ directory, pattern, targets }));
}

/** `tsconfig.json` speaks for its folder; `tsconfig.app.json` only adds to it. */
function mainConfigFirst(a: string, b: string): number {
  const isVariant = (file: string) => Number(!/(?:^|\/)[jt]sconfig\.json$/.test(file));
  return isVariant(a) - isVariant(b) || (a < b ? -1 : 1);
}

function mostSpecificFirst(a: PathAlias, b: PathAlias): number {
  const literalLength = (alias: PathAlias) => alias.pattern.replace('*', '').length;
  return b.directory.length - a.directory.length || literalLength(b) - literalLength(a);
}

function readOptions(
  file: string,
  leafDirectory: string,
  texts: ReadonlyMap<string, string>,
  find: FindConfig,
  seen: Set<string>,
): ModuleOptions {
  const text = texts.get(file);
  if (text === undefined || seen.has(file)) return {};
  seen.add(file);
  const { config } = ts.parseConfigFileTextToJson(file, withoutByteOrderMark(text));
  const content = recordIn(config);
  let options: ModuleOptions = {};
  for (const specifier of [content.extends].flat()) {
    const parent = typeof specifier === 'string' ? find(file, specifier) : undefined;
    if (parent) options = { ...options, ...readOptions(parent, leafDirectory, texts, find, seen) };
  }
  seen.delete(file);
  return { ...options, ...ownOptions(file, leafDirectory, recordIn(content.compilerOptions)) };
}

function ownOptions(file: string, leafDirectory: string, compiler: Record<string, unknown>): ModuleOptions {
  const directory = directoryOf(file);
  const resolve = (target: string) => joinInside(directory, target, leafDirectory);
  const baseUrl = typeof compiler.baseUrl === 'string' ? resolve(compiler.baseUrl) : undefined;
  const paths = readPaths(compiler.paths, leafDirectory);
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(paths ? { paths, pathsBase: baseUrl ?? directory } : {}),
  };
}

function readPaths(value: unknown, leafDirectory: string): Record<string, readonly string[]> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const paths: Record<string, readonly string[]> = {};
  for (const [pattern, targets] of Object.entries(value)) {
    const texts = Array.isArray(targets)
      ? targets.filter((target): target is string => typeof target === 'string')
      : [];
    if (pattern.split('*').length <= 2 && texts.length > 0) {
      paths[pattern] = texts.map((text) => text.replace(/^\$\{configDir\}/, `/${leafDirectory}`));
    }
  }
  return paths;
}

function aliasesOf(directory: string, options: ModuleOptions): readonly PathAlias[] {
  const aliases: PathAlias[] = [];
  const base = options.pathsBase ?? directory;
  for (const [pattern, texts] of Object.entries(options.paths ?? {})) {
    const targets = texts
      .map((text) => joinInside(base, text, directory))
      .filter((target) => target !== undefined);
    if (targets.length > 0) aliases.push({ directory, pattern, targets });
  }
  if (options.baseUrl !== undefined && !options.paths?.['*']) {
    aliases.push({ directory, pattern: '*', targets: [posix.join(options.baseUrl, '*')] });
  }
  return aliases;
}

/** A path relative to the root; undefined when it leaves the workspace. A leading `/` is the root itself. */
function joinInside(base: string, target: string, leafDirectory: string): string | undefined {
  const text = target.replace(/^\$\{configDir\}/, `/${leafDirectory}`);
  const joined = text.startsWith('/') ? posix.join('.', text.slice(1) || '.') : posix.join(base, text);
  if (joined === '..' || joined.startsWith('../')) return undefined;
  return joined === '.' ? '' : joined.replace(/\/$/, '');
}

/** `extends` names a file beside it, or a file of another package of the workspace. */
function configFinder(
  texts: ReadonlyMap<string, string>,
  packages: readonly PackageDescription[],
): FindConfig {
  const firstKnown = (path: string) =>
    [path, `${path}.json`, posix.join(path, 'tsconfig.json')].find((candidate) => texts.has(candidate));
  return (from, specifier) => {
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return firstKnown(posix.join(directoryOf(from), specifier));
    for (const { name, directory } of packages) {
      if (name === undefined || (specifier !== name && !specifier.startsWith(`${name}/`))) continue;
      return firstKnown(posix.join(directory, specifier.slice(name.length + 1)));
    }
    return undefined;
  };
}

function directoryOf(file: string): string {
  const directory = posix.dirname(file);
  return directory === '.' ? '' : directory;
}
