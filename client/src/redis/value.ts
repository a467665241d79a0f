/**
 * The value of one key, bounded. In: a key and limits. Out: the value with what was left out, or the reason
 * there is none. Guarantees: the size is asked before anything is fetched; of a string never more than the
 * limit travels; collections come in pages, and not at all when their elements alone exceed the limit.
 */
import { type ByteText, byteText, type KeyName, withoutCutCharacter } from './bytes.js';
import type { Argument, CommandGate, CommandResult, RespValue } from './commandGate.js';
import { MAXIMUM_RANGE_BYTES } from './commandRules.js';
import { type ConnectionProblem, connectionProblem } from './connectionError.js';
import type { RedisType } from './keyDetails.js';
import { bytesOf, listOf, numberOf, pairsOf, textOf } from './reply.js';

export interface ValueLimits {
  /** Bytes of a string, and the aim for a collection; 65,536 unless told. */
  readonly bytes?: number;
  /** Elements of a collection; 500 unless told. */
  readonly elements?: number;
}

export interface Truncation {
  /** How much is in `value`, and how much there is: bytes of a string, elements of a collection. */
  readonly unit: 'bytes' | 'elements';
  readonly shown: number;
  readonly total: number;
}

/** How a string is best shown. */
export type StringFormat = 'json' | 'text' | 'binary';

export type KeyValue =
  /** `json` only when the whole value was read and parses. */
  | { readonly type: 'string'; readonly format: StringFormat; readonly content: ByteText }
  | {
      readonly type: 'hash';
      readonly fields: readonly { readonly field: ByteText; readonly value: ByteText }[];
    }
  | { readonly type: 'list'; readonly elements: readonly ByteText[] }
  | { readonly type: 'set'; readonly members: readonly ByteText[] }
  /** `score` as the server writes it: `1.5`, `inf`. */
  | {
      readonly type: 'zset';
      readonly members: readonly { readonly member: ByteText; readonly score: string }[];
    }
  /** Newest first. */
  | {
      readonly type: 'stream';
      readonly entries: readonly {
        readonly id: string;
        readonly fields: readonly { readonly field: ByteText; readonly value: ByteText }[];
      }[];
    };

export type ValueResult =
  | {
      readonly kind: 'value';
      readonly key: KeyName;
      readonly value: KeyValue;
      /** Remaining milliseconds; absent without TTL. */
      readonly ttlMs?: number;
      /** Bytes of a string, elements of a collection. */
      readonly size: number;
      readonly memoryBytes?: number;
      readonly truncation?: Truncation;
    }
  | { readonly kind: 'deleted'; readonly message: string }
  /** It was `from` when the caller last looked; read it again without `expectedType`. */
  | {
      readonly kind: 'typeChanged';
      readonly from: RedisType;
      readonly to: RedisType;
      readonly message: string;
    }
  /** The user of the connection may not read it; the message names the command. */
  | { readonly kind: 'forbidden'; readonly command: string; readonly message: string }
  /** A type of a module, or one newer than this version. */
  | {
      readonly kind: 'unsupported';
      readonly type: RedisType;
      readonly memoryBytes?: number;
      readonly message: string;
    }
  /** The elements alone are larger than the limit; nothing was fetched. */
  | {
      readonly kind: 'tooLarge';
      readonly type: RedisType;
      readonly size: number;
      readonly memoryBytes: number;
      readonly message: string;
    }
  | { readonly kind: 'failed'; readonly problem: ConnectionProblem };

const DEFAULT_BYTES = 65_536;
const DEFAULT_ELEMENTS = 500;
const PAGE = 500;
/** The first page when the server does not say how large the elements are. */
const CAUTIOUS_PAGE = 10;

/** Reads a value. "Show more" is the same call with larger limits. */
export async function readValue(
  gate: CommandGate,
  key: KeyName,
  options: {
    readonly limits?: ValueLimits;
    /** Answer `typeChanged` when the key has another type by now. */
    readonly expectedType?: RedisType;
    readonly signal?: AbortSignal;
  } = {},
): Promise<ValueResult> {
  const reading: Reading = {
    gate,
    key,
    bytes: Math.min(Math.max(options.limits?.bytes ?? DEFAULT_BYTES, 1), MAXIMUM_RANGE_BYTES),
    elements: Math.max(options.limits?.elements ?? DEFAULT_ELEMENTS, 1),
    ...(options.signal ? { signal: options.signal } : {}),
  };
  const [type, ttl, memory] = await ask(reading, ['TYPE'], ['PTTL'], ['MEMORY USAGE']);
  if (!type?.ok) return failure(type);
  const found = textOf(type.value);
  const absent = unlessType(found, options.expectedType ?? found);
  if (absent) return absent;

  const memoryBytes = memory?.ok && typeof memory.value === 'number' ? memory.value : undefined;
  const reader = READERS.get(found);
  if (!reader) return unsupported(found, memoryBytes);
  const outcome = await reader(reading, found, memoryBytes);
  if (outcome.kind !== 'read') return outcome;
  const ttlMs = ttl?.ok ? numberOf(ttl.value) : -1;
  const { value, shown, size } = outcome;
  return {
    kind: 'value',
    key,
    value,
    size,
    ...(ttlMs >= 0 ? { ttlMs } : {}),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(shown < size
      ? { truncation: { unit: value.type === 'string' ? 'bytes' : 'elements', shown, total: size } as const }
      : {}),
  };
}

interface Reading {
  readonly gate: CommandGate;
  readonly key: KeyName;
  /** Limits of this reading, clamped. */
  readonly bytes: number;
  readonly elements: number;
  readonly signal?: AbortSignal;
}

type Outcome = {
  readonly kind: 'read';
  readonly value: KeyValue;
  readonly shown: number;
  readonly size: number;
};
type NoValue = Exclude<ValueResult, { kind: 'value' }>;
type Reader = (
  reading: Reading,
  type: RedisType,
  memoryBytes: number | undefined,
) => Promise<Outcome | NoValue>;

const READERS: ReadonlyMap<RedisType, Reader> = new Map<RedisType, Reader>(
  Object.entries<Reader>({
    string: readString,
    hash: (reading, type, memory) =>
      readElements(reading, type, memory, 'HLEN', scanPages('HSCAN'), (replies) => ({
        type: 'hash',
        fields: unique(pairsOf(replies)).map(([field, value]) => ({
          field: shown(field),
          value: shown(value),
        })),
      })),
    set: (reading, type, memory) =>
      readElements(reading, type, memory, 'SCARD', scanPages('SSCAN'), (replies) => ({
        type: 'set',
        members: unique(replies.map((member) => [member] as const)).map(([member]) => shown(member)),
      })),
    list: (reading, type, memory) =>
      readElements(reading, type, memory, 'LLEN', rangePages('LRANGE', []), (replies) => ({
        type: 'list',
        elements: replies.map(shown),
      })),
    zset: (reading, type, memory) =>
      readElements(reading, type, memory, 'ZCARD', rangePages('ZRANGE', ['WITHSCORES']), (replies) => ({
        type: 'zset',
        members: pairsOf(replies).map(([member, score]) => ({ member: shown(member), score: textOf(score) })),
      })),
    stream: (reading, type, memory) =>
      readElements(reading, type, memory, 'XLEN', streamPages, (replies) => ({
        type: 'stream',
        entries: replies.map((entry) => ({
          id: textOf(listOf(entry)[0]),
          fields: pairsOf(listOf(entry)[1]).map(([field, value]) => ({
            field: shown(field),
            value: shown(value),
          })),
        })),
      })),
  }),
);

/** Size and beginning travel together: GETRANGE is bounded by itself. */
async function readString(reading: Reading): Promise<Outcome | NoValue> {
  const [type, length, range] = await ask(reading, ['TYPE'], ['STRLEN'], ['GETRANGE', 0, reading.bytes - 1]);
  const absent = type?.ok ? unlessType(textOf(type.value), 'string') : failure(type);
  if (absent) return absent;
  if (!length?.ok) return failure(length);
  if (!range?.ok) return failure(range);
  const size = numberOf(length.value);
  const whole = bytesOf(range.value);
  const cut = whole.length < size;
  const content = cut ? beginningOf(whole) : byteText(whole);
  return {
    kind: 'read',
    size,
    shown: content.bytes.length,
    value: { type: 'string', format: formatOf(content, cut), content },
  };
}

/** A text must not end in half a character; of other bytes every one is kept. */
function beginningOf(bytes: Buffer): ByteText {
  const text = byteText(withoutCutCharacter(bytes));
  return text.isText ? text : byteText(bytes);
}

function formatOf({ text, isText }: ByteText, cut: boolean): StringFormat {
  if (!isText || BINARY_CHARACTERS.test(text)) return 'binary';
  if (cut || !/^\s*[[{]/.test(text)) return 'text';
  try {
    JSON.parse(text);
    return 'json';
  } catch {
    return 'text';
  }
}

/** Control characters that no text file has. */
const BINARY_CHARACTERS = /(?![\t\n\f\r])\p{Cc}/u;

/** One page: the command to send, given what the pages before it brought. */
interface Pages {
  /** Whether the elements come in order and none twice, so that as many as the size are all of them. */
  readonly ordered: boolean;
  readonly command: (state: PageState, count: number) => readonly [string, ...Argument[]];
  /** The elements of the reply, and where to go on; `next` absent at the end. */
  readonly read: (
    reply: RespValue,
    state: PageState,
  ) => { readonly items: readonly RespValue[]; readonly next?: string };
  /** How many items of a reply make one element. */
  readonly width: number;
}

interface PageState {
  readonly position: string;
  readonly elements: number;
}

function scanPages(command: 'HSCAN' | 'SSCAN'): Pages {
  return {
    ordered: false,
    width: command === 'HSCAN' ? 2 : 1,
    command: ({ position }, count) => [command, position, 'COUNT', count],
    read: (reply) => {
      const [cursor, items] = listOf(reply);
      const next = textOf(cursor);
      return next === '0' ? { items: listOf(items) } : { items: listOf(items), next };
    },
  };
}

function rangePages(command: 'LRANGE' | 'ZRANGE', options: readonly string[]): Pages {
  return {
    ordered: true,
    width: options.length > 0 ? 2 : 1,
    command: ({ elements }, count) => [command, elements, elements + count - 1, ...options],
    read: (reply) => {
      const items = listOf(reply);
      return items.length === 0 ? { items } : { items, next: 'more' };
    },
  };
}

const streamPages: Pages = {
  ordered: true,
  width: 1,
  command: ({ position }, count) => [
    'XREVRANGE',
    position === '0' ? '+' : `(${position}`,
    '-',
    'COUNT',
    count,
  ],
  read: (reply) => {
    const items = listOf(reply);
    const last = items.at(-1);
    return last === undefined ? { items } : { items, next: textOf(listOf(last)[0]) };
  },
};

/** Reads a collection page by page until a limit is reached. */
async function readElements(
  reading: Reading,
  type: RedisType,
  memoryBytes: number | undefined,
  sizeCommand: string,
  pages: Pages,
  build: (replies: readonly RespValue[]) => KeyValue,
): Promise<Outcome | NoValue> {
  const [current, sized] = await ask(reading, ['TYPE'], [sizeCommand]);
  const changed = current?.ok ? unlessType(textOf(current.value), type) : failure(current);
  if (changed) return changed;
  if (!sized?.ok) return failure(sized);
  const size = numberOf(sized.value);
  const average = memoryBytes === undefined || size === 0 ? undefined : memoryBytes / size;
  if (average !== undefined && memoryBytes !== undefined && average > reading.bytes) {
    return { kind: 'tooLarge', type, size, memoryBytes, message: tooLarge(size, memoryBytes, reading.bytes) };
  }
  const collected: RespValue[] = [];
  const wanted = reading.elements * pages.width;
  let state: PageState = { position: '0', elements: 0 };
  let bytes = 0;
  while (collected.length < wanted && bytes < reading.bytes && !reading.signal?.aborted) {
    const count = pageSize(reading, state.elements, bytes, average);
    const [found, reply] = await ask(reading, ['TYPE'], pages.command(state, count));
    const absent = found?.ok ? unlessType(textOf(found.value), type) : failure(found);
    if (absent) return absent;
    if (!reply?.ok) return failure(reply);
    const { items, next } = pages.read(reply.value, state);
    collected.push(...items);
    bytes += weight(items);
    state = { position: next ?? '0', elements: collected.length / pages.width };
    if (next === undefined || (pages.ordered && state.elements >= size)) break;
  }
  const value = build(collected.slice(0, wanted));
  return { kind: 'read', value, shown: lengthOf(value), size: Math.max(size, lengthOf(value)) };
}

/** As many elements as fit into what is left of the limits, by what is known of their size. */
function pageSize(reading: Reading, elements: number, bytes: number, average: number | undefined): number {
  const each = elements > 0 ? bytes / elements : average;
  const fitting = each === undefined ? CAUTIOUS_PAGE : Math.ceil((reading.bytes - bytes) / Math.max(each, 1));
  return Math.max(1, Math.min(fitting, PAGE, reading.elements - Math.floor(elements)));
}

function weight(reply: RespValue): number {
  if (Buffer.isBuffer(reply)) return reply.length;
  return Array.isArray(reply) ? reply.reduce<number>((sum, item) => sum + weight(item), 0) : 0;
}

function lengthOf(value: KeyValue): number {
  switch (value.type) {
    case 'string':
      return value.content.bytes.length;
    case 'hash':
      return value.fields.length;
    case 'list':
      return value.elements.length;
    case 'set':
    case 'zset':
      return value.members.length;
    case 'stream':
      return value.entries.length;
  }
}

/** SCAN commands may return an element twice; the first part of each tuple names it. */
function unique<Tuple extends readonly [RespValue, ...RespValue[]]>(
  tuples: readonly Tuple[],
): readonly Tuple[] {
  const byName = new Map(tuples.map((tuple) => [bytesOf(tuple[0]).toString('base64'), tuple]));
  return [...byName.values()];
}

function shown(reply: RespValue): ByteText {
  return byteText(bytesOf(reply));
}

/** Sends commands on the key of a reading; each is a name and the arguments after the key. */
function ask(
  { gate, key }: Reading,
  ...commands: readonly (readonly [string, ...Argument[]])[]
): Promise<readonly CommandResult[]> {
  return gate.sendForKeys(
    commands.map(([name, ...rest]) => ({ name, arguments: [key.bytes, ...rest], key: key.bytes })),
  );
}

function unlessType(found: RedisType, expected: RedisType): NoValue | undefined {
  if (found === 'none') {
    return {
      kind: 'deleted',
      message:
        'The key does not exist any more. It was deleted, or its TTL ran out. Refresh to see what is there now.',
    };
  }
  if (found === expected) return undefined;
  return {
    kind: 'typeChanged',
    from: expected,
    to: found,
    message: `The key was a ${expected} and is a ${found} now. It was replaced after it was opened. Open it again to see the new value.`,
  };
}

function failure(result: CommandResult | undefined): NoValue {
  const problem =
    result && !result.ok
      ? result.problem
      : connectionProblem('connectionLost', { endpoint: 'the server', tls: false }, 'no answer');
  if (problem.kind === 'noPermission' || problem.kind === 'unknownCommand' || problem.kind === 'lockedKey') {
    return { kind: 'forbidden', command: problem.command ?? '', message: problem.message };
  }
  return { kind: 'failed', problem };
}

function unsupported(type: RedisType, memoryBytes: number | undefined): NoValue {
  return {
    kind: 'unsupported',
    type,
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    message: `Values of the type ${type} cannot be shown yet. The type comes from a module of the server. Its TTL and memory are shown all the same.`,
  };
}

function tooLarge(size: number, memoryBytes: number, limit: number): string {
  const average = Math.round(memoryBytes / size / 1_024).toLocaleString('en');
  return `Each of the ${size.toLocaleString('en')} elements takes about ${average} KB. That is more than the ${Math.round(limit / 1_024)} KB fetched at once. Show more to fetch them.`;
}
