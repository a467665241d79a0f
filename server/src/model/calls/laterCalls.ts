/**
 * Functions of the platform that call what they are given later, and wait for nothing it does. In: their names, and the events
 * that are listened for. Out: whether and when they call it.
 */

const ONCE = /^(setTimeout|setImmediate|nextTick|queueMicrotask)$/;

/** Calls it once. */
export function callsOnceLater(name: string): boolean {
  return ONCE.test(name);
}

/** Calls it once, or again and again. */
export function callsLater(name: string): boolean {
  return callsOnceLater(name) || name === 'setInterval';
}

const LISTENS = /^(on|once|addListener|addEventListener)$/;
const ENDS = /^(finish|close|end)$/;

/** `response.on('finish', …)` */
export function listens(name: string): boolean {
  return LISTENS.test(name);
}

/** What happens once, when a response is sent or a stream is through. */
export function isEnd(event: unknown): boolean {
  return typeof event === 'string' && ENDS.test(event);
}
