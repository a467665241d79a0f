/** Caches that the project's settings declare, as library tables like all others. In: settings. Out: tables. */
import type { DeclaredCache, DeclaredCommand } from '../../../../shared/src/declaredCaches.js';
import type { CacheLibrary, CommandForm } from '../library.js';

export function libraryOfDeclared(declared: DeclaredCache, libraries: readonly CacheLibrary[]): CacheLibrary {
  const { module, clients, classes, commands, like, defaultTtlMs } = declared;
  const model = libraries.find(({ packages }) => like !== undefined && packages[0] === like);
  const own = new Map(commands.map((command) => [command.name, formOf(command)]));
  return {
    id: module,
    packages: [module],
    newestMajor: model?.newestMajor ?? 1,
    // Whatever version the package has, its methods are those of the newest version of what it is like.
    majorOfPackage: () => model?.newestMajor ?? 1,
    instances: classes.map((name) => ({ path: [name], by: 'new' as const })),
    types: classes,
    values: clients,
    functions: [...own.keys()],
    ...(defaultTtlMs !== undefined && { ownDefaultTtl: defaultTtlMs }),
    command: (name, major) => own.get(name) ?? model?.command(name, major),
    ttlForm: (command, major) => (own.has(command) ? undefined : model?.ttlForm(command, major)),
  };
}

function formOf({ operation, key, value, load, ttl, ttlUnit }: DeclaredCommand): CommandForm {
  return {
    operation,
    key,
    ...(value !== undefined && { value }),
    ...(load !== undefined && { loader: load }),
    ...(ttl !== undefined && { ttl: [{ at: 'argument', argument: ttl, unit: ttlUnit }] }),
  };
}
