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
  /** What a file exports is added to the objects that code calls by these names. */
  readonly extended?: Readonly<Record<string, string>>;
}

const LOADERS: readonly Loader[] = [
  { packages: ['express-load', 'consign', 'express-consign'] },
  {
    packages: ['egg', 'chair', 'midway'],
    folders: { service: 'app/service' },
    makesObjects: true,
    extended: {
      app: 'app/extend/application',
      ctx: 'app/extend/context',
      helper: 'app/extend/helper',
    },
  },
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
  if (!path) return undefined;
  const loader = LOADERS.find(({ packages }) =>
    packages.some((entry) => evaluation.linker.asksFor(frame.file, entry)),
  );
  const holder = path.at(-1) ?? (object.kind === 'parameter' ? object.name : '');
  const added = loader && addedMember(evaluation, frame, loader, holder, name);
  if (added || path.length === 0) return added;
  const file = loader && placeOf(loader, [...path, name]);
  const specifier = file && specifierOf(evaluation, frame.file, file);
  return loader && specifier ? loadedValue(evaluation, frame, loader, object, specifier) : undefined;
}

/** What code calls the object that the exports of a file are added to: the application, the context of a request. */
export function extendedObject(file: string): string | undefined {
  const place = /(?:^|\/)(app\/extend\/[^/.]+)\.[^/]+$/.exec(file)?.[1];
  const names = LOADERS.flatMap(({ extended }) => Object.entries(extended ?? {}));
  return names.find(([, extension]) => extension === place)?.[0];
}

/** `app.cache`, where `app/extend/application` exports something of that name. */
function addedMember(
  evaluation: Evaluation,
  frame: Frame,
  { extended }: Loader,
  holder: string,
  name: string,
): Value | undefined {
  const place = extended && Object.hasOwn(extended, holder) ? extended[holder] : undefined;
  const specifier = place && specifierOf(evaluation, frame.file, place);
  const module = specifier && requiredValue(evaluation, frame.file, specifier);
  if (!module) return undefined;
  const whole =
    module.kind === 'namespace' ? (exportedValue(evaluation, module.file, 'default') ?? module) : module;
  if (whole.kind === 'namespace') return exportedValue(evaluation, whole.file, name);
  return whole.kind === 'record' ? whole.fields.get(name) : undefined;
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
