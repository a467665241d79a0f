/**
 * Modules that nobody imports: loaders put what the files of a folder export on the application, or on the context of
 * a request, under the names of folder and file. In: an object nothing else explains, and the name of a member. Out:
 * what the file of that name gives, where the project asks for such a loader.
 */
import { exportedValue, requiredValue } from './evaluateImport.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { instanceOf, UNKNOWN, type Value } from './values.js';

interface Loader {
  readonly packages: readonly string[];
  /** Members of the application that stand for a folder; any name does when left out. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Of a class an object is made. */
  readonly makesObjects?: true;
}

const LOADERS: readonly Loader[] = [
  { packages: ['express-load', 'consign', 'express-consign'] },
  { packages: ['egg', 'chair', 'midway'], folders: { service: 'app/service' }, makesObjects: true },
];

/** A loaded file is at most this many folders away from the file that speaks of it. */
const MAXIMUM_HEIGHT = 6;

export function loadedMember(
  evaluation: Evaluation,
  frame: Frame,
  object: Value,
  name: string,
): Value | undefined {
  const path = namesOf(object);
  if (!path || path.length === 0) return undefined;
  const loader = LOADERS.find(({ packages }) =>
    packages.some((entry) => evaluation.linker.asksFor(frame.file, entry)),
  );
  const file = loader && placeOf(loader, [...path, name]);
  const specifier = file && specifierOf(evaluation, frame.file, file);
  return loader && specifier ? loadedValue(evaluation, frame, loader, object, specifier) : undefined;
}

/** The names that lead from an application to a member: `app.services.mail` has two. */
function namesOf(value: Value): readonly string[] | undefined {
  switch (value.kind) {
    case 'parameter':
      return value.path;
    case 'instance':
      return [];
    case 'method': {
      const before = namesOf(value.object);
      return before && [...before, value.name];
    }
    default:
      return undefined;
  }
}

function placeOf({ folders }: Loader, names: readonly string[]): string | undefined {
  if (!folders) return names.length > 1 ? names.join('/') : undefined;
  const at = names.findIndex((name) => Object.hasOwn(folders, name));
  const folder = folders[names[at] ?? ''];
  const rest = names.slice(at + 1);
  return folder === undefined || rest.length === 0 ? undefined : [folder, ...rest].join('/');
}

/** How the file is reached from the one that speaks of it: beside it, or beside a folder around it. */
function specifierOf(evaluation: Evaluation, from: string, file: string): string | undefined {
  for (let height = 0; height <= MAXIMUM_HEIGHT; height++) {
    const up = height === 0 ? './' : '../'.repeat(height);
    for (const name of [file, kebab(file), snake(file)]) {
      if (evaluation.linker.resolve(from, up + name) !== undefined) return up + name;
    }
  }
  return undefined;
}

function kebab(file: string): string {
  return file.replace(/[a-z\d](?=[A-Z])/g, '$&-').toLowerCase();
}

function snake(file: string): string {
  return kebab(file).replaceAll('-', '_');
}

/** A function that is exported is called with the application. */
function loadedValue(
  evaluation: Evaluation,
  frame: Frame,
  { makesObjects }: Loader,
  object: Value,
  specifier: string,
): Value | undefined {
  const module = requiredValue(evaluation, frame.file, specifier);
  const exported =
    module.kind === 'namespace' ? (exportedValue(evaluation, module.file, 'default') ?? module) : module;
  const value =
    exported.kind === 'function' ? evaluation.returns.of(exported, [rootOf(object)], frame.calls) : exported;
  if (value.kind === 'unknown') return undefined;
  return makesObjects ? instanceOf(value) : value;
}

function rootOf(object: Value): Value {
  if (object.kind === 'parameter') return { ...object, path: [] };
  return object.kind === 'method' ? rootOf(object.object) : UNKNOWN;
}
