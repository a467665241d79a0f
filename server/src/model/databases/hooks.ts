/**
 * Functions that a database library runs with writes: hooks of schemas and models, subscribers, extensions of a
 * client. In: the facts of all files. Out: for a write the functions that run with it, and whether they are told
 * which row it was; a hook on `save` does not run for a bulk update.
 */

import { lastName } from '../../facts/expressionNames.js';
import type {
  CallFact,
  ClassFact,
  DecoratorFact,
  Expression,
  FileFacts,
  MethodFact,
} from '../../facts/fileFacts.js';
import type { DatabaseLibrary, HookForm } from '../../libraries/databaseLibrary.js';
import { DATABASE_LIBRARIES } from '../../libraries/databases/allDatabases.js';
import { type Entity, entityNamed, isSameEntity } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { plainText } from '../evaluation/texts.js';
import type { DatabaseHandle, Rows, Value } from '../evaluation/values.js';
import type { DatabaseCall } from './databaseCalls.js';
import { methodOf } from './databaseHandles.js';
import { entityOfClass, entityOfValue } from './entityOfValue.js';
import { namedHooks } from './hookNames.js';
import { subscriberOf, subscribersPut } from './subscribers.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

interface Hook {
  readonly library: DatabaseLibrary;
  /** Undefined when it runs for every entity, or for one that cannot be told. */
  readonly entity?: Entity;
  /** Undefined when it runs for everything, or for what cannot be told. */
  readonly events?: readonly string[];
  readonly handler: FunctionValue;
  /** It is a method of the row: without one it does not run. */
  readonly ofRow?: true;
  /** It belongs to the client that an extension makes, and not to the one that is extended. */
  readonly ofExtension?: true;
}

/** What hooks are registered on. */
type HookOwner = Pick<Hook, 'library' | 'ofExtension'>;

/** A function that runs with a write. */
export interface HookRun {
  readonly handler: FunctionValue;
  readonly payload: readonly Value[];
  /** It is not told which row was written: what it makes of it is nothing. */
  readonly blind: boolean;
}

/** Plugins that use plugins are followed this far. */
const MAXIMUM_PLUGINS = 3;

/** How a subscriber comes into the list of a client. */
const PUTS: ReadonlySet<string> = new Set(['push']);

export class Hooks {
  private hooks: readonly Hook[] | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  runsWith(call: DatabaseCall): readonly HookRun[] {
    if (call.operation === 'read') return [];
    // Looking for hooks evaluates calls, never effects: this cannot come back here.
    this.hooks ??= new HookCollection(this.evaluation).all();
    const told = this.told(call, this.hooks);
    return this.hooks.flatMap((hook) => runOf(hook, told) ?? []);
  }

  /** With what happens to each row, where a hook of the bulk asks for that: `options.individualHooks = true`. */
  private told(call: DatabaseCall, hooks: readonly Hook[]): DatabaseCall {
    const bulk = call.events.told.filter((event) => event.startsWith(BULK));
    const asked = bulk.filter((event) =>
      hooks.some(
        (hook) => hook.events?.includes(event) && runOf(hook, call) && asksForEach(this.evaluation, hook),
      ),
    );
    if (asked.length === 0) return call;
    const each = asked.map((event) => eventOf(event.slice(BULK.length)));
    return { ...call, events: { ...call.events, told: [...call.events.told, ...each, 'save'] } };
  }
}

const BULK = 'bulk';

function asksForEach(evaluation: Evaluation, { handler: { function: reference } }: Hook): boolean {
  const { assignments = [] } = evaluation.factsOf(reference.file) ?? {};
  return assignments.some(
    ({ target, value, function: index }) =>
      index === reference.index &&
      target.kind === 'member' &&
      target.name === 'individualHooks' &&
      value.kind === 'boolean' &&
      value.value,
  );
}

function runOf(hook: Hook, call: DatabaseCall): HookRun | undefined {
  if (hook.library !== call.library) return undefined;
  if (hook.entity && !isSameEntity(hook.entity, call.entity)) return undefined;
  if (hook.ofExtension && call.ofConstructed) return undefined;
  const fits = (events: readonly string[]): boolean =>
    hook.events === undefined || events.some((event) => hook.events?.includes(event));
  const { handler } = hook;
  if (fits(call.events.told)) return { handler, payload: payloadOf(call), blind: false };
  return fits(call.events.blind) && !hook.ofRow ? { handler, payload: [], blind: true } : undefined;
}

/** The row itself; what wraps it in an event calls it by one of these names. */
function payloadOf(call: DatabaseCall): readonly Value[] {
  const rows: Rows = { entity: call.entity, many: false, path: [], where: new Map(), related: [] };
  return [{ kind: 'rows', rows }];
}

class HookCollection {
  private readonly found: Hook[] = [];

  constructor(private readonly evaluation: Evaluation) {}

  all(): readonly Hook[] {
    this.eachCall(REGISTERS, (frame, call) => this.addRegistration(frame, call, 0));
    this.eachCall(CONSTRUCTS, (frame, call) => this.addOptions(frame, call));
    this.eachCall(PUTS, (frame, call) => this.addPut(frame, call));
    for (const file of this.evaluation.files) this.addClasses(file);
    return this.found;
  }

  private eachCall(names: ReadonlySet<string>, visit: (frame: Frame, call: CallFact) => void): void {
    for (const file of this.evaluation.files) {
      for (const call of this.evaluation.factsOf(file)?.calls ?? []) {
        if (!names.has(lastName(call.callee))) continue;
        const frame = this.evaluation.symbolicFrame({ file, index: call.function });
        if (frame) visit(frame, call);
      }
    }
  }

  private addRegistration(frame: Frame, call: CallFact, depth: number): void {
    const called = this.evaluation.evaluate(frame, call.callee);
    const callee = called.kind === 'either' ? called.values.find(isMethodOfDatabase) : called;
    if (callee?.kind !== 'databaseMethod') return;
    const { handle, name } = callee;
    const method = methodOf(callee);
    if (!method?.registers) return;
    const args = call.arguments.map((argument) => this.evaluation.evaluate(frame, argument));
    const given = method.entity === undefined ? undefined : argumentAt(method.entity, args);
    const entity = entityOfValue(this.evaluation, given) ?? this.entityOf(handle);
    if (method.registers.plugin) this.followPlugin(handle, args, depth);
    else {
      const isOfExtension = method.registers.byEntity !== undefined && !takesItsPlace(frame, call);
      const owner = { library: handle.library, ...(isOfExtension && { ofExtension: true as const }) };
      this.addHooks(owner, entity, method.registers, name, args);
    }
  }

  /** `new Sequelize(url, { hooks: { afterUpdate() {…} } })`: for every entity. */
  private addOptions(frame: Frame, call: CallFact): void {
    if (!call.construction) return;
    const callee = this.evaluation.evaluate(frame, call.callee);
    const library = WITH_OPTIONS.find(
      ({ packages }) => callee.kind === 'external' && packages.includes(callee.module),
    );
    for (const path of library?.optionHooks ?? []) {
      for (const argument of library ? call.arguments : []) {
        const given = path.reduce<Value | undefined>(
          (value, name) => (value?.kind === 'record' ? value.fields.get(name) : undefined),
          this.evaluation.evaluate(frame, argument),
        );
        if (library) this.addByEvent({ library }, undefined, given);
      }
    }
  }

  private addHooks(
    owner: HookOwner,
    entity: Entity | undefined,
    form: HookForm,
    name: string,
    args: readonly Value[],
  ): void {
    if (form.byEntity) {
      const entities = argumentAt(form.byEntity, args);
      for (const [key, value] of fieldsOf(entities)) {
        this.addByEvent(owner, key.startsWith('$') ? undefined : entityNamed(key), value);
      }
    }
    if (form.byEvent) this.addByEvent(owner, entity, argumentAt(form.byEvent, args));
    if (form.byEntity || form.byEvent) return;
    const handler = args.findLast((value) => value.kind === 'function');
    if (handler?.kind !== 'function') return;
    this.found.push({ ...owner, handler, ...named(entity, eventsOf(form, name, args)) });
  }

  /** `hooks: { afterUpdate() {…} }` */
  private addByEvent(owner: HookOwner, entity: Entity | undefined, value: Value | undefined): void {
    for (const [name, field] of fieldsOf(value)) {
      for (const handler of field.kind === 'array' ? field.items : [field]) {
        if (handler.kind !== 'function') continue;
        this.found.push({
          ...owner,
          handler,
          ...named(entity, name.startsWith('$') ? undefined : [eventOf(name)]),
        });
      }
    }
  }

  /** `schema.plugin(audit)`: what the plugin registers, it registers on this schema. */
  private followPlugin(handle: DatabaseHandle, args: readonly Value[], depth: number): void {
    const [plugin, ...rest] = args;
    if (plugin?.kind !== 'function' || depth >= MAXIMUM_PLUGINS) return;
    const given: Value = { kind: 'database', handle };
    const frame = this.evaluation.callFrame(plugin.function, plugin.frame, [given, ...rest], plugin.self, {
      depth,
    });
    for (const index of frame?.fact.calls ?? []) {
      const call = frame?.facts.calls[index];
      if (frame && call && REGISTERS.has(lastName(call.callee))) this.addRegistration(frame, call, depth + 1);
    }
  }

  private entityOf(handle: DatabaseHandle): Entity | undefined {
    return this.evaluation.schemaEntities.of(handle);
  }

  private addClasses(file: string): void {
    const facts = this.evaluation.factsOf(file);
    const frame = this.evaluation.moduleFrame(file);
    if (!facts || !frame) return;
    for (const [index, fact] of facts.classes.entries()) {
      const reference = { kind: 'class', file, index, frame } as const;
      for (const decorator of fact.decorators) this.addClassDecorator(reference, decorator);
      const implemented = implementedLibrary(facts, fact);
      if (implemented) this.addSubscriber(implemented, reference);
      for (const { library, method } of namedHooks(this.evaluation, reference, fact))
        this.addOfRow(library, reference, method, method.name);
      for (const method of fact.methods) {
        for (const decorator of facts.functions[method.function]?.decorators ?? []) {
          const library = libraryOf(frame, decorator, (one) => one.hookDecorators?.methods);
          if (library && /^(before|after)/i.test(decorator.name))
            this.addOfRow(library, reference, method, decorator.name);
        }
      }
    }
  }

  private addOfRow(
    library: DatabaseLibrary,
    reference: Extract<Value, { kind: 'class' }>,
    { function: index }: MethodFact,
    name: string,
  ): void {
    const { file, frame } = reference;
    const handler: FunctionValue = { kind: 'function', function: { file, index }, frame };
    const entity = entityOfClass(this.evaluation, reference);
    this.found.push({ library, handler, ofRow: true, ...named(entity, [eventOf(name)]) });
  }

  /** `@EventSubscriber()` on a class with `listenTo` and `afterUpdate`; `@post('save', fn)` on an entity. */
  private addClassDecorator(reference: Extract<Value, { kind: 'class' }>, decorator: DecoratorFact): void {
    const { frame } = reference;
    const entities = libraryOf(frame, decorator, (one) => one.hookDecorators?.entities);
    if (entities) {
      const args = decorator.arguments.map((argument) => this.evaluation.evaluate(frame, argument));
      const handler = args.findLast((value) => value.kind === 'function');
      const entity = entityOfClass(this.evaluation, reference);
      if (handler?.kind !== 'function') return;
      this.found.push({ library: entities, handler, ...named(entity, textsIn(args[0])?.map(eventOf)) });
      return;
    }
    const library = libraryOf(frame, decorator, (one) => one.hookDecorators?.subscribers);
    if (!library) return;
    this.addSubscriber(library, reference);
  }

  /** One that a decorator has put there already is there once. */
  private addPut(frame: Frame, call: CallFact): void {
    for (const { library, subscriber } of subscribersPut(this.evaluation, frame, call)) {
      const decorators =
        this.evaluation.factsOf(subscriber.file)?.classes[subscriber.index]?.decorators ?? [];
      const names = library.hookDecorators?.subscribers ?? [];
      if (!decorators.some(({ name }) => names.includes(name))) this.addSubscriber(library, subscriber);
    }
  }

  private addSubscriber(
    library: DatabaseLibrary,
    reference: Extract<Value, { kind: 'class' | 'instance' }>,
  ): void {
    const { entity, methods } = subscriberOf(this.evaluation, reference);
    for (const { name, handler } of methods) {
      // What is collected until the commit was written by anything.
      const events = /Transaction|Flush/.test(name) ? undefined : [eventOf(name)];
      this.found.push({ library, handler, ...named(entity, events) });
    }
  }
}

/** The library whose interface a class implements to be told of writes, where no decorator says so as well. */
function implementedLibrary(
  { bindings }: FileFacts,
  { implements: implemented, decorators }: ClassFact,
): DatabaseLibrary | undefined {
  for (const type of implemented) {
    const module = type.kind === 'named' ? bindings[type.binding]?.import?.module : undefined;
    const found = DATABASE_LIBRARIES.find(
      ({ hookDecorators, packages }) =>
        type.kind === 'named' &&
        module !== undefined &&
        packages.includes(module) &&
        hookDecorators?.interfaces?.includes(type.name) === true &&
        !decorators.some(({ name }) => hookDecorators.subscribers?.includes(name)),
    );
    if (found) return found;
  }
  return undefined;
}

/** `prisma = prisma.$extends(…)`: nobody has the client any more that is extended. */
function takesItsPlace({ facts }: Frame, call: CallFact): boolean {
  const isIt = (value: Expression): boolean => value.kind === 'call' && facts.calls[value.call] === call;
  return (
    facts.bindings.some(({ assigned }) => assigned.some(isIt)) ||
    facts.assignments.some(({ value }) => isIt(value))
  );
}

function isMethodOfDatabase({ kind }: Value): boolean {
  return kind === 'databaseMethod';
}

function libraryOf(
  frame: Frame,
  decorator: DecoratorFact,
  namesOf: (library: DatabaseLibrary) => readonly string[] | undefined,
): DatabaseLibrary | undefined {
  const source = frame.facts.bindings[decorator.binding]?.import;
  return (
    source &&
    DATABASE_LIBRARIES.find(
      (library) =>
        library.packages.includes(source.module) && namesOf(library)?.includes(decorator.name) === true,
    )
  );
}

function named(
  entity: Entity | undefined,
  events: readonly string[] | undefined,
): Pick<Hook, 'entity' | 'events'> {
  return { ...(entity && { entity }), ...(events && { events }) };
}

function eventsOf(form: HookForm, name: string, args: readonly Value[]): readonly string[] | undefined {
  if (form.named) return [eventOf(name)];
  const events = form.event === undefined ? undefined : textsIn(args[form.event]);
  const isTrue = (option: string): boolean => {
    const value = argumentAt({ argument: 1, option }, args);
    return value?.kind === 'constant' && value.value === true;
  };
  // Registered for documents alone it does not run for what a model does.
  const isOfRow = isTrue('document') && !isTrue('query');
  return events?.map((event) => (isOfRow ? rowEvent(event) : eventOf(event)));
}

/** What happens to a row through the row itself. */
function rowEvent(event: string): string {
  return `row.${event}`;
}

/** `afterUpdate` and `beforeUpdate` are both about `update`. */
function eventOf(name: string): string {
  const bare = name.replace(/^\$?(before|after)(?=[A-Z])/i, '');
  return bare.charAt(0).toLowerCase() + bare.slice(1);
}

function textsIn(value: Value | undefined): readonly string[] | undefined {
  const text = plainText(value);
  if (text !== undefined) return [text];
  if (value?.kind !== 'array') return undefined;
  const texts = value.items.map((item) => textsIn(item)?.[0]);
  return texts.includes(undefined) ? undefined : texts.flatMap((text) => text ?? []);
}

function fieldsOf(value: Value | undefined): readonly (readonly [string, Value])[] {
  return value?.kind === 'record' ? [...value.fields] : [];
}

const WITH_OPTIONS = DATABASE_LIBRARIES.filter(({ optionHooks }) => optionHooks !== undefined);

/** What is constructed with such options. */
const CONSTRUCTS: ReadonlySet<string> = new Set(
  WITH_OPTIONS.flatMap(({ instances }) => instances.flatMap(({ path }) => path.at(-1) ?? [])),
);

const REGISTERS: ReadonlySet<string> = new Set(
  DATABASE_LIBRARIES.flatMap((library) =>
    Object.values(library.roles).flatMap((role) =>
      Object.entries(role.methods).flatMap(([name, method]) => (method.registers ? [name] : [])),
    ),
  ),
);
