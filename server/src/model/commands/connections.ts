/**
 * The connections a workspace makes, and what becomes of them. In: the evaluated calls of all files. Out: one entry
 * for each call that makes a client: who listens for its errors, who connects it, who else gets hold of it.
 */
import type { CallIndex, Expression } from '../../facts/fileFacts.js';
import { type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import {
  type CacheClient,
  type FunctionReference,
  functionKey,
  type Parameter,
  type Value,
  walkValue,
} from '../evaluation/values.js';

export interface Connection {
  readonly client: CacheClient;
  /** The call that makes it. */
  readonly site: Site;
  /** Somebody listens for its errors. */
  readonly listens: boolean;
  /** `connect` is called on it. */
  readonly connects: boolean;
  /** It is given to something that cannot be followed. */
  readonly handedOn: boolean;
}

const LISTENING: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'prependListener']);

export function collectConnections(evaluation: Evaluation): readonly Connection[] {
  const search = new ConnectionSearch(evaluation);
  for (const file of evaluation.files) {
    evaluation.factsOf(file)?.functions.forEach((fact, index) => {
      const frame = evaluation.symbolicFrame({ file, index });
      if (frame) for (const call of fact.calls) search.add(frame, call);
    });
  }
  return search.connections();
}

class ConnectionSearch {
  private readonly made = new Map<string, { readonly client: CacheClient; readonly site: Site }>();
  private readonly listened = new Set<string>();
  private readonly connected = new Set<string>();
  private readonly handedOn = new Set<string>();
  /** Parameters on which a function listens, and the connections that are given for parameters. */
  private readonly listeningParameters = new Set<string>();
  private readonly given = new Map<string, Set<string>>();
  /** Libraries of clients that are listened to, or connected, without it being known which ones they are. */
  private readonly listenedSomewhere = new Set<string>();
  private readonly connectedSomewhere = new Set<string>();

  private readonly files: ReadonlySet<string>;

  constructor(private readonly evaluation: Evaluation) {
    this.files = new Set(evaluation.files);
  }

  add(frame: Frame, index: CallIndex): void {
    const call = frame.facts.calls[index];
    if (!call) return;
    const callee = this.evaluation.evaluate(frame, call.callee);
    if (makesClient(callee)) this.addMade(frame, index);
    for (const method of methodsOf(callee)) this.addMethod(frame, index, method);
    if (!keepsToItself(callee)) this.addArguments(frame, index, callee);
  }

  private addMade(frame: Frame, index: CallIndex): void {
    const site = { file: frame.file, call: index };
    const value = this.evaluation.evaluateCall(frame, index);
    if (value.kind !== 'cache' || !value.client.origin) return;
    if (siteKey(value.client.origin) === siteKey(site))
      this.made.set(siteKey(site), { client: value.client, site });
  }

  private addMethod(frame: Frame, index: CallIndex, { name, object }: Method): void {
    const listens = LISTENING.has(name) && mayBeError(this.evaluation.argumentsOf(frame, index)[0]);
    if (!listens && name !== 'connect') return;
    if (object.kind === 'parameter') {
      if (listens) this.listeningParameters.add(parameterKey(object));
      return;
    }
    const [known, libraries] = listens
      ? [this.listened, this.listenedSomewhere]
      : [this.connected, this.connectedSomewhere];
    for (const client of clientsIn(object)) {
      if (client.origin) mark(known, client);
      else libraries.add(client.library.id);
    }
  }

  private addArguments(frame: Frame, index: CallIndex, callee: Value): void {
    const called = this.functionCalled(callee);
    this.evaluation.argumentsOf(frame, index).forEach((argument, position) => {
      for (const client of clientsIn(argument)) {
        if (!called) mark(this.handedOn, client);
        else if (client.origin) {
          const key = `${functionKey(called)}:${position}`;
          this.given.set(key, (this.given.get(key) ?? new Set()).add(siteKey(client.origin)));
        }
      }
    });
  }

  /** The function that a call runs, a constructor for a class; undefined where its calls are not looked at. */
  private functionCalled(callee: Value): FunctionReference | undefined {
    if (callee.kind === 'function') return this.files.has(callee.function.file) ? callee.function : undefined;
    if (callee.kind !== 'class' || !this.files.has(callee.file)) return undefined;
    const index = this.evaluation.factsOf(callee.file)?.classes[callee.index]?.constructorFunction;
    return index === undefined ? undefined : { file: callee.file, index };
  }

  connections(): readonly Connection[] {
    for (const key of this.listeningParameters) {
      for (const connection of this.given.get(key) ?? []) this.listened.add(connection);
    }
    return [...this.made].map(([key, { client, site }]) => ({
      client,
      site,
      listens: this.listened.has(key) || this.listenedSomewhere.has(client.library.id),
      connects: this.connected.has(key) || this.connectedSomewhere.has(client.library.id),
      handedOn: this.handedOn.has(key),
    }));
  }
}

function makesClient(callee: Value): boolean {
  return callee.kind === 'external' || (callee.kind === 'cacheMethod' && /^duplicate$/i.test(callee.name));
}

/** Calls that do no more with a client than to hold it: `bind(client)`, `app.decorate('redis', client)`. */
const HOLDING: ReadonlySet<string> = new Set(['bind', 'decorate', 'set', 'provide', 'push']);

/**
 * Packages that use a client they are given and leave its errors to whoever made it, read in their code:
 * rate-limiter-flexible 11.4.0, rate-limit-redis 6.0.1, connect-redis 7.1.1 (version 3 listened, and is called first).
 */
const NOT_LISTENING: ReadonlySet<string> = new Set([
  'rate-limiter-flexible',
  'rate-limit-redis',
  'connect-redis',
]);

function keepsToItself(callee: Value): boolean {
  if (callee.kind === 'cacheMethod' || callee.kind === 'global') return true;
  if (callee.kind === 'external') return NOT_LISTENING.has(callee.module);
  const name =
    callee.kind === 'method' ? callee.name : callee.kind === 'parameter' ? callee.path.at(-1) : undefined;
  return name !== undefined && HOLDING.has(name);
}

interface Method {
  readonly name: string;
  readonly object: Value;
}

/** The methods a callee can be, with what they belong to. */
function methodsOf(callee: Value): readonly Method[] {
  if (callee.kind === 'method') return [callee];
  if (callee.kind === 'either') return callee.values.flatMap(methodsOf);
  if (callee.kind === 'fallback') return [...methodsOf(callee.value), ...methodsOf(callee.otherwise)];
  const name = callee.kind === 'parameter' ? callee.path.at(-1) : undefined;
  return name === undefined ? [] : [{ name, object: callee }];
}

function mark(set: Set<string>, { origin }: CacheClient): void {
  if (origin) set.add(siteKey(origin));
}

function parameterKey({ function: owner, index }: Parameter): string {
  return `${functionKey(owner)}:${index}`;
}

/** The name of the event may be computed, in a loop over several. */
function mayBeError(event: Value | undefined): boolean {
  return event !== undefined && (event.kind !== 'constant' || event.value === 'error');
}

function clientsIn(value: Value): readonly CacheClient[] {
  const found: CacheClient[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'cache') found.push(part.client);
    // Nobody gets a client out of a text.
    return part.kind !== 'text';
  });
  return found;
}

/** Whether something listens for promises that were rejected and that nobody handled. */
export function handlesRejections(evaluation: Evaluation): boolean {
  const listener = evaluation.files.find((file) =>
    evaluation
      .factsOf(file)
      ?.calls.some(({ callee, arguments: [event] }) => isListening(callee) && isUnhandledRejection(event)),
  );
  if (listener !== undefined) evaluation.links.speakers.add(listener);
  return listener !== undefined;
}

function isListening(callee: Expression): boolean {
  return callee.kind === 'member' && /^(on|once|addListener|addEventListener)$/.test(callee.name);
}

function isUnhandledRejection(event: Expression | undefined): boolean {
  return event?.kind === 'text' && /^unhandledrejection$/i.test(event.value);
}
