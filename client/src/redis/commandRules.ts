/**
 * What may be sent to someone's server, and what each reply says about its hit and miss counters. Pure.
 * In: a command, later its reply. Out: whether and why it is refused; hit, miss or nothing.
 * The rules were measured on redis-server 7.0 and valkey-server 8.0.
 */
import type { Argument, Command, RespValue } from './commandGate.js';

/** `unknown`: the reply looks the same for an empty value and for no key at all. */
export type Lookup = 'hit' | 'miss' | 'none' | 'unknown';

/** The largest COUNT and the largest page of elements. */
export const MAXIMUM_COUNT = 1_000;
/** The largest piece of a string, in bytes. */
export const MAXIMUM_RANGE_BYTES = 16 * 1_024 * 1_024;

interface CommandRule {
  /** What makes these arguments unacceptable, if anything does. */
  readonly refuses?: (args: readonly Argument[]) => string | undefined;
  readonly lookup: (reply: RespValue) => Lookup;
}

const none = (): Lookup => 'none';
/** An existing key of these types is never empty. */
const missWhenZero = (reply: RespValue): Lookup => (reply === 0 ? 'miss' : 'hit');
const unknownWhenZero = (reply: RespValue): Lookup => (reply === 0 ? 'unknown' : 'hit');
const missWhenMinusTwo = (reply: RespValue): Lookup => (reply === -2 ? 'miss' : 'hit');
const unknownWhenEmpty = (reply: RespValue): Lookup => (isEmpty(reply) ? 'unknown' : 'hit');

const ALLOWED: ReadonlyMap<string, CommandRule> = new Map<string, CommandRule>([
  ['PING', { lookup: none, refuses: argumentsAtMost(0) }],
  ['INFO', { lookup: none }],
  ['DBSIZE', { lookup: none, refuses: argumentsAtMost(0) }],
  ['CLIENT NO-TOUCH', { lookup: none }],
  ['CLUSTER INFO', { lookup: none }],
  ['SCAN', { lookup: none, refuses: (args) => refusesScanType(args) ?? refusesCount(args) }],
  ['MEMORY USAGE', { lookup: none, refuses: argumentsAtMost(1) }],
  ['TYPE', { lookup: (reply) => (textOf(reply) === 'none' ? 'miss' : 'hit'), refuses: argumentsAtMost(1) }],
  ['EXISTS', { lookup: missWhenZero, refuses: argumentsAtMost(1) }],
  ['TTL', { lookup: missWhenMinusTwo, refuses: argumentsAtMost(1) }],
  ['PTTL', { lookup: missWhenMinusTwo, refuses: argumentsAtMost(1) }],
  ['HLEN', { lookup: missWhenZero, refuses: argumentsAtMost(1) }],
  ['LLEN', { lookup: missWhenZero, refuses: argumentsAtMost(1) }],
  ['SCARD', { lookup: missWhenZero, refuses: argumentsAtMost(1) }],
  ['ZCARD', { lookup: missWhenZero, refuses: argumentsAtMost(1) }],
  ['STRLEN', { lookup: unknownWhenZero, refuses: argumentsAtMost(1) }],
  ['XLEN', { lookup: unknownWhenZero, refuses: argumentsAtMost(1) }],
  ['GETRANGE', { lookup: unknownWhenEmpty, refuses: refusesRange(MAXIMUM_RANGE_BYTES) }],
  ['LRANGE', { lookup: unknownWhenEmpty, refuses: refusesRange(MAXIMUM_COUNT) }],
  ['ZRANGE', { lookup: unknownWhenEmpty, refuses: refusesRange(MAXIMUM_COUNT) }],
  ['HSCAN', { lookup: scanLookup, refuses: refusesCount }],
  ['SSCAN', { lookup: scanLookup, refuses: refusesCount }],
  ['XREVRANGE', { lookup: unknownWhenEmpty, refuses: refusesCount }],
]);

/** Why a command is not sent, or nothing when it may be. Names are compared in upper case. */
export function refusal(command: Command): string | undefined {
  const rule = ALLOWED.get(command.name.toUpperCase());
  if (!rule) return `${command.name} is not on the list of commands that only read`;
  return rule.refuses?.(command.arguments);
}

/** What a reply says about the counters of the server. */
export function lookupOf(commandName: string, reply: RespValue): Lookup {
  return ALLOWED.get(commandName.toUpperCase())?.lookup(reply) ?? 'none';
}

/** Whether losing the reply of this command makes our own counts uncertain. */
export function countsLookups(commandName: string): boolean {
  return ALLOWED.get(commandName.toUpperCase())?.lookup !== none;
}

/** A command on the wrong type has found its key, so it counts as a hit. Other errors come before the lookup. */
export function lookupOfError(message: string): Lookup {
  return message.startsWith('WRONGTYPE') ? 'hit' : 'none';
}

function scanLookup(reply: RespValue): Lookup {
  const items = Array.isArray(reply) ? reply[1] : null;
  if (!isEmpty(items ?? null)) return 'hit';
  const cursor = Array.isArray(reply) ? reply[0] : null;
  return textOf(cursor) === '0' ? 'unknown' : 'hit';
}

function argumentsAtMost(limit: number): (args: readonly Argument[]) => string | undefined {
  return (args) => (args.length > limit ? `at most ${limit} arguments` : undefined);
}

/** On Redis 7 `SCAN ... TYPE` adds a hit for every key examined, which nobody could subtract. */
function refusesScanType(args: readonly Argument[]): string | undefined {
  return optionValue(args, 'TYPE') === undefined ? undefined : 'SCAN with TYPE would change the hit rate';
}

function refusesCount(args: readonly Argument[]): string | undefined {
  const count = Number(optionValue(args, 'COUNT'));
  return count >= 1 && count <= MAXIMUM_COUNT ? undefined : `COUNT has to be from 1 to ${MAXIMUM_COUNT}`;
}

/** For `key start stop`: both from the beginning, and no more than `limit` apart. */
function refusesRange(limit: number): (args: readonly Argument[]) => string | undefined {
  return (args) => {
    const start = Number(args[1]);
    const stop = Number(args[2]);
    return start >= 0 && stop >= start && stop - start < limit ? undefined : `a range of at most ${limit}`;
  };
}

/** The argument after the last occurrence of an option; options come last, so keys are not mistaken for them. */
function optionValue(args: readonly Argument[], option: string): Argument | undefined {
  for (let index = args.length - 2; index >= 1; index -= 2) {
    if (String(args[index]).toUpperCase() === option) return args[index + 1];
  }
  return undefined;
}

function isEmpty(reply: RespValue): boolean {
  return reply === null || (typeof reply === 'object' && reply.length === 0);
}

function textOf(reply: RespValue | undefined): string | undefined {
  return Buffer.isBuffer(reply) ? reply.toString() : undefined;
}
