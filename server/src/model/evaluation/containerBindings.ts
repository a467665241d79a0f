/**
 * What code puts into an injection container, and where it asks one for something: `bind(token).toConstantValue(…)`,
 * `container.register(token, { useValue })`, `container.register({ name: asClass(…) })`, `Container.set(token, …)`,
 * `container.get(token)`. In: calls. Out: tokens
 * with what is put under them, as expressions.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { CallFact, Expression, FileFacts } from '../../facts/fileFacts.js';

export interface ContainerBinding {
  readonly token: Expression;
  readonly given: Expression;
  /** The thing itself, a function that makes it, or the class it is an instance of. */
  readonly by: 'value' | 'factory' | 'class';
  /** The class or the function is handed all that the container has, by name. */
  readonly isHandedAll?: true;
}

const FLUENT: Readonly<Record<string, ContainerBinding['by']>> = {
  toConstantValue: 'value',
  toDynamicValue: 'factory',
  toResolvedValue: 'factory',
  to: 'class',
};

/** `registerInstance(token, …)` and the like. */
const REGISTERING: Readonly<Record<string, ContainerBinding['by']>> = {
  registerInstance: 'value',
  registerSingleton: 'class',
  registerType: 'class',
};

/** The properties of `{ provide, useValue }` and of what other containers take in its place. */
const WAYS: Readonly<Record<string, ContainerBinding['by']>> = {
  useValue: 'value',
  useFactory: 'factory',
  useClass: 'class',
  value: 'value',
  factory: 'factory',
  type: 'class',
};

const CONTAINER_NAME = /(container|injector|ioc|kernel|moduleref)$|^(app|di)$/i;

/** The bindings that one call makes. */
export function bindingsIn(facts: FileFacts, call: CallFact): readonly ContainerBinding[] {
  const { callee } = call;
  const [first, second] = call.arguments;
  if (callee.kind !== 'member' || !first) return [];
  const fluent = FLUENT[callee.name];
  if (fluent) {
    const token = boundToken(facts, callee.object);
    return token ? [{ token, given: first, by: fluent }] : [];
  }
  if (callee.name === 'register') return second ? waysOf(first, second) : registeredByName(facts, first);
  if (callee.name === 'set' && isContainer(callee.object)) {
    if (second) return [{ token: first, given: second, by: 'value' }];
    return first.kind === 'array' ? first.items.flatMap(described) : described(first);
  }
  const by = REGISTERING[callee.name];
  return by && second ? [{ token: first, given: second, by }] : [];
}

const MAKERS: Readonly<Record<string, ContainerBinding['by']>> = {
  asClass: 'class',
  asFunction: 'factory',
  asValue: 'value',
};

/** `{ users: asClass(UserRepository).singleton(), redis: asValue(client) }` */
function registeredByName(facts: FileFacts, names: Expression): readonly ContainerBinding[] {
  if (names.kind !== 'object') return [];
  return names.properties.flatMap(({ name, value }): readonly ContainerBinding[] => {
    const made = makerIn(facts, value);
    const by = made && Object.hasOwn(MAKERS, made.name) ? MAKERS[made.name] : undefined;
    return made && by
      ? [{ token: { kind: 'text', value: name }, given: made.given, by, isHandedAll: true }]
      : [];
  });
}

/** The call at the beginning of a chain. */
function makerIn(
  facts: FileFacts,
  expression: Expression,
): { readonly name: string; readonly given: Expression } | undefined {
  const call = callOf(facts, expression);
  if (!call) return undefined;
  const [given] = call.arguments;
  if (call.callee.kind === 'name') return given && { name: call.callee.name, given };
  return call.callee.kind === 'member' ? makerIn(facts, call.callee.object) : undefined;
}

/** The token of `container.bind<Redis>(token)`. */
function boundToken(facts: FileFacts, expression: Expression): Expression | undefined {
  const call = callOf(facts, expression);
  const callee = call?.callee;
  const isBind = (callee?.kind === 'member' || callee?.kind === 'name') && /^(re)?bind$/.test(callee.name);
  return isBind ? call?.arguments[0] : undefined;
}

/** `{ id: 'redis', value: client }` */
function described(options: Expression): readonly ContainerBinding[] {
  const id = options.kind === 'object' ? options.properties.find(({ name }) => name === 'id') : undefined;
  return id ? waysOf(id.value, options) : [];
}

/** What an object with `useValue` and the like puts under a token. */
export function waysOf(token: Expression, options: Expression): readonly ContainerBinding[] {
  if (options.kind !== 'object') return [];
  return options.properties.flatMap(({ name, value }) => {
    const by = Object.hasOwn(WAYS, name) ? WAYS[name] : undefined;
    return by ? [{ token, given: value, by }] : [];
  });
}

/** The token that a container is asked for: `container.get(TYPES.Redis)`. */
export function tokenAskedFor({ callee, arguments: given }: CallFact): Expression | undefined {
  const asks = callee.kind === 'member' && /^(get|resolve)(Async)?$/.test(callee.name);
  return asks && isContainer(callee.object) ? given[0] : undefined;
}

function isContainer(object: Expression): boolean {
  return (object.kind === 'name' || object.kind === 'member') && CONTAINER_NAME.test(object.name);
}
