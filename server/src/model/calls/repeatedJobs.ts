/**
 * Which functions run again and again because a queue is told to: `add(name, data, { repeat })` and `upsertJobScheduler` of
 * BullMQ and Bull, `schedule` of pg-boss, `every` of Agenda. In: the calls of a file, and which functions run for a job. Out: these
 * functions; those of a queue that is given other jobs as well only where they run for the repeated one alone.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { plainText } from '../evaluation/texts.js';
import { type FunctionReference, fieldOf, type Value } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';
import { queueName } from './eventNames.js';

export function repeatedJobs(
  evaluation: Evaluation,
  graph: CallGraph,
  files: readonly string[],
): readonly FunctionReference[] {
  const jobs = files.flatMap((file) => jobsIn(evaluation, file));
  const repeated = jobs.filter(({ again }) => again);
  const events = repeated.flatMap(({ queue, name }) => {
    if (queue === undefined) return [`topic:${name}`];
    const isAlone = jobs.every((job) => job.queue !== queue || job.again || job.name === name);
    return [...(isAlone ? [`queue:${queue}`] : []), `queue:${queue}#${name}`];
  });
  return events.flatMap((event) => graph.handlersOf(event).map((handler) => handler.function));
}

interface Job {
  /** Undefined where a broker knows it by its name. */
  readonly queue?: string;
  readonly name: string | undefined;
  readonly again: boolean;
}

const MAKES_JOBS = /^(add|addBulk|upsertJobScheduler|schedule|every)$/;

function jobsIn(evaluation: Evaluation, file: string): readonly Job[] {
  const facts = evaluation.factsOf(file);
  return (facts?.calls ?? []).flatMap(({ callee, function: owner }, index) => {
    if (callee.kind !== 'member' || !MAKES_JOBS.test(callee.name)) return [];
    const frame = evaluation.symbolicFrame({ file, index: owner });
    if (!frame) return [];
    const args = evaluation.argumentsOf(frame, index);
    if (callee.name === 'schedule' || callee.name === 'every') return jobsOfBroker(callee.name, args);
    return queueName(evaluation.evaluate(frame, callee.object)).map((queue) => ({
      queue,
      ...jobOfQueue(callee.name, args),
    }));
  });
}

function jobOfQueue(method: string, args: readonly Value[]): Omit<Job, 'queue'> {
  const [first, second, third] = args;
  const said = plainText(first);
  if (method === 'upsertJobScheduler') {
    return { name: plainText(fieldOf(third, 'name')) ?? said, again: isClock(second) };
  }
  // `queue.add(data, { repeat })` of Bull has no name.
  const again = [second, third].some((options) => isClock(fieldOf(options, 'repeat')));
  return { name: said, again };
}

/** `schedule(name, '0 * * * *')`, `every('5 minutes', name)` */
function jobsOfBroker(method: string, [first, second]: readonly Value[]): readonly Job[] {
  const [name, when] = method === 'every' ? [second, first] : [first, second];
  const isAgain = method === 'every' ? when !== undefined : CRON.test(plainText(when) ?? '');
  const text = plainText(name);
  return text !== undefined && isAgain ? [{ name: text, again: true }] : [];
}

const CRON = /^\S+(\s+\S+){4,5}$/;

/** `{ every: 60_000 }`, `{ pattern: '0 * * * *' }`, without an end. */
function isClock(value: Value | undefined): boolean {
  if (value?.kind !== 'record' || value.fields.has('limit')) return false;
  return ['every', 'pattern', 'cron'].some((name) => value.fields.has(name));
}
