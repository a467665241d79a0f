/**
 * Names under which code calls other code without naming it: events, jobs of a queue, topics of a broker. A call that emits
 * and a call that listens meet under the same literal name, or under the class of what is sent.
 */

import type { CallFact, CallIndex, ClassFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { partOf, servicesIn } from '../evaluation/serviceObjects.js';
import { plainText } from '../evaluation/texts.js';
import { constant, UNKNOWN, type Value } from '../evaluation/values.js';
import { mayRead, maySend, topicsRead, topicsSent } from './brokers.js';
import { collectionCalled, observersIn } from './observers.js';
import { handledClasses, handlersIn, mayRegister, ownNames, registeredByClass } from './registrations.js';
import { maySendOn, subjectSentOn, subscribed } from './subjects.js';

const EMITTING = [
  'emit',
  'publish',
  'dispatch',
  'raise',
  'trigger',
  'fire',
  'announce',
  'broadcast',
  'notify',
];
const OF_WHAT = ['', 'Async', 'Event', 'Message', 'All'];
const EMITTERS: ReadonlySet<string> = new Set(
  EMITTING.flatMap((verb) => OF_WHAT.map((what) => `${verb}${what}`)),
);
/** Of a bus that knows what it is given by its class: `bus.publish(new UserRenamed(id))`. */
const SENDERS: ReadonlySet<string> = new Set(['publish', 'execute', 'emit', 'dispatch', 'send', 'apply']);
/** Of an object of the domain that keeps what happened to it until it is saved: `this.recordEvent(new Moved(id))`. */
const RECORDS = /^(record(That)?|(record|add|push|append|register|enqueue)(Domain)?Event)$/;
const ENQUEUERS: ReadonlySet<string> = new Set(['add', 'addBulk', 'enqueue', 'send']);
const LISTENERS: ReadonlySet<string> = new Set([
  'on',
  'once',
  'addListener',
  'subscribe',
  'pSubscribe',
  'sSubscribe',
  'addEventListener',
  'listen',
  'onEvent',
  'subscribeTo',
  'addHandler',
  'registerHandler',
]);
/** What a client of a server is told when something is published. */
const MESSAGES: ReadonlySet<string> = new Set(['message', 'messageBuffer']);
const ANY_CHANNEL = 'channel';
/** The same for who subscribed to a pattern, and is told the pattern first. */
const PATTERN_MESSAGES: ReadonlySet<string> = new Set(['pmessage', 'pmessageBuffer']);
const ANY_PATTERN = 'pattern';
/** What a bus tells of all its events, their names first: `bus.on('*', (type, event) => …)`, `bus.onAny(…)`. */
const ANY_EVENT = 'any';
const ANY_LISTENER = 'onAny';
const EVERYTHING = /^\*{1,2}$/;
/** Classes whose construction runs a function for each job: `new Worker('mail', run)`. */
const WORKERS: ReadonlySet<string> = new Set(['Worker', 'QueueWorker']);

export interface Emission {
  readonly event: string;
  /** What the handler is called with. */
  readonly payload: readonly Value[];
}

/** `user.*`, as EventEmitter2 and Redis read it. */
export function isEventPattern(event: string): boolean {
  return event.includes('*') && /\w|^\*+$/.test(event.slice(event.indexOf(':') + 1));
}

/** Whether who listens for a pattern hears of an event. A star may stand for several words: that depends on options. */
export function hears(pattern: string, event: string): boolean {
  if (pattern === event) return false;
  const parts = pattern.split(/\*+/);
  const [first = ''] = parts;
  if (!event.startsWith(first) || !event.endsWith(parts.at(-1) ?? '')) return false;
  let at = 0;
  return parts.every((part) => {
    const found = event.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}

/** Whether a call may emit or enqueue anything, by its name. */
export function mayEmit(facts: FileFacts, call: CallFact): boolean {
  const { callee } = call;
  if (collectionCalled(facts, call) !== undefined) return true;
  // `emit('user.updated', { id })` of a module that hides its bus.
  if (callee.kind === 'name') return EMITTERS.has(callee.name);
  if (callee.kind !== 'member') return false;
  if (recordsEvent(callee)) return true;
  if ([EMITTERS, SENDERS, ENQUEUERS].some((names) => names.has(callee.name))) return true;
  return maySend(callee.name) || maySendOn(call);
}

/** Also `this.events.push(new Moved(id))`. */
function recordsEvent({ name, object }: Extract<Expression, { kind: 'member' }>): boolean {
  return RECORDS.test(name) || (name === 'push' && object.kind === 'member' && /events$/i.test(object.name));
}

/** What a call emits, enqueues or sends through a broker; empty when it does nothing of that. */
export function eventsOf(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly Emission[] {
  const subject = subjectSentOn(evaluation, frame, index);
  if (subject !== undefined)
    return [{ event: `stream:${subject}`, payload: evaluation.argumentsOf(frame, index) }];
  const call = frame.facts.calls[index];
  const collection = call && collectionCalled(frame.facts, call);
  if (collection !== undefined)
    return [{ event: keptIn(frame.file, collection), payload: evaluation.argumentsOf(frame, index) }];
  const emitted = emittedBy(evaluation, frame, index);
  const callee = call?.callee;
  if (callee?.kind !== 'member' || !maySend(callee.name)) return emitted;
  const sent = topicsSent(callee.name, evaluation.argumentsOf(frame, index));
  return [...emitted, ...sent.map((topic) => ({ event: `topic:${topic}`, payload: [UNKNOWN, UNKNOWN] }))];
}

function emittedBy(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly Emission[] {
  const call = frame.facts.calls[index];
  if (call?.callee.kind === 'name') return emittedByName(evaluation, frame, index, call.callee.name);
  if (call?.callee.kind !== 'member') return [];
  const { name } = call.callee;
  const isSender = SENDERS.has(name) || EMITTERS.has(name) || recordsEvent(call.callee);
  const [sent, ...rest] = isSender ? evaluation.argumentsOf(frame, index) : [];
  const own = sent ? emittedAsItself(evaluation, frame, sent, rest) : [];
  return sent?.kind === 'instance'
    ? own
    : [...own, ...emittedByMethod(evaluation, frame, index, call.callee)];
}

function emittedByMethod(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  { name, object }: Extract<Expression, { kind: 'member' }>,
): readonly Emission[] {
  const heard = name === 'publish' && evaluation.evaluate(frame, object).kind === 'cache';
  if (EMITTERS.has(name)) {
    const [first, ...payload] = evaluation.argumentsOf(frame, index);
    const named = namedEvents(first, payload);
    // Whoever listens to a server is told of all channels in one place.
    if (!heard || !first) return named;
    return [
      ...named,
      { event: ANY_CHANNEL, payload: [first, ...payload] },
      { event: ANY_PATTERN, payload: [UNKNOWN, first, ...payload] },
    ];
  }
  if (!ENQUEUERS.has(name)) return [];
  const [job, data] = evaluation.argumentsOf(frame, index);
  const fields = new Map([
    ['name', job ?? UNKNOWN],
    ['data', data ?? job ?? UNKNOWN],
  ]);
  const payload: readonly Value[] = [{ kind: 'record', fields, open: true }];
  const queues = queueName(evaluation.evaluate(frame, object));
  return queues.flatMap((queue) => [
    { event: `queue:${queue}`, payload },
    ...textOf(job).map((name) => ({ event: jobOf(queue, name), payload })),
  ]);
}

/** What a function of a module emits, which hides its bus: `emit('user.updated', { id })`. */
function emittedByName(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  name: string,
): readonly Emission[] {
  if (!EMITTERS.has(name)) return [];
  const [first, ...payload] = evaluation.argumentsOf(frame, index);
  const own = first ? emittedAsItself(evaluation, frame, first, payload) : [];
  if (own.length > 0) return own;
  return namedEvents(first, payload);
}

/** Objects that say themselves what they are, one or a list of them. */
function emittedAsItself(
  evaluation: Evaluation,
  frame: Frame,
  sent: Value,
  rest: readonly Value[],
): readonly Emission[] {
  if (sent.kind === 'array')
    return sent.items.flatMap((item) => emittedAsItself(evaluation, frame, item, rest));
  const named = ownNames(evaluation, frame, sent).map((name) => ({
    event: `event:${name}`,
    payload: [sent, ...rest],
  }));
  return sent.kind === 'instance' ? [{ event: eventOfClass(sent), payload: [sent] }, ...named] : named;
}

function namedEvents(name: Value | undefined, payload: readonly Value[]): readonly Emission[] {
  return textOf(name).flatMap((text) => [
    { event: `event:${text}`, payload },
    { event: ANY_EVENT, payload: [constant(text), ...payload] },
  ]);
}

/** Jobs of one name of a queue. */
function jobOf(queue: string, name: string): string {
  return `queue:${queue}#${name}`;
}

export interface Listener {
  readonly event: string;
  readonly handler: Extract<Value, { kind: 'function' }>;
}

/** `@EventsHandler(UserRenamed) class …`: the method that is run with what is sent. */
export function handlersOfClasses(evaluation: Evaluation, file: string): readonly Listener[] {
  const frame = evaluation.moduleFrame(file);
  if (!frame) return [];
  return frame.facts.classes.flatMap((fact, index) => {
    const { decorators, methods } = fact;
    const jobs = handlersOfQueue(evaluation, frame, fact, { kind: 'instance', file, index, frame });
    if (jobs.length > 0) return jobs;
    const sent = decorators
      .filter(({ name }) => HANDLERS.has(name))
      .flatMap((decorator) => decorator.arguments.map((argument) => evaluation.evaluate(frame, argument)));
    return methods.flatMap((method): readonly Listener[] => {
      const isNamed = method.name === 'handle' || method.name === 'execute';
      const named = isNamed ? sent.filter((value) => value.kind === 'class') : [];
      const events = new Set([...named, ...handledClasses(evaluation, frame, method)].map(eventOfClass));
      const self: Value = { kind: 'instance', file, index, frame };
      const handler = { kind: 'function', function: { file, index: method.function }, frame, self } as const;
      return [...events].map((event) => ({ event, handler }));
    });
  });
}

/** `@Processor('mail') class …`: its `process`, and methods that are `@Process('welcome')`, run for jobs. */
function handlersOfQueue(
  evaluation: Evaluation,
  frame: Frame,
  { decorators, methods }: ClassFact,
  self: Extract<Value, { kind: 'instance' }>,
): readonly Listener[] {
  const decorator = decorators.find(({ name }) => name === 'Processor');
  if (!decorator) return [];
  const named = decorator.arguments.map((argument) => evaluation.evaluate(frame, argument));
  return methods.flatMap(({ name, function: own }) => {
    const process = frame.facts.functions[own]?.decorators.find((one) => one.name === 'Process');
    if (name !== 'process' && !process) return [];
    const jobs =
      process?.arguments.flatMap((argument) => namesOf(evaluation.evaluate(frame, argument))) ?? [];
    const handler = { kind: 'function', function: { file: self.file, index: own }, frame, self } as const;
    return namesOf(named[0] ?? DEFAULT_QUEUE).flatMap((queue) =>
      jobs.length === 0
        ? [{ event: `queue:${queue}`, handler }]
        : jobs.map((job) => ({ event: jobOf(queue, job), handler })),
    );
  });
}

/** `events: { 'user.renamed'(context) { … } }` of a service: what is run when such an event is emitted. */
export function handlersOfServices(evaluation: Evaluation, file: string): readonly Listener[] {
  const frame = evaluation.moduleFrame(file);
  if (!frame) return [];
  return servicesIn(frame.facts).flatMap((service) => {
    const events = partOf(service, 'events');
    if (events?.kind !== 'object') return [];
    return events.properties.flatMap(({ name, value }) => {
      const run = value.kind === 'object' ? partOf(value, 'handler') : value;
      const handler = run && evaluation.evaluate(frame, run);
      return handler?.kind === 'function' ? [{ event: `event:${name}`, handler }] : [];
    });
  });
}

const DEFAULT_QUEUE: Value = { kind: 'constant', value: 'default' };

/** A name by itself, or among options. */
function namesOf(value: Value): readonly string[] {
  return textOf(value.kind === 'record' ? value.fields.get('name') : value);
}

const HANDLERS: ReadonlySet<string> = new Set(['EventsHandler', 'CommandHandler', 'QueryHandler']);

function eventOfClass({ file, index }: { readonly file: string; readonly index: number }): string {
  return `class:${file}#${index}`;
}

/** Functions that a file keeps in a collection of this name. */
function keptIn(file: string, collection: string): string {
  return `kept:${file}#${collection}`;
}

/** What a call registers, also by putting it into a collection. */
export function listenersOf(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly Listener[] {
  const observers = observersIn(evaluation, frame, index).map(({ file, collection, handler }) => ({
    event: keptIn(file, collection),
    handler,
  }));
  return [...observers, ...namedListenersOf(evaluation, frame, index)];
}

/** What a call registers: `emitter.on('user.updated', run)`, `new Worker('mail', run)`, `queue.process(run)`. */
function namedListenersOf(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly Listener[] {
  const call = frame.facts.calls[index];
  if (call?.callee.kind === 'member' && mayRead(call.callee.name))
    return topicsRead(evaluation, frame, index, call.callee.name).map(({ topic, handler }) => ({
      event: `topic:${topic}`,
      handler,
    }));
  if (!call || !(mayListen(call) || mayRegister(call))) return [];
  const stream = subscribed(evaluation, frame, index);
  if (stream) return [{ event: `stream:${stream.subject}`, handler: stream.handler }];
  const args = evaluation.argumentsOf(frame, index);
  const byClass = registeredByClass(evaluation, frame, args);
  if (byClass) {
    const event = eventOfClass(byClass.sent);
    return byClass.handlers.map((handler) => ({ event, handler }));
  }
  const { callee } = call;
  if (callee.kind === 'name' && callee.name === 'on') {
    const awaited = awaitedEvents(evaluation, frame, call, args);
    if (awaited.length > 0) return awaited;
  }
  const handler = args.findLast((value) => value.kind === 'function');
  if (handler?.kind !== 'function') return registeredObjects(evaluation, frame, args);
  if (callee.kind === 'member' && hearsAll(evaluation, frame, callee, args, handler))
    return [{ event: ANY_EVENT, handler }];
  if ((callee.kind === 'name' || callee.kind === 'member') && LISTENERS.has(callee.name)) {
    const message = callee.kind === 'member' ? textOf(args[0]).find(isMessage) : undefined;
    if (message && callee.kind === 'member' && evaluation.evaluate(frame, callee.object).kind === 'cache')
      return [{ event: MESSAGES.has(message) ? ANY_CHANNEL : ANY_PATTERN, handler }];
    const isPlain = callee.kind === 'member' && knowsNoPatterns(evaluation.evaluate(frame, callee.object));
    return textOf(args[0]).flatMap((text) =>
      isPlain && text.includes('*') ? [] : { event: `event:${text}`, handler },
    );
  }
  if (callee.kind === 'member' && callee.name === 'process') {
    const queues = queueName(evaluation.evaluate(frame, callee.object));
    const [job] = textOf(args[0]);
    return queues.map((queue) => ({
      event: job === undefined ? `queue:${queue}` : jobOf(queue, job),
      handler,
    }));
  }
  const of = mayRegister(call) ? 'event' : 'queue';
  return textOf(args[0]).map((text) => ({ event: `${of}:${text}`, handler }));
}

/** `bus.register('hotel.renamed', new DropCache())` */
function registeredObjects(
  evaluation: Evaluation,
  frame: Frame,
  [name, ...given]: readonly Value[],
): readonly Listener[] {
  const handlers = given.flatMap((value) =>
    value.kind === 'instance' || value.kind === 'array' ? handlersIn(evaluation, frame, value) : [],
  );
  return textOf(name).flatMap((text) => handlers.map((handler) => ({ event: `event:${text}`, handler })));
}

/** Who listens for all events and wants to be told their names. */
function hearsAll(
  evaluation: Evaluation,
  { facts }: Frame,
  { name }: { readonly name: string },
  [first]: readonly Value[],
  { function: { file, index } }: Listener['handler'],
): boolean {
  if (name === ANY_LISTENER) return true;
  const parameters = (evaluation.factsOf(file) ?? facts).functions[index]?.parameters ?? [];
  return parameters.length > 1 && LISTENERS.has(name) && textOf(first).some((text) => EVERYTHING.test(text));
}

/** `for await (const [id] of on(bus, 'renamed'))`: the function around it goes on with each event. */
function awaitedEvents(
  evaluation: Evaluation,
  frame: Frame,
  { callee }: CallFact,
  [, name]: readonly Value[],
): readonly Listener[] {
  const called = evaluation.evaluate(frame, callee);
  if (called.kind !== 'external' || !/^(node:)?events$/.test(called.module) || frame.function.index === 0)
    return [];
  const handler = { kind: 'function', function: frame.function, frame: frame.outer ?? frame } as const;
  return textOf(name).map((text) => ({ event: `event:${text}`, handler }));
}

/** An emitter of Node takes a star for a name like any other. */
function knowsNoPatterns(bus: Value): boolean {
  return bus.kind === 'constructed' && /^(node:)?events$/.test(bus.module);
}

function isMessage(event: string): boolean {
  return MESSAGES.has(event) || PATTERN_MESSAGES.has(event);
}

/** Most calls do not by their name: their arguments are not looked at. */
function mayListen({ callee, construction }: CallFact): boolean {
  if (callee.kind === 'member')
    return LISTENERS.has(callee.name) || callee.name === 'process' || callee.name === ANY_LISTENER;
  if (callee.kind !== 'name') return false;
  return LISTENERS.has(callee.name) || (construction && WORKERS.has(callee.name));
}

/** The events that a value names, one or a list of them. */
export function eventsNamed(value: Value): readonly string[] {
  if (value.kind === 'array') return value.items.flatMap(eventsNamed);
  if (value.kind === 'class') return [eventOfClass(value)];
  return value.kind === 'constant' ? [`event:${value.value}`] : [];
}

/** The name of the queue that a value is. */
export function queueName(value: Value): readonly string[] {
  return value.kind === 'constructed' ? textOf(value.arguments[0]) : [];
}

function textOf(value: Value | undefined): readonly string[] {
  const text = plainText(value);
  return text === undefined ? [] : [text];
}
