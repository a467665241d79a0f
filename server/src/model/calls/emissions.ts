/**
 * What does a call emit, enqueue or send, for functions that it does not name? In: a call. Out: the names of the events, and what
 * their handlers are called with.
 */
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { constant, UNKNOWN, type Value } from '../evaluation/values.js';
import { maySend, topicsSent } from './brokers.js';
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
import { collectionCalled } from './observers.js';
import { ownNames } from './registrations.js';
import { maySendOn, subjectSentOn } from './subjects.js';

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

export interface Emission {
  readonly event: string;
  /** What the handler is called with. */
  readonly payload: readonly Value[];
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
