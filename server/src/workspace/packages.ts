/**
 * Reads package.json. In: its path and text. Out: the description of the package, undefined when the
 * text is not a JSON object. Nothing is resolved or executed. Pure.
 */
import { posix } from 'node:path';
import type { PackageDescription } from './snapshot.js';
import { isPackageFile, withoutByteOrderMark } from './sourceFile.js';

const DEPENDENCY_FIELDS = [
  'peerDependencies',
  'optionalDependencies',
  'devDependencies',
  'dependencies',
] as const;

/** Undefined when `file` is no package.json or its text is broken. */
export function describePackage(file: string, text: string): PackageDescription | undefined {
  if (!isPackageFile(file)) return undefined;
  const content = parseObject(text);
  if (!content) return undefined;
  const directory = directoryOf(file);
  const description = {
    directory,
    dependencies: dependenciesOf(content),
    entryFiles: entryFilesOf(directory, content),
    ...(isObject(content.imports) && { imports: importsOf(directory, content.imports) }),
  };
  return typeof content.name === 'string' ? { ...description, name: content.name } : description;
}

/** The directory of a path; '' for the root. */
export function directoryOf(path: string): string {
  const directory = posix.dirname(path);
  return directory === '.' ? '' : directory;
}

/** Undefined where the text is broken or no object. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(withoutByteOrderMark(text));
    return isObject(value) ? value : undefined;
  } catch {
    // Half-typed JSON describes nothing; the next change is read again.
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dependenciesOf(content: Record<string, unknown>): Record<string, string> {
  const ranges: Record<string, string> = {};
  for (const field of DEPENDENCY_FIELDS) {
    const entries = content[field];
    if (!isObject(entries)) continue;
    for (const [name, range] of Object.entries(entries)) if (typeof range === 'string') ranges[name] = range;
  }
  return ranges;
}

function entryFilesOf(directory: string, content: Record<string, unknown>): readonly string[] {
  const exports =
    isObject(content.exports) && '.' in content.exports ? content.exports['.'] : content.exports;
  const named = [
    ...leaves(content.source),
    ...leaves(exports),
    ...leaves(content.module),
    ...leaves(content.main),
    ...leaves(content.types),
    ...leaves(content.typings),
  ].filter((entry) => !entry.includes('*'));
  const candidates = [
    ...named,
    ...named.flatMap(sourcesOfBuildOutput),
    'src/index.ts',
    'index.ts',
    'index.js',
  ];
  const paths = candidates
    .map((entry) => posix.join(directory, entry))
    .filter((path) => !path.startsWith('..'));
  return [...new Set(paths)];
}

/** `"imports": { "#models/*": "./app/models/*.js" }`; what names a package is left out. */
function importsOf(
  directory: string,
  imports: Record<string, unknown>,
): Readonly<Record<string, readonly string[]>> {
  const named = Object.entries(imports).map(([pattern, value]) => {
    const targets = leaves(value).filter(
      (target) => target.startsWith('./') && target.split('*').length <= 2,
    );
    const sources = targets.map((target) => target.replace(/^\.\/(dist|build|lib|out)\//, './src/'));
    return [
      pattern,
      [...new Set([...targets, ...sources])].map((target) => posix.join(directory, target)),
    ] as const;
  });
  return Object.fromEntries(named.filter(([, targets]) => targets.length > 0));
}

/** The file names inside a field of package.json, however deep its conditions are nested. */
function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([condition, entry]) =>
    condition.startsWith('./') ? [] : leaves(entry),
  );
}

/** A package of the same workspace names its build output; its source is usually at `src/` beside it. */
function sourcesOfBuildOutput(entry: string): readonly string[] {
  const match = /^(?:\.\/)?(?:dist|build|lib|out)\/(?:(?:cjs|esm|src)\/)?(.+?)(?:\.d)?\.[cm]?[jt]sx?$/.exec(
    entry,
  );
  return match?.[1] ? [`src/${match[1]}.ts`, `src/${match[1]}.tsx`, `src/${match[1]}.js`] : [];
}
