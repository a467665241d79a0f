/**
 * The shape of a library table: what a package's exports are and what calls on its instances do.
 * A table is data; adding a library is adding one file with such a table and a line in the list of its kind.
 */
import type { TtlArgumentForm } from '../../../shared/src/finding.js';

/** How an instance comes from the package: `new Redis()` is `{ path: ['default'], by: 'new' }`. */
export interface InstanceForm {
  /** From the module to the thing constructed or called; `default` and named exports alike. */
  readonly path: readonly string[];
  readonly by: 'new' | 'call';
  /** The position of the options object, for prefixes and default TTLs. */
  readonly options?: number;
  readonly cluster?: true;
  /** Only in these major versions. */
  readonly majors?: readonly number[];
}

export type CacheOperation =
  | 'read'
  | 'write'
  | 'write-part'
  | 'invalidate'
  | 'invalidate-part'
  | 'invalidate-all'
  | 'expire'
  | 'persist'
  | 'counter'
  | 'wrap'
  | 'scan'
  | 'batch'
  | 'other';

/** Milliseconds in one of the unit; `unix` forms are moments, not lengths. */
export type TtlUnit = 'seconds' | 'milliseconds' | 'unix-seconds' | 'unix-milliseconds';

export type TtlSlot =
  /** A plain argument. `zero` and a missing value: what the library makes of them. */
  | { readonly at: 'argument'; readonly argument: number; readonly unit: TtlUnit }
  /** `'EX', 60` anywhere from this argument on. */
  | {
      readonly at: 'tokens';
      readonly from: number;
      readonly tokens: Readonly<Record<string, TtlUnit | 'keep'>>;
    }
  /** A property of an options object. */
  | {
      readonly at: 'option';
      readonly argument: number;
      readonly options: Readonly<Record<string, TtlUnit | 'keep'>>;
    };

export interface CommandForm {
  readonly operation: CacheOperation;
  /** Which arguments are keys. `all`: every argument, arrays flattened. `properties`: an object's names. */
  readonly key: number | 'all' | 'none' | 'properties';
  readonly value?: number;
  readonly ttl?: readonly TtlSlot[];
  /** The argument that is a function computing the value. */
  readonly loader?: number;
  /** `only if there is one already` and the like: the write cannot be the first. */
  readonly keepsTtl?: true;
}

export interface CacheLibrary {
  readonly id: string;
  /** The first names the package whose version decides. */
  readonly packages: readonly string[];
  readonly instances: readonly InstanceForm[];
  /** Exported classes and types whose annotation names an instance. */
  readonly types: readonly string[];
  /** Ready instances among the exports. */
  readonly values?: readonly (readonly string[])[];
  /** Parameter decorators that inject an instance: name, and the packages they come from. */
  readonly decorators?: readonly { readonly name: string; readonly packages: readonly string[] }[];
  /** Injection tokens: `@Inject(CACHE_MANAGER)`. */
  readonly tokens?: readonly string[];
  /** Option names: `keyPrefix` and the like. */
  readonly prefixOptions?: readonly string[];
  /** Option names that give every entry a TTL, with their unit by major version. */
  readonly defaultTtl?: { readonly option: string; readonly unit: (major: number) => TtlUnit };
  /** What an injected instance gives when its module sets none, in milliseconds; asks for package ranges. */
  readonly injectedDefaultTtl?: (rangeOf: (packageName: string) => string | undefined) => number | undefined;
  /** Newest major version the table knows; used when no version is given. */
  readonly newestMajor: number;
  /** What a method does, by name. */
  command(name: string, major: number): CommandForm | undefined;
  /** The form in which this version takes an expiry on its plain write. */
  ttlForm(command: string, major: number): TtlArgumentForm | undefined;
}

export type DatabaseOperation = 'read' | 'insert' | 'update' | 'upsert' | 'delete';

export interface DatabaseMethod {
  readonly operation: DatabaseOperation;
  /** True when several rows may be meant. */
  readonly many: boolean;
  /** Not rows but a number or an aggregate of them. */
  readonly aggregate?: true;
}

/** What one call on a database library does. */
export interface DatabaseCall extends DatabaseMethod {
  readonly entity: string;
  /** Names of the option properties of the first argument. */
  readonly where?: string;
  readonly data?: readonly string[];
  readonly select?: string;
}

export interface DatabaseLibrary {
  readonly id: string;
  readonly packages: readonly string[];
  /** Generated clients live at paths of the project's own. */
  readonly modulePattern?: RegExp;
  readonly instances: readonly InstanceForm[];
  readonly types: readonly string[];
  /** What a call at the end of this member path does: `['user', 'update']`. */
  call(path: readonly string[]): DatabaseCall | undefined;
  /** Methods that hand a client to a callback: `$transaction(async (tx) => …)`. */
  readonly transaction: readonly string[];
  /** Methods that return a client of the same kind. */
  readonly derive: readonly string[];
  /** Whether an exported type names a row of an entity, and which. */
  rowType(name: string): string | undefined;
  /** Matches text that may write rows of the entity; decides which files the second wave parses. */
  writeText(entity: string): RegExp;
}
