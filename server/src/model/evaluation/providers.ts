/**
 * What an injection token stands for: `{ provide: 'REDIS', useFactory: () => new Redis() }` in a module, or in a
 * constant that a module lists, or what a container is given. In: the facts of all files. Out: the client or object
 * behind a token, where all that provide it agree.
 */
import type { Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import { isTestFile } from '../testFiles.js';
import { bindingsIn, type ContainerBinding, waysOf } from './containerBindings.js';
import type { Evaluation } from './evaluation.js';
import { type Frame, NO_CALLS } from './frame.js';
import { isHandedObject, isSameObject } from './handedObjects.js';
import {
  type FunctionReference,
  functionKey,
  instanceOf,
  isSameFunction,
  type Parameter,
  type Value,
} from './values.js';

interface Provider {
  readonly frame: Frame;
  readonly binding: ContainerBinding;
}

export class Providers {
  private collected: ReadonlyMap<string, readonly Provider[]> | undefined;
  private readonly known = new Map<string, Value | undefined>();
  /** Functions that a container calls with all that it has. */
  private handedAll: ReadonlySet<string> | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  /** What `@Inject(token)` hands in, when a module of the project says it. */
  valueOf(frame: Frame, token: Expression): Value | undefined {
    const key = this.keyOf(frame, token);
    return key === undefined ? undefined : this.under(key);
  }

  /** What a container makes where a class is asked for: `{ provide: UserStore, useClass: PrismaUserStore }`. */
  ofClass(name: string): Value | undefined {
    return this.under(`name ${name}`);
  }

  /** What `name` is of all that a container has: `({ users }) => …`, `container.cradle.users`. */
  memberOf(object: Value, name: string): Value | undefined {
    this.collected ??= this.collect();
    const provided = this.collected.get(`text ${name}`);
    if (!provided?.some(({ binding }) => binding.isHandedAll)) return undefined;
    const isAll = object.kind === 'parameter' ? this.isHandedAll(object) : isCradle(object);
    return isAll ? this.under(`text ${name}`) : undefined;
  }

  /** What a parameter is that a container fills by its name: `constructor(redis, users)`. */
  parameterOf({ function: reference, path, name }: Parameter): Value | undefined {
    this.collected ??= this.collect();
    const provided = path.length === 0 ? this.collected.get(`text ${name}`) : undefined;
    if (!provided?.some(({ binding }) => binding.isHandedAll)) return undefined;
    return this.handsAllTo(reference) ? this.under(`text ${name}`) : undefined;
  }

  private isHandedAll({ function: reference, index, path }: Parameter): boolean {
    return index === 0 && path.length === 0 && this.handsAllTo(reference);
  }

  private handsAllTo(reference: FunctionReference): boolean {
    if (!this.handedAll) {
      // Looking for them may ask for one.
      this.handedAll = new Set();
      const providers = [...(this.collected?.values() ?? [])].flat();
      this.handedAll = new Set(providers.flatMap((provider) => this.calledBy(provider)));
    }
    return this.handedAll.has(functionKey(reference));
  }

  private calledBy({ frame, binding: { given, isHandedAll } }: Provider): readonly string[] {
    const made = isHandedAll ? this.evaluation.evaluate(frame, given) : undefined;
    if (made?.kind === 'function') return [functionKey(made.function)];
    if (made?.kind !== 'class') return [];
    const index = this.evaluation.factsOf(made.file)?.classes[made.index]?.constructorFunction;
    return index === undefined ? [] : [functionKey({ file: made.file, index })];
  }

  private under(key: string): Value | undefined {
    this.collected ??= this.collect();
    if (!this.collected.has(key)) return undefined;
    if (this.known.has(key)) return this.known.get(key);
    // Asked for again while it is being found out, it is not known.
    this.known.set(key, undefined);
    const values = (this.collected.get(key) ?? []).flatMap((provider) => this.provided(provider) ?? []);
    const [first] = values;
    const agree = first && values.every((value) => isSameKind(value, first));
    this.known.set(key, agree ? first : undefined);
    return this.known.get(key);
  }

  private provided({ frame, binding: { given, by, isHandedAll } }: Provider): Value | undefined {
    this.evaluation.links.speakers.add(frame.file);
    const made = this.evaluation.evaluate(frame, given);
    const inner =
      isHandedAll && made.kind === 'function' ? this.evaluation.symbolicFrame(made.function) : undefined;
    if (by === 'factory' && inner) return this.evaluation.returns.inFrame(inner);
    const value =
      by === 'factory' && made.kind === 'function'
        ? this.evaluation.returns.of(made, [], NO_CALLS)
        : by === 'class'
          ? instanceOf(made)
          : made;
    return PROVIDED.has(value.kind) || isHandedObject(value) ? value : undefined;
  }

  /** Tokens are texts, or go by the name of their constant. */
  private keyOf(frame: Frame, token: Expression): string | undefined {
    const value = this.evaluation.evaluate(frame, token);
    if (value.kind === 'constant') return `text ${value.value}`;
    return token.kind === 'name' || token.kind === 'member' ? `name ${token.name}` : undefined;
  }

  private collect(): ReadonlyMap<string, readonly Provider[]> {
    const found = new Map<string, Provider[]>();
    for (const file of this.evaluation.files) {
      const facts = isTestFile(file) ? undefined : this.evaluation.factsOf(file);
      if (facts) this.collectFrom(file, facts, found);
    }
    return found;
  }

  private collectFrom(file: string, facts: FileFacts, found: Map<string, Provider[]>): void {
    for (const [index, expression] of roots(facts)) {
      for (const bindings of providersIn(expression, 0)) this.add(file, index, bindings, found);
    }
    for (const call of facts.calls) this.add(file, call.function, bindingsIn(facts, call), found);
  }

  private add(
    file: string,
    index: FunctionIndex,
    bindings: readonly ContainerBinding[],
    found: Map<string, Provider[]>,
  ): void {
    for (const binding of bindings) {
      const frame = this.evaluation.symbolicFrame({ file, index });
      const key = frame && this.keyOf(frame, binding.token);
      if (frame && key !== undefined) append(found, key, { frame, binding });
    }
  }
}

/** `container.cradle` */
function isCradle(object: Value): boolean {
  return object.kind === 'method' && object.name === 'cradle';
}

/** A function too: what gives a client when it is called; and a module of functions. */
const PROVIDED: ReadonlySet<Value['kind']> = new Set([
  'cache',
  'database',
  'instance',
  'function',
  'namespace',
]);

function isSameKind(a: Value, b: Value): boolean {
  if (a.kind === 'cache' && b.kind === 'cache') return a.client.library === b.client.library;
  if (a.kind === 'instance' && b.kind === 'instance') return a.file === b.file && a.index === b.index;
  if (a.kind === 'function' && b.kind === 'function') return isSameFunction(a.function, b.function);
  if (a.kind === 'namespace' && b.kind === 'namespace') return a.file === b.file;
  return a.kind === 'record' ? isSameObject(a, b) : a.kind === b.kind;
}

/** Where objects with providers stand: constants, decorators of modules, what functions return and are given. */
function roots(facts: FileFacts): readonly (readonly [FunctionIndex, Expression])[] {
  const initializers = facts.bindings.flatMap(({ function: owner, initializer }) =>
    initializer ? [[owner, initializer] as const] : [],
  );
  const decorated = facts.classes.flatMap(({ decorators }) =>
    decorators.flatMap((decorator) => decorator.arguments.map((argument) => [0, argument] as const)),
  );
  const returned = facts.functions.flatMap(({ returns }, index) =>
    returns.flatMap(({ value }) => (value ? [[index, value] as const] : [])),
  );
  return [...initializers, ...decorated, ...returned];
}

/** `{ providers: [{ provide, … }] }` is no deeper. */
const MAXIMUM_DEPTH = 4;

function providersIn(expression: Expression, depth: number): readonly (readonly ContainerBinding[])[] {
  if (depth > MAXIMUM_DEPTH) return [];
  if (expression.kind === 'array') return expression.items.flatMap((item) => providersIn(item, depth + 1));
  if (expression.kind !== 'object') return [];
  const properties = new Map(expression.properties.map(({ name, value }) => [name, value]));
  const token = properties.get('provide');
  if (token) return [waysOf(token, expression)];
  return ['providers', 'imports'].flatMap((name) => {
    const list = properties.get(name);
    return list ? providersIn(list, depth + 1) : [];
  });
}
