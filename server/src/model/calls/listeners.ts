/**
 * Which functions run when an event is emitted, a job is enqueued or a message arrives? In: a call that registers, or the classes of
 * a file that say what they handle. Out: the functions, each with the name of what it hears.
 */
import type { CallFact, CallIndex, ClassFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { partOf, servicesIn } from '../evaluation/serviceObjects.js';
import type { Value } from '../evaluation/values.js';
import { mayRead, topicsRead } from './brokers.js';
import {
  ANY_CHANNEL,
  ANY_EVENT,
  ANY_PATTERN,
  eventOfClass,
  jobOf,
  keptIn,
  queueName,
  textOf,
} from './eventNames.js';
import { observersIn } from './observers.js';
import { handledClasses, handlersIn, mayRegister, registeredByClass } from './registrations.js';
import { subscribed } from './subjects.js';

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
/** The same for who subscribed to a pattern, and is told the pattern first. */
const PATTERN_MESSAGES: ReadonlySet<string> = new Set(['pmessage', 'pmessageBuffer']);
const ANY_LISTENER = 'onAny';
const EVERYTHING = /^\*{1,2}$/;
/** Classes whose construction runs a function for each job: `new Worker('mail', run)`. */
const WORKERS: ReadonlySet<string> = new Set(['Worker', 'QueueWorker']);

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
