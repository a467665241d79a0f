/**
 * What an expression can turn out to be. Values are symbolic: a parameter nobody has bound yet is a value
 * of its own, and whatever cannot be known is `unknown`, which is never the same as absent.
 */
import type { DatabaseLibrary, DatabaseOperation } from '../../libraries/databaseLibrary.js';
import type { Entity } from '../../libraries/entityNames.js';
import type { CacheLibrary } from '../../libraries/library.js';
import type { DrawnBetween } from './drawnNumbers.js';
import type { Frame } from './frame.js';

export interface FunctionReference {
  readonly file: string;
  readonly index: number;
}

export interface CacheClient {
  readonly library: CacheLibrary;
  readonly major: number;
  readonly cluster: boolean;
  /** True on `multi()` and `pipeline()`: commands return the batch. */
  readonly batch: boolean;
  /** Put before every key; undefined when there is none, `unknown` when it cannot be read. */
  readonly prefix?: Value;
  /** The numbered database of the server, where its options say which. */
  readonly databaseNumber?: number;
  /** Given to every write without a TTL, in milliseconds; `unknown` when it cannot be read. */
  readonly defaultTtl?: number | 'unknown';
  /** Of one that has the methods of an older version: that of the library itself. */
  readonly ownMajor?: number;
  /** The option by which it was given a TTL that it does not read. */
  readonly unreadTtl?: string;
  /** It holds a limited number of entries and drops the rest by itself. */
  readonly bounded?: true;
  /** What it holds is no copy of anything. */
  readonly state?: true;
  /** A read gives the very object that was stored. */
  readonly givesStored?: true;
  /** What it keeps has been through JSON when it is read. */
  readonly keepsJson?: true;
  /** What it keeps is on a server of Redis. */
  readonly onRedis?: true;
  /** What it keeps is in the process. */
  readonly inMemory?: true;
  /** A read gives the entry its whole life again. */
  readonly renewsOnRead?: true;
  /** The function whose results it keeps. */
  readonly memoized?: Value;
  /** The call that makes it; undefined when it comes from elsewhere. */
  readonly origin?: { readonly file: string; readonly call: number };
}

/** What code does with a database through: a client, a repository, a query under way. */
export interface DatabaseHandle {
  readonly library: DatabaseLibrary;
  /** Names one of the library's roles. */
  readonly role: string;
  readonly entity?: Entity;
  /** What names the entity, where that is not known yet. */
  readonly named?: Value;
  readonly query?: Query;
  /** Methods that the project adds to it: `repository.extend({ rename() { … } })`. */
  readonly added?: Value;
  /** SQL that is kept for the method that runs it. */
  readonly sql?: Value;
  /** The call that makes it; undefined when it comes from elsewhere. */
  readonly origin?: { readonly file: string; readonly call: number };
}

/** Names of a write, for hooks that are told of which row it is and for those that are not. */
export interface WriteEvents {
  readonly told: readonly string[];
  readonly blind: readonly string[];
}

/** Of what no hook hears: writes of relations, and what SQL does. */
export const NO_EVENTS: WriteEvents = { told: [], blind: [] };

/** Rows of another entity that come along with rows, under the name of their relation. */
export interface Related {
  readonly name: string;
  /** Whose rows they are, where more than the name says it. */
  readonly entity?: Entity;
  /** The columns that are selected; undefined when all are. */
  readonly columns?: readonly string[];
}

/** Rows of another entity that are joined to rows. */
export interface Joined {
  readonly entity: Entity;
  /** The columns that are picked from them; undefined when that is not known. */
  readonly columns?: readonly string[];
  /** Without one of these rows there is none of the others. */
  readonly needed?: true;
}

/** A column that is selected, with what names its table: `users` of `users.name`. */
export interface PickedColumn {
  readonly table?: string;
  readonly column: string;
}

/** What says which part of the rows is read: `skip`, `limit`. */
export interface PagedBy {
  readonly column: string;
  readonly value: Value;
}

/** What the calls of a chain have said so far. */
export interface Query {
  readonly operation?: DatabaseOperation;
  /** What hooks that run with it are registered for. */
  readonly events?: WriteEvents;
  /** The call that says the operation. */
  readonly site: { readonly file: string; readonly call: number };
  readonly many: boolean;
  readonly aggregate?: true;
  readonly answers?: true;
  /** The name under which the library keeps the result, and for how long. */
  readonly kept?: readonly [name: Value, life?: Value];
  /** It writes when somebody waits for it. */
  readonly pending?: true;
  /** Some of the columns it writes cannot be read. */
  readonly unread?: true;
  readonly where: ReadonlyMap<string, Value>;
  /** The conditions as a whole, where a function is handed them. */
  readonly whereGiven?: Parameter;
  /** Columns that are compared with what may be nothing; all where the conditions are alternatives. */
  readonly loose?: readonly string[] | 'all';
  /** Columns that are selected; undefined when all are. */
  readonly selected?: readonly string[];
  /** The same with what is inside them: `tokens.access`, where a library has such names. */
  readonly selectedParts?: readonly string[];
  /** Columns that are written; undefined when they cannot be read. */
  readonly written?: readonly string[];
  readonly writtenParts?: readonly string[];
  /** What is written. */
  readonly data?: readonly Value[];
  /** Those of them that are only counted up by one. */
  readonly counted?: readonly string[];
  /** Those of them that are given the moment of the write. */
  readonly timed?: readonly string[];
  readonly related: readonly Related[];
  /** The same with the tables they are said to be of, where all of them can be read. */
  readonly picked?: readonly PickedColumn[];
  readonly joined: readonly Joined[];
  /** Other names for tables in this query, with the identities of their entities: `users as u`. */
  readonly renamed?: ReadonlyMap<string, string>;
  readonly paged?: readonly PagedBy[];
  /** What decides which of several conditions or statements it is. */
  readonly tested?: readonly Value[];
  /** What decides which columns and relations of them are read. */
  readonly shaped?: readonly Value[];
}

/** Rows that came out of the database, or a part of them. */
export interface Rows {
  readonly entity: Entity;
  readonly library?: DatabaseLibrary;
  readonly many: boolean;
  /** Made by the code and nowhere stored yet. */
  readonly fresh?: true;
  /** What such a row is made of. */
  readonly built?: Value;
  /** Members taken from the row: `['profile', 'id']`. */
  readonly path: readonly string[];
  /** The columns that were selected; undefined when all are. */
  readonly columns?: readonly string[];
  /** The same with what is inside them: `tokens.access`. */
  readonly parts?: readonly string[];
  /** Names of the columns the read selects by, with the values they are compared with. */
  readonly where: ReadonlyMap<string, Value>;
  /** The conditions as a whole, where a function is handed them. */
  readonly whereGiven?: Parameter;
  /** Columns of it that may be empty all the same; all where rows that do not meet it may be among them. */
  readonly loose?: Query['loose'];
  readonly related: readonly Related[];
  readonly joined?: readonly Joined[];
  readonly paged?: readonly PagedBy[];
  /** What decided in the program which of them are kept, and where. */
  readonly narrowed?: readonly {
    readonly by: Value;
    /** It decides what of the rows is read, and not which. */
    readonly shapes?: true;
    readonly site: { readonly file: string; readonly call: number };
  }[];
  /** The columns that were given other values since; undefined when that is not known. */
  readonly changed?: readonly string[];
  /** Where it was read; undefined when only a type annotation says so. */
  readonly site?: { readonly file: string; readonly call: number };
}

/** A command that the code defines by a script of its own. */
export interface DefinedScript {
  readonly text: Value;
  /** How many of its arguments are keys; undefined when the first one says it. */
  readonly keys: number | undefined;
}

/** A fork of which nobody knows which way it goes, with the arm that something stands in. */
export interface TakenFork {
  readonly fork: string;
  readonly arm: string;
  /** What decides. */
  readonly test: Value;
}

/** A method that was called on an object and puts something into its fields: `.with(id)`. */
export interface ObjectStep {
  readonly before: Extract<KnownAs, { kind: 'instance' }>;
  readonly method: Extract<KnownAs, { kind: 'function' }>;
  readonly arguments: readonly Value[];
  /** The forks that the call stands behind. */
  readonly behind: readonly TakenFork[];
  /** It stands in a loop. */
  readonly repeated?: true;
  /** How many there are with it. */
  readonly count: number;
}

export type TextPart = string | { readonly name: string; readonly value: Value };

/** What an expression can turn out to be. */
export type Value = KnownAs & {
  /** In some cases there is nothing: a function that may return `null`, a variable that may not be set. */
  readonly optional?: true;
  /** Rows, or an object of an entity's class, by the type of this parameter alone: what callers hand it says more. */
  readonly given?: Parameter;
};

export type Parameter = Extract<KnownAs, { kind: 'parameter' }>;

type KnownAs =
  | { readonly kind: 'unknown' }
  /** Read from the environment or a configuration service: present, but not known. */
  | { readonly kind: 'environment'; readonly name?: string }
  | { readonly kind: 'undefined' }
  | {
      readonly kind: 'constant';
      readonly value: string | number | boolean | null;
      /** The number that this one is a thousandth of, or a thousand times: `Math.floor(ttlMs / 1000)`. */
      readonly scaledFrom?: number;
    }
  | { readonly kind: 'text'; readonly parts: readonly TextPart[] }
  | {
      readonly kind: 'parameter';
      readonly function: FunctionReference;
      readonly index: number;
      readonly path: readonly string[];
      readonly name: string;
      /** Its type says what it is made of, and nothing of rows. */
      readonly typed?: true;
    }
  /** `value ?? otherwise`, `value || otherwise`, a parameter with a default. */
  | { readonly kind: 'fallback'; readonly value: Value; readonly otherwise: Value }
  /** One of these; `test` is what decides, when an expression chooses. */
  | {
      readonly kind: 'either';
      readonly values: readonly Value[];
      readonly test?: Value;
      /** One after the other: what a callback of `forEach` is given. */
      readonly each?: true;
    }
  | {
      readonly kind: 'array';
      readonly items: readonly Value[];
      /** The items say what is in it, and not how often. */
      readonly some?: true;
      /** The forks that each item stands behind, where some do: `if (locale) parts.push(locale)`. */
      readonly behind?: readonly (readonly TakenFork[])[];
    }
  | {
      readonly kind: 'record';
      readonly fields: ReadonlyMap<string, Value>;
      readonly open: boolean;
      /** What has the members that a type says nothing of: `ttl` of `{ redis, ttl }: { redis: Redis; ttl: number }`. */
      readonly rest?: Parameter;
      /** Members whose names are computed, beside what the fields say of their values. */
      readonly computed?: readonly ComputedMember[];
      /** What decides whether plain values are spread into it: `...(withDrafts ? {} : { draft: false })`. */
      readonly spreadBy?: readonly Value[];
    }
  | {
      readonly kind: 'function';
      readonly function: FunctionReference;
      readonly frame: Frame;
      readonly self?: Value;
      /** Whoever calls it starts it later, and waits for nothing: `debounce(flush, 500)`. */
      readonly postponed?: true;
      /** The call that returned it, with what that was given: `memoize(load, { ttl: 60 })`. */
      readonly made?: { readonly file: string; readonly call: number };
    }
  | { readonly kind: 'class'; readonly file: string; readonly index: number; readonly frame: Frame }
  | {
      readonly kind: 'instance';
      readonly file: string;
      readonly index: number;
      readonly frame: Frame;
      /** Constructor arguments, when the construction is known. */
      readonly arguments?: readonly Value[];
      /** The last method that was called on it to put something in. */
      readonly step?: ObjectStep;
      /** The call that made it. */
      readonly made?: { readonly file: string; readonly call: number };
    }
  | { readonly kind: 'namespace'; readonly file: string }
  /** Something a package exports; `path` leads from the module to it. */
  | {
      readonly kind: 'external';
      readonly module: string;
      readonly path: readonly string[];
      readonly file: string;
    }
  /** `new Queue('emails')`: an instance of a class that no table knows. */
  | {
      readonly kind: 'constructed';
      readonly module: string;
      readonly path: readonly string[];
      readonly arguments: readonly Value[];
    }
  | { readonly kind: 'global'; readonly path: readonly string[] }
  | { readonly kind: 'cache'; readonly client: CacheClient }
  | {
      readonly kind: 'cacheMethod';
      readonly client: CacheClient;
      readonly name: string;
      readonly script?: DefinedScript;
    }
  | { readonly kind: 'database'; readonly handle: DatabaseHandle }
  | { readonly kind: 'databaseMethod'; readonly handle: DatabaseHandle; readonly name: string }
  | { readonly kind: 'rows'; readonly rows: Rows }
  /** A number or aggregate computed from rows. */
  | {
      readonly kind: 'cached';
      readonly key: Value;
      /** Names of keys, not what is kept under them. */
      readonly listed?: true;
      /** The call that made plain JSON of it: there are no dates, sets or methods in it. */
      readonly parsed?: { readonly file: string; readonly call: number };
      /** It is the very object that a cache in memory holds: the call that makes that cache. */
      readonly heldBy?: { readonly file: string; readonly call: number };
    }
  /** What is known of the request under way: a session, a cookie, the store of an AsyncLocalStorage. */
  | { readonly kind: 'ambient'; readonly name: string; readonly path: readonly string[] }
  /** A method of a value that is not understood: `text.trim`, `rows.map`. */
  | { readonly kind: 'method'; readonly object: Value; readonly name: string }
  /** Computed from these by something not understood. */
  | {
      readonly kind: 'derived';
      readonly from: readonly Value[];
      readonly name?: string;
      /** The method that was asked, where its answer is nothing but yes or no: `enforce`, `isAllowed`. */
      readonly decision?: string;
      /** It is a schema that lets through what it checks: all of it, or what the schema names. */
      readonly checks?: 'all' | 'named';
      /** Counted or added up over rows. */
      readonly counts?: true;
      /** Those rows, which are not in the value. */
      readonly counted?: Rows;
      /** It says whether there are any, and not how many. */
      readonly answers?: true;
      /** What another service answered, by its address. */
      readonly fetched?: Rows;
      /** The bounds of a number that is drawn. */
      readonly between?: DrawnBetween;
      /** For how many milliseconds it was signed. */
      readonly signedFor?: number;
      /** A moment that lies so many milliseconds ahead. */
      readonly ahead?: number;
    };

export type ComputedMember = readonly [name: Value, value: Value];

export const UNKNOWN: Value = { kind: 'unknown' };
export const UNDEFINED: Value = { kind: 'undefined' };

/** The name of values that come from the clock or from chance, or are made of such. */
export const COMPUTED_NAME = 'computed';
/** The names of values that are another one each time: the moment itself, and what is drawn. */
export const MOMENT_NAME = 'moment';
export const CHANCE_NAME = 'chance';

const COMPUTED_NAMES: ReadonlySet<string> = new Set([COMPUTED_NAME, MOMENT_NAME, CHANCE_NAME]);

/** Not loaded from anywhere: the process came up with it. */
export function isComputed(value: Value): boolean {
  return value.kind === 'derived' && COMPUTED_NAMES.has(value.name ?? '');
}

/** A member of an object that is written out. */
export function fieldOf(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === 'record' ? value.fields.get(name) : undefined;
}

export function constant(value: string | number | boolean | null): Value {
  return { kind: 'constant', value };
}

export function derived(from: readonly Value[], name?: string): Value {
  const meaningful = from.filter((value) => value.kind !== 'unknown' && value.kind !== 'constant');
  if (meaningful.length === 0 && name === undefined) return UNKNOWN;
  // What is made of nothing but the clock and the dice was not loaded either.
  const called = name ?? (meaningful.every(isComputed) ? COMPUTED_NAME : undefined);
  return { kind: 'derived', from: meaningful, ...(called !== undefined && { name: called }) };
}

/** A value that may be one of more things says nothing that a reader could follow. */
const MAXIMUM_ALTERNATIVES = 64;

export function either(values: readonly Value[]): Value {
  const [first] = values;
  if (!first) return UNDEFINED;
  if (values.length === 1) return first;
  const each = alternativesIn(values);
  return each.length > MAXIMUM_ALTERNATIVES ? UNKNOWN : { kind: 'either', values: each };
}

/** Those of alternatives among them as well, but for the two of a condition, which belong together. */
function alternativesIn(values: readonly Value[]): readonly Value[] {
  if (!values.some(({ kind }) => kind === 'either')) return values;
  return values.flatMap((value) => (value.kind === 'either' && !value.test ? value.values : [value]));
}

/** A class that is asked for is meant as what it makes. */
export function instanceOf(value: Value): Value {
  if (value.kind !== 'class') return value;
  return { kind: 'instance', file: value.file, index: value.index, frame: value.frame };
}

/** `undefined` or `null`. */
export function isNothing(value: Value): boolean {
  return value.kind === 'undefined' || (value.kind === 'constant' && value.value === null);
}

/** The alternatives without those that are nothing, of which the rest remembers that there were some. */
export function withoutNothing(values: readonly Value[]): readonly Value[] {
  const meaningful = values.filter((value) => !isNothing(value));
  if (meaningful.length === values.length) return values;
  return meaningful.map((value) => (IS_SOMETHING.has(value.kind) ? { ...value, optional: true } : value));
}

/** Of others it is not known anyway whether there is something. */
const IS_SOMETHING: ReadonlySet<Value['kind']> = new Set([
  ...(['array', 'record', 'function', 'class', 'instance', 'cache', 'database', 'databaseMethod'] as const),
  ...(['cacheMethod', 'constant', 'text', 'either'] as const),
]);

/** Something was computed or looked up, and nothing is known of it. */
export function isNotUnderstood(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'method' || value.kind === 'derived';
}

/** A value made of more says nothing a reader could follow. */
export const MAXIMUM_PARTS = 400;

/** The parts a value is made of, for walks that ask where it comes from. */
export function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'text':
      return value.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
    case 'fallback':
      return [value.value, value.otherwise];
    case 'either':
      return value.test ? [...value.values, value.test] : value.values;
    case 'array':
      return value.items;
    case 'record':
      return [...value.fields.values()];
    case 'derived':
      return value.from;
    case 'method':
      return [value.object];
    case 'database':
      // What only a caller knows: a statement, the name of a table.
      return [value.handle.sql, value.handle.named].filter((part) => part !== undefined);
    default:
      return [];
  }
}

/** Visits a value and everything it is made of, each part once; goes deeper where `visit` answers true. */
export function walkValue(value: Value, visit: (value: Value) => boolean, seen = new Set<Value>()): void {
  if (seen.size >= MAXIMUM_PARTS || seen.has(value)) return;
  seen.add(value);
  if (!visit(value)) return;
  for (const part of partsOf(value)) walkValue(part, visit, seen);
}

/** What a caller gives: a parameter, or a row that only the type of one names, as in `(user: User) => user.id`. */
export function isOfCaller(part: Value): boolean {
  return part.kind === 'parameter' || (part.kind === 'rows' && part.rows.site === undefined);
}

export function someValue(value: Value, test: (value: Value) => boolean): boolean {
  let found = false;
  walkValue(value, (part) => {
    found ||= test(part);
    return !found;
  });
  return found;
}

/** The functions that a value may be. */
export function functionsIn(value: Value): readonly Extract<Value, { kind: 'function' }>[] {
  if (value.kind === 'function') return [value];
  if (value.kind === 'either') return value.values.flatMap(functionsIn);
  return value.kind === 'fallback' ? functionsIn(value.value) : [];
}

export function isSameFunction(a: FunctionReference, b: FunctionReference): boolean {
  return a.index === b.index && a.file === b.file;
}

/** The same member of the same parameter. */
export function isSameParameter(a: Value, b: Value): boolean {
  return (
    a.kind === 'parameter' &&
    b.kind === 'parameter' &&
    a.index === b.index &&
    isSameFunction(a.function, b.function) &&
    a.path.join('.') === b.path.join('.')
  );
}

/** Whether a value is a parameter, or something inside it: `changes.name` of `changes`. */
export function isPartOfParameter(part: Value, parameter: Value): boolean {
  return (
    part.kind === 'parameter' &&
    parameter.kind === 'parameter' &&
    part.index === parameter.index &&
    parameter.path.every((name, index) => part.path[index] === name) &&
    isSameFunction(part.function, parameter.function)
  );
}

export function isParameterOf(value: Value, reference: FunctionReference): boolean {
  return value.kind === 'parameter' && isSameFunction(value.function, reference);
}

/** One parameter of a function, or a part of it. */
export function isParameter(value: Value, reference: FunctionReference, index: number): value is Parameter {
  return value.kind === 'parameter' && value.index === index && isSameFunction(value.function, reference);
}

/** Whether a function carries values of its own: those of the call it was made in, or of its instance. */
export function isBound({
  frame,
  self,
  function: { file, index },
}: Extract<Value, { kind: 'function' }>): boolean {
  if (frame.arguments !== undefined) return true;
  if (self?.kind !== 'instance') return false;
  if ((self.arguments !== undefined && self.arguments.length > 0) || self.step) return true;
  // An inherited method sees the fields of the class that inherits it.
  const owner = frame.file === file ? frame.facts.functions[index]?.class : undefined;
  return owner !== undefined && (self.file !== file || self.index !== owner);
}

/** What is the same function, whoever refers to it. */
export function functionKey(reference: FunctionReference): string {
  return `${reference.file}#${reference.index}`;
}

/** The rows that a value is made of; not those that rows are made of. */
export function rowsWithin(value: Value): readonly Rows[] {
  const found: Rows[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'rows') found.push(part.rows);
    return part.kind !== 'rows';
  });
  return found;
}
