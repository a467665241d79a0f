/**
 * What events are called: names under which a call that emits and a call that listens meet. In: a name, a class, a queue or a
 * collection. Out: one text for each, so that nothing of one kind is taken for another.
 */
import { plainText } from '../evaluation/texts.js';
import type { Value } from '../evaluation/values.js';

/** Every channel that a client of a server hears. */
export const ANY_CHANNEL = 'channel';
/** Every pattern that one has subscribed to. */
export const ANY_PATTERN = 'pattern';
/** What a bus tells of all its events, their names first: `bus.on('*', (type, event) => …)`, `bus.onAny(…)`. */
export const ANY_EVENT = 'any';

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

/** Jobs of one name of a queue. */
export function jobOf(queue: string, name: string): string {
  return `queue:${queue}#${name}`;
}

export function eventOfClass({ file, index }: { readonly file: string; readonly index: number }): string {
  return `class:${file}#${index}`;
}

/** Functions that a file keeps in a collection of this name. */
export function keptIn(file: string, collection: string): string {
  return `kept:${file}#${collection}`;
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

export function textOf(value: Value | undefined): readonly string[] {
  const text = plainText(value);
  return text === undefined ? [] : [text];
}
