/**
 * Messages that go through a broker: topics of Kafka, queues and exchanges of RabbitMQ, streams and lists of Redis, jobs of
 * pg-boss, Agenda and Graphile Worker, events of Inngest. In: a call. Out: the topics that it sends to, or the functions that it hands
 * to whatever reads them. What is in a message is not followed.
 */

import type { CallFact, CallIndex } from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { plainText } from '../evaluation/texts.js';
import { functionsIn, UNKNOWN, type Value } from '../evaluation/values.js';

type Handler = Extract<Value, { kind: 'function' }>;

export interface TopicListener {
  readonly topic: string;
  readonly handler: Handler;
}

/** What each of these is given first: a topic by its name, or an object that has it. */
const SENDS: ReadonlySet<string> = new Set([
  'send',
  'sendBatch',
  'sendToQueue',
  'publish',
  'xadd',
  'xAdd',
  // A list or a set from which somebody takes what is put into it.
  ...['lpush', 'rpush', 'lPush', 'rPush', 'sadd', 'sAdd', 'zadd', 'zAdd'],
  'now',
  'addJob',
  'add_job',
  'produce',
]);
const READS: ReadonlySet<string> = new Set([
  'run',
  'consume',
  'work',
  'define',
  'createFunction',
  'xread',
  'xRead',
  'xreadgroup',
  'xReadGroup',
  ...['lpop', 'rpop', 'blpop', 'brpop', 'lPop', 'rPop', 'blPop', 'brPop', 'spop', 'sPop'],
  ...['lmove', 'blmove', 'lMove', 'blMove', 'rpoplpush', 'brpoplpush', 'rPopLPush', 'brPopLPush'],
  ...['zpopmin', 'bzpopmin', 'zPopMin', 'bzPopMin'],
]);
const READS_STREAMS = /^(xread|b?[lr]pop|spop|b?lmove|b?zpopmin)/i;

/** Whether a call may send a message, by its name. */
export function maySend(name: string): boolean {
  return SENDS.has(name);
}

/** Whether a call may read messages, by its name. */
export function mayRead(name: string): boolean {
  return READS.has(name);
}

/** The topics that a call sends to. */
export function topicsSent(name: string, args: readonly Value[]): readonly string[] {
  if (!SENDS.has(name)) return [];
  const [first, second, third] = args;
  // `channel.publish(exchange, routingKey, content)`
  if (name === 'publish' && third) return [...textsIn(first), ...textsIn(second)];
  // A text alone is what is answered: `response.send('done')`.
  return first?.kind === 'constant' && args.length === 1 ? [] : topicsIn(first);
}

const TOPIC_NAMES = ['topic', 'topics', 'topicMessages', 'name', 'event', 'queue', 'key'];

/** A name, a list of them, or an object that has one. */
function topicsIn(value: Value | undefined): readonly string[] {
  if (value?.kind === 'array') return value.items.flatMap(topicsIn);
  if (value?.kind !== 'record') return textsIn(value);
  return TOPIC_NAMES.flatMap((name) => topicsIn(value.fields.get(name)));
}

function textsIn(value: Value | undefined): readonly string[] {
  if (value?.kind === 'array') return value.items.flatMap(textsIn);
  const text = plainText(value) ?? '';
  return text === '' ? [] : [text];
}

/** The functions that read messages because of a call, with the topics they read. */
export function topicsRead(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  name: string,
): readonly TopicListener[] {
  if (!READS.has(name)) return [];
  const args = evaluation.argumentsOf(frame, index);
  // `const entries = await redis.xread('BLOCK', 0, 'STREAMS', 'changes', last)`
  if (READS_STREAMS.test(name)) {
    const topics = [...args.flatMap(textsIn), ...args.flatMap(topicsIn)];
    const handler: Handler = { kind: 'function', function: frame.function, frame };
    return topics.map((topic) => ({ topic, handler }));
  }
  const handlers = args.filter(({ kind }) => name !== 'run' || kind === 'record').flatMap(handlersIn);
  if (handlers.length === 0) return [];
  const topics =
    name === 'run'
      ? subscribedIn(evaluation, frame, index)
      : [...args.flatMap(topicsIn), ...boundIn(evaluation, frame, name)];
  return topics.flatMap((topic) => handlers.map((handler) => ({ topic, handler })));
}

const HANDLER_NAMES = ['eachMessage', 'eachBatch'];

/** A function by itself, or `{ eachMessage }`. */
function handlersIn(value: Value): readonly Handler[] {
  if (value.kind !== 'record') return functionsIn(value);
  return HANDLER_NAMES.flatMap((name) => functionsIn(value.fields.get(name) ?? UNKNOWN));
}

/** What the consumer is subscribed to that runs; where that cannot be told, what all consumers of the file are. */
function subscribedIn(evaluation: Evaluation, { file, facts }: Frame, run: CallIndex): readonly string[] {
  const all = callsNamed(facts.calls, /^subscribe$/);
  const own = all.filter(([, call]) => isOnSame(call, facts.calls[run]));
  return (own.length > 0 ? own : all).flatMap(([call, { function: owner }]) => {
    const frame = evaluation.symbolicFrame({ file, index: owner });
    return frame ? topicsIn(evaluation.argumentsOf(frame, call)[0]) : [];
  });
}

function isOnSame({ callee: one }: CallFact, other: CallFact | undefined): boolean {
  return (
    one.kind === 'member' &&
    other?.callee.kind === 'member' &&
    isSameExpression(one.object, other.callee.object)
  );
}

/** The exchanges that the queues of a file are bound to. */
function boundIn(evaluation: Evaluation, { file, facts }: Frame, name: string): readonly string[] {
  if (name !== 'consume') return [];
  return callsNamed(facts.calls, /^bindQueue$/).flatMap(([call, { function: owner }]) => {
    const frame = evaluation.symbolicFrame({ file, index: owner });
    return frame ? evaluation.argumentsOf(frame, call).slice(1).flatMap(textsIn) : [];
  });
}

function callsNamed(calls: readonly CallFact[], name: RegExp): readonly (readonly [CallIndex, CallFact])[] {
  return [...calls.entries()].filter(([, { callee }]) => callee.kind === 'member' && name.test(callee.name));
}
