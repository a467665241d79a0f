/**
 * Clients that functions are handed by those who call them: `routes(app, redis)`. In: the call graph. Out: for
 * parameters whose methods are called, the client, or the object of a class, that the callers pass, where all of them pass
 * the same kind; for objects of functions, which close over what they were made with, the place where they are handed over; where nobody is seen to call, the one that calls of a method of that name pass in an object,
 * `command.run(message, { redis })`, or that loaders pass to whatever is written like this.
 */
import type { CallFact } from '../../facts/fileFacts.js';
import { DATABASE_LIBRARIES } from '../../libraries/databases/allDatabases.js';
import type { CallGraph } from '../calls/callGraph.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { plainName } from '../calls/namedCalls.js';
import { isSameSite, type Site } from '../calls/sites.js';
import { append } from '../lists.js';
import { isTestFile } from '../testFiles.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { isHandedObject, isSameObject } from './handedObjects.js';
import { functionKey, isSameFunction, type Parameter, type Value } from './values.js';

type Client = Extract<Value, { kind: 'cache' | 'database' | 'instance' }>;

/** A part of an argument, which is found out anew where it is asked for: it holds functions that are given things themselves. */
export interface HandedAt {
  readonly kind: 'handedAt';
  readonly site: Site;
  readonly argument: number;
  readonly path: readonly string[];
}

/** By what `parameterKey` gives. */
export type GivenClients = ReadonlyMap<string, Value | HandedAt>;

export function parameterKey({ function: reference, index, path }: Parameter): string {
  return `${functionKey(reference)}#${index}#${path.join('.')}`;
}

export function collectGivenClients(evaluation: Evaluation, graph: CallGraph): GivenClients {
  const search = new Search(evaluation, graph);
  for (const file of evaluation.files) {
    if (isTestFile(file)) continue;
    evaluation.factsOf(file)?.calls.forEach((fact, call) => {
      if (evaluation.idleCalls.isIdle(fact)) return;
      const { callee, function: index } = fact;
      const frame = evaluation.symbolicFrame({ file, index });
      const value = frame && evaluation.evaluate(frame, callee);
      if (value?.kind !== 'parameter' || !functionOfCall(evaluation, { file, call })) return;
      search.clientsOnTheWay(value);
      search.addLoaded(value, fact);
    });
  }
  return search.found;
}

const MAXIMUM_STEPS = 2;
/** Handed on from function to function this many times. */
const MAXIMUM_DEPTH = 6;
const MAXIMUM_CALLERS = 40;
/** Functions that go down a tree call themselves with ever deeper parts of what they are given. */
const MAXIMUM_PATH = 4;

class Search {
  readonly found = new Map<string, Client | HandedAt>();
  private readonly seen = new Set<string>();
  /** What was handed at the places that were found. */
  private readonly objects = new Map<string, Value>();
  /** Calls of methods that are given an object written out, by the name of the method. */
  private handing: ReadonlyMap<string, readonly Site[]> | undefined;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {}

  /** The client may stand at any step: `deps.redis.get(…)`, `prisma.user.update(…)`. */
  clientsOnTheWay(parameter: Parameter, depth = 0): void {
    for (let length = 0; length <= Math.min(parameter.path.length, MAXIMUM_STEPS); length++) {
      this.clientOf({ ...parameter, path: parameter.path.slice(0, length) }, depth);
    }
  }

  clientOf(parameter: Parameter, depth = 0): Value | undefined {
    const key = parameterKey(parameter);
    if (this.seen.has(key) || depth > MAXIMUM_DEPTH) return this.clientUnder(key);
    if (parameter.path.length > MAXIMUM_PATH) return undefined;
    this.seen.add(key);
    const clients = this.given(parameter).flatMap((value): readonly Client[] => {
      // `serve(options.load)`: what is handed on may be a part of an object of functions.
      if (value.kind === 'parameter')
        this.clientsOnTheWay({ ...value, path: value.path.slice(0, -1) }, depth + 1);
      const client = value.kind === 'parameter' ? this.clientOf(value, depth + 1) : value;
      return client && isClient(client) ? [client] : [];
    });
    const [first, ...others] = clients;
    if (first && others.every((client) => isSameKind(client, first)))
      this.found.set(key, others.length > 0 ? ofAll(first, others) : first);
    else if (!first) this.addObject(parameter, key);
    return this.clientUnder(key);
  }

  private clientUnder(key: string): Client | undefined {
    const found = this.found.get(key);
    return found?.kind === 'handedAt' ? undefined : found;
  }

  /** An object of functions that everybody hands here. */
  private addObject(parameter: Parameter, key: string): void {
    const handed = this.handedBy(parameter);
    const [first] = handed;
    const object = first && this.objectIn(first.value);
    if (!object || !isHandedObject(object)) return;
    const isOne = handed.every(({ value }) => {
      const other = this.objectIn(value);
      return other !== undefined && isSameObject(other, object);
    });
    if (!isOne) return;
    const { site } = first;
    for (const { site: place } of handed) this.evaluation.links.speakers.add(place.file);
    this.objects.set(key, object);
    this.found.set(key, { kind: 'handedAt', site, argument: parameter.index, path: parameter.path });
  }

  /** What is handed on was handed itself. */
  private objectIn(value: Value): Value | undefined {
    if (value.kind !== 'parameter') return value;
    this.clientOf(value, 1);
    return this.objects.get(parameterKey(value));
  }

  /** `(sequelize) => sequelize.define('User', …)` in a file that is loaded by a name nobody can read. */
  addLoaded({ path, ...parameter }: Parameter, { arguments: [name] }: CallFact): void {
    const client: Parameter = { ...parameter, path: [] };
    const { file } = client.function;
    const library = DATABASE_LIBRARIES.find(
      ({ handedByLoaders, packages }) =>
        path.length === 1 &&
        handedByLoaders?.method === path[0] &&
        packages.some((entry) => this.evaluation.linker.asksFor(file, entry)),
    );
    if (!library?.handedByLoaders || name?.kind !== 'text' || this.found.has(parameterKey(client))) return;
    if (this.graph.callersOf(client.function).length > 0) return;
    const { role } = library.handedByLoaders;
    this.found.set(parameterKey(client), { kind: 'database', handle: { library, role } });
  }

  private given(parameter: Parameter): readonly Value[] {
    const callers = this.graph.callersOf(parameter.function);
    if (callers.length > MAXIMUM_CALLERS) return [];
    if (callers.length === 0) return this.handedByName(parameter);
    return this.handedBy(parameter).map(({ value }) => value);
  }

  private handedBy(parameter: Parameter): readonly { readonly site: Site; readonly value: Value }[] {
    return this.graph.callersOf(parameter.function).flatMap(({ frame, call, function: caller }) => {
      // A function that calls itself got its client from somebody else.
      if (isTestFile(frame.file) || isSameFunction(caller, parameter.function)) return [];
      const value = this.evaluation.argumentsOf(frame, call)[parameter.index];
      if (!value) return [];
      return [{ site: { file: frame.file, call }, value: this.partOf(frame, value, parameter.path) }];
    });
  }

  private partOf(frame: Frame, value: Value, path: readonly string[]): Value {
    const part = path.reduce((whole, name) => memberOf(this.evaluation, frame, whole, name), value);
    if (isClient(part)) this.evaluation.links.speakers.add(frame.file);
    return part;
  }

  /** What is in the object that a method of this name is given in the same place, whosever method it is. */
  private handedByName({ function: reference, index, path }: Parameter): readonly Value[] {
    const fact = this.evaluation.factsOf(reference.file)?.functions[reference.index];
    if (!fact || path.length === 0) return [];
    this.handing ??= this.collectHanding();
    const sites = this.handing.get(plainName(fact)) ?? [];
    if (sites.length > MAXIMUM_CALLERS) return [];
    return sites.flatMap(({ file, call }) => {
      const { arguments: given, function: caller } = this.evaluation.factsOf(file)?.calls[call] ?? {};
      const frame = caller === undefined ? undefined : this.evaluation.symbolicFrame({ file, index: caller });
      const object = given?.[index];
      if (!frame || object?.kind !== 'object') return [];
      return [this.partOf(frame, this.evaluation.evaluate(frame, object), path)];
    });
  }

  private collectHanding(): ReadonlyMap<string, readonly Site[]> {
    const found = new Map<string, Site[]>();
    for (const file of this.evaluation.files) {
      if (isTestFile(file)) continue;
      this.evaluation.factsOf(file)?.calls.forEach(({ callee, arguments: given }, call) => {
        if (callee.kind !== 'member' || !given.some(({ kind }) => kind === 'object')) return;
        append(found, callee.name, { file, call });
      });
    }
    return found;
  }
}

/** An object of a workspace class as well: it may stand before one that reads and writes rows. */
function isClient(value: Value): value is Client {
  return value.kind === 'cache' || value.kind === 'database' || value.kind === 'instance';
}

/** What several callers hand has in common: of objects of one class, nothing but that, where each is made by itself. */
function ofAll(first: Client, others: readonly Client[]): Client {
  if (first.kind !== 'instance') return first;
  const isOne = others.every(
    (other) => other.kind === 'instance' && first.made && other.made && isSameSite(first.made, other.made),
  );
  const { arguments: _own, made: _made, ...common } = first;
  return isOne ? first : common;
}

function isSameKind(a: Client, b: Client): boolean {
  if (a.kind === 'cache' && b.kind === 'cache') {
    const isSameOrigin =
      a.client.origin?.file === b.client.origin?.file && a.client.origin?.call === b.client.origin?.call;
    const isPlain = [a, b].every(({ client }) => !client.prefix && client.defaultTtl === undefined);
    return (
      a.client.library === b.client.library && a.client.batch === b.client.batch && (isSameOrigin || isPlain)
    );
  }
  if (a.kind === 'instance') return b.kind === 'instance' && a.file === b.file && a.index === b.index;
  return (
    a.kind === 'database' &&
    b.kind === 'database' &&
    a.handle.library === b.handle.library &&
    a.handle.role === b.handle.role &&
    a.handle.entity?.identity === b.handle.entity?.identity
  );
}
