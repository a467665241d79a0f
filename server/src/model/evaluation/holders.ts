/**
 * Clients that code reaches through a name instead of an import: members of the one class that an object nobody
 * explains is called after (`client.keyv` and `class Client`), and what is put on an application, a request or the
 * global object. In: the facts of all files. Out: what the member is, where exactly one holder explains it.
 */

import { lastName } from '../../facts/expressionNames.js';
import type {
  CallFact,
  ClassFact,
  Expression,
  FileFacts,
  FunctionIndex,
  TypeReference,
} from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import { isTestFile } from '../testFiles.js';
import type { Instance } from './baseClasses.js';
import { memberOf } from './evaluateMember.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import { isHandedObject } from './handedObjects.js';
import { holderName, isCalledAfter, nameOf, sameHolder } from './holderNames.js';
import { either, type FunctionReference, isNotUnderstood, type Value } from './values.js';

interface Assigned {
  /** What the object is called that gets the member. */
  readonly holder: string;
  readonly file: string;
  readonly function: FunctionIndex;
  readonly value: Expression;
  /** Said by the call of a framework: whatever it is, it is meant. */
  readonly isDecoration?: true;
  /** The object itself, where it is not only known by its name. */
  readonly object?: Expression;
}

interface ClassHolder {
  readonly name: string;
  readonly file: string;
  readonly index: number;
}

export class Holders {
  private assigned: Map<string, Assigned[]> | undefined;
  private readonly classes = new Map<string, ClassHolder[]>();
  /** The functions that make the context of resolvers and procedures. */
  private readonly contexts: FunctionReference[] = [];
  /** What a builder of such is told the context is: `initTRPC.context<{ redis: Redis }>()`. */
  private readonly contextTypes: { readonly file: string; readonly type: TypeReference }[] = [];
  private readonly known = new Map<string, Value | undefined>();
  private readonly holding = new Map<string, boolean>();

  constructor(private readonly evaluation: Evaluation) {}

  /** What `object.name` is, when nothing else says what the object is. */
  memberOf(object: Value, name: string): Value | undefined {
    const assigned = this.collect().get(name);
    const classes = this.classes.get(name);
    if (object.kind === 'instance') return assigned && this.onInstance(object, assigned);
    const variable = this.variableOf(object, name);
    if (variable) return variable;
    if (!assigned && !classes && this.contexts.length + this.contextTypes.length === 0) return undefined;
    const holder = this.holderOf(object);
    if (holder === undefined) return undefined;
    const key = `${holder}.${name}`;
    if (this.known.has(key)) return this.known.get(key);
    // Asked for again while it is being found out, it is not known.
    this.known.set(key, undefined);
    const value =
      this.put(assigned ?? [], holder.toLowerCase()) ??
      this.inContext(holder, name) ??
      this.ofClass(classes ?? [], holder, name);
    this.known.set(key, value);
    return value;
  }

  /** `createContext() { return { ...services, user } }`: what resolvers and procedures are handed as their context. */
  private inContext(holder: string, name: string): Value | undefined {
    if (sameHolder(holder) !== 'ctx') return undefined;
    for (const reference of this.contexts) {
      const frame = this.evaluation.symbolicFrame(reference);
      const made = frame && this.evaluation.returns.inFrame(frame);
      const found = made?.kind === 'record' ? made.fields.get(name) : undefined;
      const explained = found && this.explainedPart(found);
      if (explained) {
        this.evaluation.links.speakers.add(reference.file);
        return explained;
      }
    }
    return this.inContextType(name);
  }

  private inContextType(name: string): Value | undefined {
    for (const { file, type } of this.contextTypes) {
      const frame = this.evaluation.moduleFrame(file);
      const told = frame && valueOfType(this.evaluation, frame, type);
      const found = told?.kind === 'record' ? told.fields.get(name) : undefined;
      const explained = found && this.explainedPart(found);
      if (explained) {
        this.evaluation.links.speakers.add(file);
        return explained;
      }
    }
    return undefined;
  }

  /** What is made where nothing is kept yet: `tenants.get(name) ?? connect(name)`. */
  private explainedPart(value: Value): Value | undefined {
    const values = value.kind === 'either' ? value.values : [value];
    const explained = values.filter((one) => this.isExplained(one));
    const isWhole = values.every((one) => explained.includes(one) || isNotUnderstood(one));
    return isWhole && explained.length > 0 ? either(explained) : undefined;
  }

  /** A client, what holds one, or functions that may have been made with one. */
  private isExplained(value: Value): boolean {
    if (isOneOf(CLIENTS, value) || value.kind === 'namespace') return true;
    if (value.kind === 'record')
      return isHandedObject(value) || [...value.fields.values()].some((field) => isOneOf(CLIENTS, field));
    return value.kind === 'instance' && this.holdsClient({ name: '', file: value.file, index: value.index });
  }

  private holderOf(object: Value): string | undefined {
    if (this.isResolverContext(object)) return 'ctx';
    return this.isDecoratedContext(object) ? 'app' : nameOf(object);
  }

  /** What handlers of Elysia are handed has what the application was decorated with. */
  private isDecoratedContext(object: Value): boolean {
    if (object.kind !== 'parameter' || object.index !== 0 || object.path.length > 0) return false;
    return this.evaluation.linker.versionRange(object.function.file, 'elysia') !== undefined;
  }

  /** `container.redis`, where `container` is what a package gives everybody, and somebody has put a client on it. */
  ofImported(object: Value, name: string): Value | undefined {
    const holder = object.kind === 'external' ? object.path.at(-1) : undefined;
    const assigned = holder === undefined ? undefined : this.collect().get(name);
    return holder === undefined || !assigned ? undefined : this.put(assigned, holder.toLowerCase());
  }

  /** `(parent, args, { redis }) => …`: what is taken out of the third parameter has no name to go by. */
  private isResolverContext(object: Value): boolean {
    if (object.kind !== 'parameter' || object.index !== 2 || object.path.length > 0) return false;
    const facts = this.evaluation.factsOf(object.function.file);
    const parameter = facts?.functions[object.function.index]?.parameters[2];
    return parameter?.bindings.some((index) => facts?.bindings[index]?.path !== undefined) === true;
  }

  /** `c.var.redis` of Hono, after `c.set('redis', client)`. */
  private variableOf(object: Value, name: string): Value | undefined {
    if (object.kind !== 'parameter' || object.path.at(-1) !== 'var') return undefined;
    const holder = nameOf({ ...object, path: object.path.slice(0, -1) });
    return holder === undefined ? undefined : this.settingOf(holder, name);
  }

  /** `app.get('redis')` after `app.set('redis', client)`. */
  settingOf(holder: string, name: string): Value | undefined {
    const assigned = this.collect().get(`set ${name}`);
    return assigned && this.put(assigned, sameHolder(holder.toLowerCase()));
  }

  /** By the name of the member. */
  private collect(): ReadonlyMap<string, readonly Assigned[]> {
    if (this.assigned) return this.assigned;
    this.assigned = new Map();
    for (const file of this.evaluation.files) {
      const facts = isTestFile(file) ? undefined : this.evaluation.factsOf(file);
      if (facts) this.collectFrom(file, facts, this.assigned);
    }
    return this.assigned;
  }

  private collectFrom(file: string, facts: FileFacts, assigned: Map<string, Assigned[]>): void {
    for (const { target, value, function: owner } of facts.assignments) {
      if (target.kind !== 'member' || !(mayBeClient(value) || value.kind === 'object')) continue;
      const holder = holderName(target.object);
      if (holder !== undefined)
        append(assigned, target.name, { holder, file, function: owner, value, object: target.object });
    }
    for (const call of facts.calls) {
      const [type] = TAKES_CONTEXT.test(lastName(call.callee)) ? (call.typeArguments ?? []) : [];
      if (type) this.contextTypes.push({ file, type });
      const put = decoration(call);
      if (put) append(assigned, put.member, { ...put, file, function: call.function });
    }
    for (const [index, { name }] of facts.functions.entries()) {
      if (MAKES_CONTEXT.test(name)) this.contexts.push({ file, index });
    }
    for (const [index, fact] of facts.classes.entries()) {
      const holder = { name: fact.name, file, index };
      const members = ownMembers(facts, fact, index);
      if (!members.some(mayHoldClient)) continue;
      for (const { name } of members) append(this.classes, name, holder);
    }
  }

  /** `registry.redis = new Redis()`, where `registry` is an object of the same class. */
  private onInstance(instance: Instance, candidates: readonly Assigned[]): Value | undefined {
    for (const { file, function: index, object, value } of candidates) {
      const frame = object && this.evaluation.symbolicFrame({ file, index });
      const owner = frame && this.evaluation.evaluate(frame, object);
      if (!frame || owner?.kind !== 'instance') continue;
      if (owner.file !== instance.file || owner.index !== instance.index) continue;
      const found = this.explainedPart(this.evaluation.evaluate(frame, value));
      if (found) return found;
    }
    return undefined;
  }

  private put(candidates: readonly Assigned[], holder: string): Value | undefined {
    const same = candidates.filter((candidate) => candidate.holder === sameHolder(holder));
    for (const { file, function: index, value, isDecoration } of same) {
      const frame = this.evaluation.symbolicFrame({ file, index });
      const found = frame && this.evaluation.evaluate(frame, value);
      const isMeant = isDecoration && found && isOneOf(DECORATIONS, found);
      const explained = isMeant ? found : found && this.explainedPart(found);
      if (explained) {
        this.evaluation.links.speakers.add(file);
        return explained;
      }
    }
    return undefined;
  }

  private ofClass(candidates: readonly ClassHolder[], holder: string, name: string): Value | undefined {
    const named = candidates.filter((candidate) => isCalledAfter(candidate.name, holder));
    const holding = named.filter((candidate) => this.holdsClient(candidate));
    for (const { file } of holding) this.evaluation.links.speakers.add(file);
    const [only, ...others] = holding;
    if (!only || others.length > 0) return undefined;
    const value = this.memberOfClass(only, name);
    return value && isOneOf(EXPLAINED, value) ? value : undefined;
  }

  /** A class that has a client may be what others know by a name; of other classes there are too many. */
  private holdsClient(holder: ClassHolder): boolean {
    const key = `${holder.file}#${holder.index}`;
    const known = this.holding.get(key);
    if (known !== undefined) return known;
    this.holding.set(key, false);
    const facts = this.evaluation.factsOf(holder.file);
    const fact = facts?.classes[holder.index];
    const holds =
      facts !== undefined &&
      fact !== undefined &&
      ownMembers(facts, fact, holder.index).some((own) => {
        const member = mayHoldClient(own) ? this.memberOfClass(holder, own.name) : undefined;
        return member !== undefined && isOneOf(CLIENTS, member);
      });
    this.holding.set(key, holds);
    return holds;
  }

  private memberOfClass({ file, index }: ClassHolder, name: string): Value | undefined {
    const frame = this.evaluation.moduleFrame(file);
    return frame && memberOf(this.evaluation, frame, { kind: 'instance', file, index, frame }, name);
  }
}

const CLIENTS: ReadonlySet<Value['kind']> = new Set(['cache', 'database']);
const EXPLAINED: ReadonlySet<Value['kind']> = new Set(['cache', 'database', 'function', 'instance']);
/** `app.decorate('users', new UserService())`, `app.decorate('cache', { get, set })` */
const DECORATIONS: ReadonlySet<Value['kind']> = new Set([...EXPLAINED, 'record']);
const MAKING: ReadonlySet<Expression['kind']> = new Set(['call', 'await', 'name', 'member', 'binary']);

function isOneOf(kinds: ReadonlySet<Value['kind']>, value: Value): boolean {
  if (value.kind === 'either') return value.values.every((one) => isOneOf(kinds, one));
  return kinds.has(value.kind);
}

function mayBeClient(expression: Expression): boolean {
  return MAKING.has(expression.kind);
}

interface OwnMember {
  readonly name: string;
  /** Undefined for a method, and for a field that only has a type or is handed in. */
  readonly value?: Expression;
  readonly isDeclared?: true;
}

function mayHoldClient({ value, isDeclared }: OwnMember): boolean {
  return isDeclared === true || (value !== undefined && mayBeClient(value));
}

/** Methods, fields with a value, and what is assigned to `this` in the class. */
function ownMembers(facts: FileFacts, fact: ClassFact, index: number): readonly OwnMember[] {
  const methods = fact.methods.filter((method) => !method.static).map(({ name }): OwnMember => ({ name }));
  const fields = fact.fields.flatMap(({ name, initializer, type, decorators }): readonly OwnMember[] => {
    if (initializer) return [{ name, value: initializer }];
    const isDeclared = type?.kind === 'named' || decorators.length > 0;
    return isDeclared ? [{ name, isDeclared }] : [];
  });
  const assigned = facts.assignments.flatMap(({ target, value, function: owner }): readonly OwnMember[] =>
    target.kind === 'member' && target.object.kind === 'this' && isInside(facts, owner, index)
      ? [{ name: target.name, value }]
      : [],
  );
  return [...methods, ...fields, ...assigned];
}

function isInside(facts: FileFacts, owner: FunctionIndex, index: number): boolean {
  for (let current = owner; current > 0; current = facts.functions[current]?.parent ?? 0) {
    const inside = facts.functions[current]?.class;
    if (inside !== undefined) return inside === index;
  }
  return false;
}

const TAKES_CONTEXT = /^(context|ApolloServer)$/;
const MAKES_CONTEXT = /^((create|make|build|get)?\w*[cC]ontext)(Inner|Value)?$/;

const DECORATED: Readonly<Record<string, string>> = {
  decorate: 'app',
  decorateRequest: 'req',
  decorateReply: 'res',
};

const DECORATING: ReadonlySet<Expression['kind']> = new Set([...MAKING, 'object', 'function']);

/** `app.decorate('cache', cache)`, `app.set('cache', cache)`. */
function decoration(
  call: CallFact,
): (Pick<Assigned, 'holder' | 'value' | 'isDecoration'> & { readonly member: string }) | undefined {
  const [name, value, ...rest] = call.arguments;
  if (call.callee.kind !== 'member' || name?.kind !== 'text' || !value || rest.length > 1) return undefined;
  const holder = Object.hasOwn(DECORATED, call.callee.name) ? DECORATED[call.callee.name] : undefined;
  if (holder !== undefined && DECORATING.has(value.kind))
    return { holder, member: name.value, value, isDecoration: true };
  if (!mayBeClient(value)) return undefined;
  const setter = call.callee.name === 'set' ? holderName(call.callee.object) : undefined;
  return setter === undefined ? undefined : { holder: setter, member: `set ${name.value}`, value };
}
