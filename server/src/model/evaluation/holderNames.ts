/**
 * What objects are called that others put things on, so that they are known by that name elsewhere: requests, applications,
 * contexts. In: a value or an expression. Out: a name, the same one for all that such an object is called.
 */
import type { Expression } from '../../facts/fileFacts.js';
import type { Value } from './values.js';

/** What a reader calls an object that is not understood. */
export function nameOf(value: Value): string | undefined {
  switch (value.kind) {
    case 'parameter':
      return value.path.at(-1) ?? value.name;
    case 'method':
      return value.name;
    case 'global':
      return value.path.at(-1);
    case 'fallback':
      return nameOf(value.value);
    default:
      return undefined;
  }
}

/** `client` is called after `Client` and `BotClient`. */
export function isCalledAfter(className: string, name: string): boolean {
  if (name.length < 3) return false;
  const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return className === capital || className.endsWith(capital);
}

/** The name of an object that gets members from outside: not the own class, and no export. */
export function holderName(object: Expression): string | undefined {
  if (object.kind !== 'name' && object.kind !== 'member') return undefined;
  const { name } = object;
  return name === 'exports' || name === 'module' || name === 'prototype' ? undefined : sameHolder(name);
}

const SAME_HOLDER: Readonly<Record<string, string>> = {
  request: 'req',
  response: 'res',
  reply: 'res',
  context: 'ctx',
  application: 'app',
  fastify: 'app',
  server: 'app',
  instance: 'app',
  globalthis: 'global',
};

/** One name for what goes by several: `request` and `req`. */
export function sameHolder(name: string): string {
  const lower = name.toLowerCase();
  return SAME_HOLDER[lower] ?? lower;
}
