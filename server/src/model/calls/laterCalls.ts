/** Functions of the platform that call what they are given later, and wait for nothing it does. By their names. */

const ONCE = /^(setTimeout|setImmediate|nextTick|queueMicrotask)$/;

/** Calls it once. */
export function callsOnceLater(name: string): boolean {
  return ONCE.test(name);
}

/** Calls it once, or again and again. */
export function callsLater(name: string): boolean {
  return callsOnceLater(name) || name === 'setInterval';
}
