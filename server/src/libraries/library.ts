/**
 * The shape of a cache library's table: what a package's exports are and what calls on its instances do.
 * A table is data; adding a library is adding one file with such a table and a line in the list of its kind.
 */
import type { TtlArgumentForm } from '../../../shared/src/finding.js';

/** How an instance comes from the package: `new Redis()` is `{ path: ['default'], by: 'new' }`. */
export interface InstanceForm {
  /** From the module to the thing constructed or called; `default` and named exports alike. */
  readonly path: readonly string[];
  readonly by: 'new' | 'call';
  /** Only from these packages of the library; from all of them when left out. */
  readonly packages?: readonly string[];
  /** Where the options object may stand, for prefixes and default TTLs. Texts there are addresses. */
  readonly options?: number | readonly number[];
  readonly cluster?: true;
  /** It collects commands and sends them later. */
  readonly batch?: true;
  /** Over a server of Redis, whose whole database it is given where its options, which stand here, name no namespace. */
  readonly takesDatabase?: number;
  /** The same where its store is made by one of these packages, and neither names a namespace. */
  readonly takesDatabaseOf?: readonly string[];
  /** Over a server, by an adapter that it makes itself. */
  readonly overServer?: true;
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
  /** Every entry that was given one of these tags, which stand in the key's place; of all where none do. */
  | 'invalidate-tag'
  | 'expire'
  | 'persist'
  | 'counter'
  | 'wrap'
  | 'scan'
  | 'batch'
  /** Gives another client of the same kind: `duplicate`, `getClient`. */
  | 'client'
  /** The command stands in the first argument: `call('SET', key, value)`. */
  | 'named'
  /** Runs a script on the server: `eval(script, 1, key)`. */
  | 'script'
  | 'other';

/** How a call that runs a script says which of its arguments are keys; the script itself is not among them. */
export type ScriptLayout =
  /** A number first, then that many keys, then the other arguments. */
  | { readonly kind: 'counted' }
  /** The number of keys was given with the script; undefined when it comes first all the same. */
  | { readonly kind: 'fixed'; readonly keys: number | undefined }
  /** `[keys], [arguments]` */
  | { readonly kind: 'lists' }
  /** `{ keys, arguments }`, with the name of the second. */
  | { readonly kind: 'options'; readonly values: string };

/** `unix` forms are moments, not lengths. */
export type TtlUnit =
  | 'seconds'
  | 'milliseconds'
  | 'unix-seconds'
  | 'unix-milliseconds'
  /** Seconds up to 30 days; anything more is a moment in unix seconds. */
  | 'memcached-seconds'
  /** A number of milliseconds, or a text such as `10m`. */
  | 'milliseconds-or-text';

/** Values that say "for ever", whatever the default is. Zero where nothing else is said. */
export type ForeverValue = number | boolean | null;

export type TtlSlot =
  /** A plain argument; options objects and callbacks in its place are not read. */
  | {
      readonly at: 'argument';
      readonly argument: number;
      readonly unit: TtlUnit;
      readonly forever?: readonly ForeverValue[];
      /** A function there computes it. */
      readonly computed?: true;
    }
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
      readonly forever?: readonly ForeverValue[];
    }
  /** `{ expiry: { type: TimeUnit.Seconds, count: 60 } }`: the unit stands beside the amount. */
  | {
      readonly at: 'typed-option';
      readonly argument: number;
      /** Left out where they are the argument itself: `{ type: 'EX', value: 60 }`. */
      readonly option?: string;
      readonly type: string;
      readonly amount: string;
      readonly units: Readonly<Record<string, TtlUnit | 'keep'>>;
    }
  /** A property of an object that stands last: `mset(key, value, { ttl: 60 })`. */
  | { readonly at: 'last-option'; readonly option: string; readonly unit: TtlUnit }
  /** A property of each entry of a list: `setMany([{ key, value, ttl }])`. */
  | { readonly at: 'entries'; readonly option: string; readonly unit: TtlUnit };

/** A property of an argument: the key of `getOrSet({ key, factory })`. */
export interface ArgumentOption {
  readonly argument: number;
  readonly option: string;
}

export interface CommandForm {
  readonly operation: CacheOperation;
  /**
   * Which arguments are keys. `all`: every argument, arrays flattened. `properties`: an object's names, every
   * other argument, or the `key` of each entry of a list.
   */
  readonly key: number | ArgumentOption | 'all' | 'none' | 'properties';
  /**
   * How several keys have to be given, where the client does not see that they are given otherwise: as so many arguments, a
   * list being one key; as a list, a text being so many letters; as a list, all but the first argument being left unread.
   */
  readonly keysGiven?: 'as-arguments' | 'as-list' | 'first-or-list';
  /** The key is a path, which takes a pattern such as `/blog/[slug]` only where an argument behind it says of what. */
  readonly paths?: true;
  /** The parts of an array in the key's place are one key, with this between them. */
  readonly keyJoin?: string;
  readonly value?: number | ArgumentOption;
  /** The tags by which the entry can be deleted. */
  readonly tags?: number | ArgumentOption;
  readonly ttl?: readonly TtlSlot[];
  /** The argument that is a function computing the value. */
  readonly loader?: number | ArgumentOption;
  /** What the function gives that the call stands in is kept, under its name and what it is given: `cacheTag('posts')`. */
  readonly keepsCaller?: true;
  /** The call gives the loader back, to be called for the value: `unstable_cache(load)`. */
  readonly givesLoader?: true;
  /** Of a `client`: the library of what the call gives, where it is another one. */
  readonly clientOf?: string;
  /** Of a `client`: what the call gives has the methods of this major version. */
  readonly clientMajor?: number;
  /** Of a `client`: the call gives a list of such clients. */
  readonly givesMany?: true;
  /** Of a `client`: the argument whose text stands before every key of what the call gives, with this behind it. */
  readonly namespace?: { readonly argument: number; readonly separator: string };
  /** Besides what it does, it gives the value of the key. */
  readonly alsoReads?: true;
  /** The client's default TTL is not applied here. */
  readonly ignoresDefaultTtl?: true;
  /** Of a `script`, whose text or hash stands first. */
  readonly script?: ScriptLayout;
  /** The call gives this argument back, or something that stands for it: the hash of a loaded script. */
  readonly gives?: number;
  /** `only if there is one already` and the like: the write cannot be the first. */
  readonly keepsTtl?: true;
}

/** `fastify.redis` */
export interface HostMember {
  readonly name: string;
  readonly packages: readonly string[];
  /** Only where one of these files of the application's package sets this member. */
  readonly where?: { readonly settings: readonly string[]; readonly member: readonly string[] };
}

export type MissValue = 'null' | 'undefined';

export interface CacheLibrary {
  readonly id: string;
  /** The first names the package whose version decides. */
  readonly packages: readonly string[];
  readonly instances: readonly InstanceForm[];
  /** Exported classes and types whose annotation names an instance. */
  readonly types: readonly string[];
  /**
   * Those of them that a platform declares for all files, which import none, and hands in with the environment: `env.CACHE`
   * where some type says `CACHE: KVNamespace`.
   */
  readonly boundTypes?: readonly string[];
  /** Those of them that stand for a cluster, and decorators that inject one. */
  readonly clusterTypes?: readonly string[];
  /** Names of exports that are ready instances. */
  readonly values?: readonly string[];
  /** Names of exports that are commands themselves: `unstable_cache(…)`. */
  readonly functions?: readonly string[];
  /** Classes of other packages that have the commands, or methods that give a client. */
  readonly providers?: readonly { readonly types: readonly string[]; readonly packages: readonly string[] }[];
  /** Members that a plugin adds to an application: `fastify.redis`. The project must ask for the plugin. */
  readonly hostMembers?: readonly HostMember[];
  /** Parameter decorators that inject an instance: name, and the packages they come from. */
  readonly decorators?: readonly { readonly name: string; readonly packages: readonly string[] }[];
  /** Injection tokens: `@Inject(CACHE_MANAGER)`. */
  readonly tokens?: readonly string[];
  /** Option names: `keyPrefix` and the like. */
  readonly prefixOptions?: readonly string[];
  /** Names that are looked up are whole: the prefix is neither put before a pattern nor taken off what is found. */
  readonly listsWholeNames?: true;
  /** The option that says which numbered database of the server is used. */
  readonly databaseOption?: string;
  /** Stands between a prefix and the key. */
  readonly prefixSeparator?: (major: number) => string;
  /** Option names that give every entry a TTL, with their unit. */
  readonly defaultTtl?: (major: number) => Readonly<Record<string, TtlUnit>>;
  /** Option names by which other caches, or other versions, are given a TTL, and which this one does not read. */
  readonly unreadTtl?: (major: number) => readonly string[];
  /** Options that hold the stores behind it, which may have a TTL of their own. */
  readonly storeOptions?: readonly string[];
  /**
   * The commands that a server of Redis behind it is sent for a method, where they are more than one key's; `unlink-all`
   * are those that delete what has no namespace.
   */
  readonly sends?: (command: string, major: number) => 'keys' | 'flushdb' | 'unlink-all' | undefined;
  /** What it keeps is on servers of Memcached, which whoever empties it empties for everybody. */
  readonly onMemcached?: true;
  /** Packages of stores that read the options beside them in seconds, whatever the cache itself counts in. */
  readonly storesInSeconds?: (major: number) => readonly string[];
  /** Whether a store that is made ready decides alone, whatever the options beside it say. */
  readonly readyStoreDecides?: (major: number) => boolean;
  /** What an entry gets when neither the call nor the options say anything, in milliseconds. */
  readonly ownDefaultTtl?: number;
  /** Options that bound how much is kept; a plain number among the arguments does where `argument` says so. */
  readonly bounds?: {
    readonly options: readonly string[];
    readonly argument?: true;
    /** They only count for the store in memory. */
    readonly memoryOnly?: true;
  };
  /** An option that, when true, lets a read give the entry its whole life again. */
  readonly renewOption?: string;
  /** Older versions give the class only when the export is called: `require('connect-redis')(session)`. */
  readonly givesClassWhenCalled?: true;
  /** What it keeps is no copy: locks, sessions, counters, queues. Rules about caches leave it alone. */
  readonly state?: true;
  /** It is a store on disk as well: what stands in it alone is meant to stay, and no memory runs out. */
  readonly durable?: true;
  /** Backends that keep for good, where the same class is used as a store. */
  readonly stateBackends?: { readonly addresses: RegExp; readonly packages: readonly string[] };
  /** What an injected instance gives when its module sets none, in milliseconds; asks for package ranges. */
  readonly injectedDefaultTtl?: (rangeOf: (packageName: string) => string | undefined) => number | undefined;
  /** The version of the library that a version of another of its packages stands for. */
  readonly majorOfPackage?: (packageName: string, major: number) => number | undefined;
  /** An option that gives the methods of an older version: `legacyMode` of node-redis 4. */
  readonly actsAs?: {
    readonly option: string;
    readonly major: number;
    /** A member that has those of the version it is, all the same. */
    readonly unless: string;
  };
  /** Newest major version the table knows; used when no version is given. */
  readonly newestMajor: number;
  /** Members with the same commands: `cache.store`. */
  readonly selfMembers?: readonly string[];
  /** Members that hold further commands, which are called after them: `client.json.set` is `json.set`. */
  readonly commandGroups?: readonly string[];
  /** What a read gives where there is no entry; undefined where stores differ. */
  readonly miss?: (major: number) => MissValue | undefined;
  /** What a read gives where there is nothing, of those that give an object even then: `{}` for `hgetall`. */
  readonly emptyAnswer?: (command: string, major: number) => string | undefined;
  /** It throws for an expiry that is zero or below. */
  readonly refusesZero?: true;
  /** What it keeps is known by the pages that read it, and a change may name them. */
  readonly keptForPages?: true;
  /** Its keys are made of the whole query that is run: they carry whatever that asks for. */
  readonly keyedByQuery?: true;
  /** Methods give promises, which are rejected when the server cannot be reached. */
  readonly rejects?: true;
  /** The member of what a read gives that is the value. */
  readonly valueUnder?: string;
  /** Values come back as texts, whatever was stored. */
  readonly givesText?: true;
  /** An object that is stored becomes the text `[object Object]`, and nothing says so. */
  readonly textOfObjects?: true;
  /** Values are written as JSON and read again by the client itself. */
  readonly parses?: true;
  /** It writes JSON and reads it again: always, or over such stores, unless one of these options is given. */
  readonly writesJson?:
    | 'always'
    | { readonly stores: readonly string[]; readonly over: RegExp; readonly unless: readonly string[] };
  /** A read gives the very object that was stored, and not a copy of it: always, or where an option is switched off. */
  readonly givesStored?: true | { readonly unless: string } | { readonly inMemoryBefore: number };
  /** Each object that is made keeps its entries to itself: the same key in another one is another entry. */
  readonly ownKeys?: true;
  /**
   * No cache by itself: all that is asked of it is whether its copies are fresh, always, or where some code that writes
   * empties it.
   */
  readonly onlyFresh?: 'always' | 'where-emptied';
  /** Its methods are loaders that are defined by name, and to call one is this command. */
  readonly definesLoaders?: string;
  /** What is made is a function around the first argument, and to call it is this command. */
  readonly memoizes?: string;
  /** Its commands are operators, so that no delete of it can be written as a call. */
  readonly unnamed?: true;
  /** Lists among the arguments are laid out: `set([key, value])`. */
  readonly flattens?: (major: number) => boolean;
  /** Commands of the code's own may be defined by scripts: `defineCommand`, or `scripts` among the options. */
  readonly definesCommands?: true;
  /** What a method does, by name. */
  command(name: string, major: number): CommandForm | undefined;
  /** The same for a command given by its lower-case name in plain arguments, where that differs. */
  namedCommand?(name: string): CommandForm | undefined;
  /** The form in which this version takes an expiry on its plain write. */
  ttlForm(command: string, major: number): TtlArgumentForm | undefined;
}
