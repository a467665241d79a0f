/**
 * Where database tables meet the code: which constructions, exports, types, decorators and base classes give
 * a handle, and of which entity.
 */
import type { ClassFact, DecoratorFact, TypeFact, TypeReference } from '../../facts/fileFacts.js';
import type { DatabaseInstance, DatabaseLibrary } from '../../libraries/databaseLibrary.js';
import { DATABASE_LIBRARIES } from '../../libraries/databases/allDatabases.js';
import { type Entity, entityIdentity, entityNamed } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import { valueOfType } from '../evaluation/evaluateType.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { instanceOf, type Value } from '../evaluation/values.js';
import { entityOfClass, entityOfValue } from './entityOfValue.js';

type External = Extract<Value, { kind: 'external' }>;
type Instance = Extract<Value, { kind: 'instance' }>;

export function isDatabaseModule(module: string): boolean {
  return librariesOf(module).length > 0;
}

function librariesOf(module: string): readonly DatabaseLibrary[] {
  return DATABASE_LIBRARIES.filter(
    (library) => library.packages.includes(module) || library.modulePattern?.test(module) === true,
  );
}

function declaredRow(library: DatabaseLibrary, entity: Entity): Value {
  return {
    kind: 'rows',
    rows: { entity, library, many: false, path: [], where: new Map(), related: [] },
  };
}

function handle(library: DatabaseLibrary, role: string, entity?: Entity): Value {
  return { kind: 'database', handle: { library, role, ...(entity && { entity }) } };
}

/** What calling or constructing an export of a package gives. */
export function handleOfConstruction(
  evaluation: Evaluation,
  callee: External,
  construction: boolean,
  args: readonly Value[],
): Value | undefined {
  for (const library of librariesOf(callee.module)) {
    const form = library.instances.find((candidate) => fits(candidate, callee, construction));
    if (!form) continue;
    const [given] = args;
    if (form.givesArgument) return given && instanceOf(given);
    const named = form.entity === undefined ? undefined : argumentAt(form.entity, args);
    const made = handle(library, form.role, entityOfValue(evaluation, named));
    const sql = form.sql === undefined ? undefined : argumentAt(form.sql, args);
    return sql && made.kind === 'database' ? { ...made, handle: { ...made.handle, sql } } : made;
  }
  return undefined;
}

function fits(form: DatabaseInstance, { path, module }: External, construction: boolean): boolean {
  if ((form.by === 'new') !== construction) return false;
  if (form.packages && !form.packages.includes(module)) return false;
  return withoutDefault(path) === withoutDefault(form.path);
}

/** Named exports may be reached through the default one: `mongoose.model`. */
function withoutDefault(path: readonly string[]): string {
  return (path[0] === 'default' ? path.slice(1) : path).join('.');
}

/** An export that is a handle itself: `mongoose.connection`. */
export function givenHandle(value: External): Value | undefined {
  const name = withoutDefault(value.path) || value.path.join('.');
  for (const library of librariesOf(value.module)) {
    const role =
      name !== '' && Object.hasOwn(library.values ?? {}, name) ? library.values?.[name] : undefined;
    if (role !== undefined) return handle(library, role);
  }
  return undefined;
}

const HOSTS = DATABASE_LIBRARIES.flatMap((library) =>
  (library.hostMembers ?? []).map((member) => ({ library, ...member })),
);

/** A handle that a plugin adds to an application, if the project asks for the plugin. */
export function hostHandle(evaluation: Evaluation, file: string, name: string): Value | undefined {
  const host = HOSTS.find(
    (member) =>
      member.name === name &&
      member.packages.some((entry) => evaluation.linker.versionRange(file, entry) !== undefined),
  );
  return host && handle(host.library, host.role);
}

/** The handle, or the rows, that an annotation with an exported type of a package stands for. */
export function handleOfType(
  evaluation: Evaluation,
  frame: Frame,
  type: External,
  typeArguments: readonly TypeReference[],
): Value | undefined {
  const name = withoutDefault(type.path);
  for (const library of librariesOf(type.module)) {
    const form = Object.hasOwn(library.types, name) ? library.types[name] : undefined;
    if (form) {
      const named = form.entity === undefined ? undefined : typeArguments[form.entity];
      const entity = named && entityOfType(evaluation, frame, named);
      if ('role' in form) return handle(library, form.role, entity);
      return entity && declaredRow(library, entity);
    }
    if (!library.rowTypes || name.includes('.') || library.rowTypes.except.includes(name)) continue;
    const entity = entityNamed(name);
    if (entity && isModel(evaluation, library, entity)) return declaredRow(library, entity);
  }
  return undefined;
}

/** Enumerations are exported beside models: where a schema is read, it says which is which. */
function isModel({ linker }: Evaluation, { id }: DatabaseLibrary, { identity }: Entity): boolean {
  if (id !== 'prisma' || linker.schemaFields.length === 0) return true;
  return linker.schemaFields.some(({ model }) => entityIdentity(model) === identity);
}

/** `interface IUser extends Document`, `type UserDocument = User & Document`: rows of what is so called. */
export function declaredRows(
  evaluation: Evaluation,
  frame: Frame,
  { name, extends: bases, alias }: TypeFact,
): Value | undefined {
  const parts = alias?.kind === 'union' ? alias.members : bases;
  for (const part of parts) {
    const source = part.kind === 'named' && frame.facts.bindings[part.binding]?.import;
    if (!source || part.kind !== 'named' || evaluation.linker.resolve(frame.file, source.module)) continue;
    // `Document`, or `mongoose.Document`.
    const type = part.name.split('.').at(-1) ?? part.name;
    for (const library of librariesOf(source.module)) {
      const form = Object.hasOwn(library.types, type) ? library.types[type] : undefined;
      const entity = form && 'rows' in form ? entityNamed(name) : undefined;
      if (entity) return declaredRow(library, entity);
    }
  }
  return undefined;
}

/** `User` of `Repository<User>`: what is declared under that name, or the name itself. */
function entityOfType(evaluation: Evaluation, frame: Frame, type: TypeReference): Entity | undefined {
  if (type.kind === 'union') {
    for (const member of type.members) {
      const entity = entityOfType(evaluation, frame, member);
      if (entity) return entity;
    }
    return undefined;
  }
  if (type.kind === 'typeof') return entityOfValue(evaluation, evaluation.evaluate(frame, type.value));
  if (type.kind !== 'named') return undefined;
  const entity = entityOfValue(evaluation, valueOfType(evaluation, frame, type));
  if (entity) return entity;
  // The name of a type parameter says nothing.
  return frame.facts.bindings[type.binding] ? entityNamed(type.name) : undefined;
}

/** What `@InjectRepository(User)` hands in. */
export function injectedHandle(
  evaluation: Evaluation,
  frame: Frame,
  decorators: readonly DecoratorFact[],
): Value | undefined {
  for (const decorator of decorators) {
    const module = frame.facts.bindings[decorator.binding]?.import?.module;
    for (const library of module === undefined ? [] : DATABASE_LIBRARIES) {
      const form = library.decorators?.find(
        ({ name, packages }) => name === decorator.name && module !== undefined && packages.includes(module),
      );
      if (!form) continue;
      if (form.entity === undefined) return handle(library, form.role);
      const args = decorator.arguments.map((argument) => evaluation.evaluate(frame, argument));
      const named = argumentAt(form.entity, args);
      // A repository of one's own is asked for by its class; the annotation says which.
      const entity = isHandleClass(evaluation, named) ? undefined : entityOfValue(evaluation, named);
      if (entity) return handle(library, form.role, entity);
    }
  }
  return undefined;
}

function isHandleClass(evaluation: Evaluation, value: Value | undefined): boolean {
  if (value?.kind !== 'class') return false;
  const fact = evaluation.factsOf(value.file)?.classes[value.index];
  const base = fact?.extends && evaluation.evaluate(value.frame, fact.extends);
  if (base?.kind === 'class') return isHandleClass(evaluation, base);
  return base?.kind === 'external' && isHandleType(base);
}

function isHandleType(base: External): boolean {
  return librariesOf(base.module).some((library) => Object.hasOwn(library.types, withoutDefault(base.path)));
}

/** What a class inherits from a library: the handle its instances are, or the row. */
export function inheritedInstance(
  evaluation: Evaluation,
  instance: Instance,
  fact: ClassFact,
  base: External,
  /** The object itself, of a class that may have the base class through others. */
  self: Instance,
): Value | undefined {
  const { frame } = instance;
  const name = withoutDefault(base.path);
  for (const library of librariesOf(base.module)) {
    if (Object.hasOwn(library.bases ?? {}, name)) return inheritedRow(evaluation, library, self);
  }
  if (!isHandleType(base)) return undefined;
  const value = handleOfType(evaluation, frame, base, fact.extendsArguments ?? []);
  if (value?.kind !== 'database' || value.handle.entity) return value;
  const entity = decoratedEntity(evaluation, frame, fact);
  return entity ? { kind: 'database', handle: { ...value.handle, entity } } : value;
}

/** `@EntityRepository(User)`: a repository that is given a class. */
function decoratedEntity(evaluation: Evaluation, frame: Frame, fact: ClassFact): Entity | undefined {
  for (const decorator of fact.decorators) {
    const [first] = decorator.arguments;
    const named = first && evaluation.evaluate(frame, first);
    if (named?.kind === 'class') return entityOfClass(evaluation, named);
  }
  return undefined;
}

function inheritedRow(
  evaluation: Evaluation,
  library: DatabaseLibrary,
  instance: Instance,
): Value | undefined {
  const entity = entityOfClass(evaluation, instance);
  if (!entity) return undefined;
  const fresh = instance.arguments ? { fresh: true as const } : {};
  return {
    kind: 'rows',
    rows: { entity, library, many: false, path: [], where: new Map(), related: [], ...fresh },
  };
}

/** The handle that an entity class itself is: `User.findOne(…)` of a class that extends a library's. */
export function inheritedStatics(
  evaluation: Evaluation,
  reference: Extract<Value, { kind: 'class' }>,
  base: External,
): Value | undefined {
  const name = withoutDefault(base.path);
  for (const library of librariesOf(base.module)) {
    const role = Object.hasOwn(library.bases ?? {}, name) ? library.bases?.[name] : undefined;
    if (role !== undefined) return handle(library, role, entityOfClass(evaluation, reference));
  }
  return undefined;
}
