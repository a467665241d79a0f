/**
 * Where library tables meet the code: which constructions, types, decorators and tokens give a cache or
 * database client, and of which version. A name alone never does.
 */
import type { DecoratorFact } from '../../facts/fileFacts.js';
import type { CacheLibrary, InstanceForm } from '../../libraries/library.js';
import {
  givenHandle,
  handleOfConstruction,
  hostHandle,
  injectedHandle,
} from '../databases/databaseInstances.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { injectedQueue } from '../evaluation/injectedQueues.js';
import { instanceOfClass } from '../evaluation/ports.js';
import type { CacheClient, Value } from '../evaluation/values.js';
import { isSet } from './applicationSettings.js';
import { registered } from './cacheModules.js';
import { clientOf } from './clientOptions.js';

type External = Extract<Value, { kind: 'external' }>;

function fitsModule(library: CacheLibrary, module: string): boolean {
  return library.packages.includes(module);
}

/** Whether any cache library has a method of that name. */
export function isCacheCommand(libraries: readonly CacheLibrary[], name: string): boolean {
  return libraries.some((library) => library.command(name, library.newestMajor) !== undefined);
}

/** The client that calling or constructing an export of a package gives, if any. */
export function constructedClient(
  evaluation: Evaluation,
  callee: External,
  construction: boolean,
  args: readonly Value[],
): Value | undefined {
  for (const library of evaluation.libraries) {
    if (!fitsModule(library, callee.module)) continue;
    const major = majorOf(evaluation, callee.file, library);
    const form = library.instances.find((candidate) => fits(candidate, callee, construction, major));
    if (form) return asMade(clientOf(library, major, form, args), args);
    if (library.givesClassWhenCalled && !construction) return callee;
  }
  return handleOfConstruction(evaluation, callee, construction, args);
}

/** A client, or the function that keeps the results of another one. */
function asMade(client: CacheClient, [memoized]: readonly Value[]): Value {
  const { memoizes } = client.library;
  if (memoizes === undefined) return { kind: 'cache', client };
  return { kind: 'cacheMethod', client: { ...client, ...(memoized && { memoized }) }, name: memoizes };
}

function fits(form: InstanceForm, callee: External, construction: boolean, major: number): boolean {
  const { path, module } = callee;
  if (form.majors && !form.majors.includes(major)) return false;
  if (form.packages && !form.packages.includes(module)) return false;
  if ((form.by === 'new') !== construction) return false;
  const wanted = form.path;
  // `require('ioredis')` is the default export; a named path may also be reached through it.
  if (path.length === 0) return wanted.length === 1 && wanted[0] === 'default';
  return wanted.length === path.length && wanted.every((step, index) => step === path[index]);
}

/** An export that is a client or a command itself: `kv` of @vercel/kv, `unstable_cache` of Next. */
export function exportedValueOf(evaluation: Evaluation, value: External): Value {
  const name = value.path.join('.');
  for (const library of evaluation.libraries) {
    const isClient = library.values?.includes(name) === true;
    const isFunction = library.functions?.includes(name) === true;
    if ((!isClient && !isFunction) || !fitsModule(library, value.module)) continue;
    const client = plainClient(library, majorOf(evaluation, value.file, library));
    return isClient ? { kind: 'cache', client } : { kind: 'cacheMethod', client, name };
  }
  return givenHandle(value) ?? value;
}

/** A client of which nothing is known but its library. */
export function plainClient(library: CacheLibrary, major: number): CacheClient {
  return {
    library,
    major,
    cluster: false,
    batch: false,
    ...(library.state && { state: true }),
    ...(library.ownDefaultTtl !== undefined && { defaultTtl: library.ownDefaultTtl }),
  };
}

/** A member that a plugin adds to an application, if the project asks for the plugin. */
export function hostMember(evaluation: Evaluation, file: string, name: string): Value | undefined {
  for (const library of evaluation.hosts) {
    const isPlugged = library.hostMembers?.some(
      (host) =>
        host.name === name &&
        host.packages.some((entry) => evaluation.linker.versionRange(file, entry) !== undefined) &&
        (!host.where || isSet(evaluation, file, host.where)),
    );
    if (isPlugged) return { kind: 'cache', client: plainClient(library, majorOf(evaluation, file, library)) };
  }
  return hostHandle(evaluation, file, name);
}

/** The client that an annotation with an exported type of a package stands for, if any. */
export function clientOfType(evaluation: Evaluation, type: External): Value | undefined {
  const name = type.path.join('.');
  for (const library of evaluation.libraries) {
    const isType = fitsModule(library, type.module) && library.types.includes(name);
    if (!isType && !isProvider(library, type.module, name)) continue;
    const client = plainClient(library, majorOf(evaluation, type.file, library));
    const cluster = library.clusterTypes?.includes(name) === true;
    return {
      kind: 'cache',
      client: { ...client, cluster, ...registered(evaluation, type.file, library, client.major, 'unknown') },
    };
  }
  return undefined;
}

function isProvider(library: CacheLibrary, module: string, name: string): boolean {
  return (
    library.providers?.some((entry) => entry.packages.includes(module) && entry.types.includes(name)) === true
  );
}

/** What `@InjectRedis()` or `@Inject(CACHE_MANAGER)` hands in, if a table knows it. */
export function injectedValue(
  evaluation: Evaluation,
  frame: Frame,
  decorators: readonly DecoratorFact[],
): Value | undefined {
  for (const decorator of decorators) {
    const library = evaluation.libraries.find((candidate) => injects(frame, candidate, decorator));
    if (!library) continue;
    const major = majorOf(evaluation, frame.file, library);
    return {
      kind: 'cache',
      client: {
        library,
        major,
        cluster: library.clusterTypes?.includes(decorator.name) === true,
        batch: false,
        ...registered(evaluation, frame.file, library, major),
      },
    };
  }
  return (
    injectedHandle(evaluation, frame, decorators) ??
    injectedQueue(evaluation, frame, decorators) ??
    providedValue(evaluation, frame, decorators)
  );
}

/** The client that stands behind an injection token of a library, wherever that is injected. */
export function clientOfToken(evaluation: Evaluation, file: string, token: string): CacheClient | undefined {
  const library = evaluation.libraries.find(({ tokens }) => tokens?.includes(token));
  if (!library) return undefined;
  const major = majorOf(evaluation, file, library);
  return { library, major, cluster: false, batch: false, ...registered(evaluation, file, library, major) };
}

/** What a module of the project provides under the token. */
function providedValue(
  evaluation: Evaluation,
  frame: Frame,
  decorators: readonly DecoratorFact[],
): Value | undefined {
  const token = decorators.find(({ name }) => /^[Ii]nject$/.test(name))?.arguments[0];
  if (!token) return undefined;
  const provided = evaluation.providers.valueOf(frame, token);
  if (provided) return provided;
  // A class stands for its object.
  const named = evaluation.evaluate(frame, token);
  return named.kind === 'class' ? instanceOfClass(evaluation, named) : undefined;
}

function injects(frame: Frame, library: CacheLibrary, decorator: DecoratorFact): boolean {
  const module = frame.facts.bindings[decorator.binding]?.import?.module;
  if (
    library.decorators?.some(
      (entry) => entry.name === decorator.name && module !== undefined && entry.packages.includes(module),
    )
  ) {
    return true;
  }
  if (decorator.name !== 'Inject') return false;
  const [token] = decorator.arguments;
  const name = token?.kind === 'name' ? token.name : token?.kind === 'text' ? token.value : undefined;
  return name !== undefined && library.tokens?.includes(name) === true;
}

/** The major version the nearest package.json asks for; the newest known when it does not say. */
function majorOf(evaluation: Evaluation, file: string, library: CacheLibrary): number {
  const [first] = library.packages;
  for (const name of library.packages) {
    const asked = evaluation.linker.majorOf(file, name);
    if (asked === undefined) continue;
    const major = library.majorOfPackage?.(name, asked) ?? (name === first ? asked : undefined);
    if (major !== undefined) return major;
  }
  return library.newestMajor;
}
