/**
 * Caches that a project declares because no analysis can find them: a client behind a container, a wrapper from a
 * private package. Their shape in the settings, and how it is read. Nothing here throws.
 */
import { textsIn } from './parsedJson.js';
import type { ValueSchema } from './settings.js';

/** What the methods of a declared client may be like: names of packages that Cache Review knows. */
export const KNOWN_CLIENTS = [
  'ioredis',
  'redis',
  '@upstash/redis',
  '@valkey/valkey-glide',
  'cache-manager',
  'keyv',
  'node-cache',
  'lru-cache',
  'memcached',
  'memjs',
] as const;
export type KnownClient = (typeof KNOWN_CLIENTS)[number];

export const DECLARED_OPERATIONS = ['read', 'write', 'invalidate', 'wrap', 'counter'] as const;
export type DeclaredOperation = (typeof DECLARED_OPERATIONS)[number];

export const DECLARED_UNITS = ['seconds', 'milliseconds'] as const;

/** Positions of arguments start at 0. */
export interface DeclaredCommand {
  readonly name: string;
  readonly operation: DeclaredOperation;
  readonly key: number;
  readonly value?: number;
  /** The function that loads what is not cached. */
  readonly load?: number;
  readonly ttl?: number;
  readonly ttlUnit: (typeof DECLARED_UNITS)[number];
}

export interface DeclaredCache {
  /** As it is imported, or a file of the project relative to its root, without its ending. */
  readonly module: string;
  /** Exports that are ready clients. */
  readonly clients: readonly string[];
  /** Exported classes and interfaces whose instances are clients. */
  readonly classes: readonly string[];
  readonly like?: KnownClient;
  /** Methods of the clients, or functions that the module exports. They outrank those of `like`. */
  readonly commands: readonly DeclaredCommand[];
  /** What an entry gets when a call says nothing. */
  readonly defaultTtlMs?: number;
}

const names: ValueSchema = { type: 'array', items: { type: 'string' } };
const position: ValueSchema = { type: 'number', minimum: 0 };

export const DECLARED_CACHE_SCHEMA: ValueSchema = {
  type: 'object',
  required: ['module'],
  additionalProperties: false,
  properties: {
    module: {
      type: 'string',
      description: 'As it is imported, or a file of the project relative to its root, without its ending.',
    },
    clients: { ...names, description: 'Exports that are ready clients.' },
    classes: { ...names, description: 'Exported classes and interfaces whose instances are clients.' },
    like: {
      type: 'string',
      enum: KNOWN_CLIENTS,
      description: 'The clients have the methods of this package, in its newest version.',
    },
    defaultTtlSeconds: {
      type: 'number',
      minimum: 0,
      description: 'The life of an entry where a call says nothing.',
    },
    commands: {
      type: 'array',
      description: 'Methods of the clients, or functions that the module exports. Arguments count from 0.',
      items: {
        type: 'object',
        required: ['name', 'operation'],
        additionalProperties: false,
        properties: {
          name: { type: 'string' },
          operation: {
            type: 'string',
            enum: DECLARED_OPERATIONS,
            description: '"wrap" reads, and loads and writes what is not there.',
          },
          key: { ...position, description: 'The argument that is the key; the first unless you say so.' },
          value: { ...position, description: 'The argument that is written.' },
          load: { ...position, description: 'The argument that is a function and loads the value.' },
          ttl: { ...position, description: 'The argument that is the life of the entry.' },
          ttlUnit: { type: 'string', enum: DECLARED_UNITS, description: 'Seconds unless you say so.' },
        },
      },
    },
  },
};

/** What does not fit is left out; the settings file says so with its place. */
export function readDeclaredCaches(value: unknown): readonly DeclaredCache[] {
  return list(value).flatMap((entry): readonly DeclaredCache[] => {
    const { module, clients, classes, like, commands, defaultTtlSeconds } = entry;
    if (typeof module !== 'string' || module === '') return [];
    const known = KNOWN_CLIENTS.find((name) => name === like);
    return [
      {
        module: module.replace(/^\.\//, ''),
        clients: textsIn(clients),
        classes: textsIn(classes),
        commands: list(commands).flatMap(readCommand),
        ...(known && { like: known }),
        ...(typeof defaultTtlSeconds === 'number' && { defaultTtlMs: defaultTtlSeconds * 1_000 }),
      },
    ];
  });
}

function readCommand(entry: Record<string, unknown>): readonly DeclaredCommand[] {
  const { name } = entry;
  const operation = DECLARED_OPERATIONS.find((known) => known === entry.operation);
  if (typeof name !== 'string' || !operation) return [];
  return [
    {
      name,
      operation,
      key: typeof entry.key === 'number' ? entry.key : 0,
      ttlUnit: DECLARED_UNITS.find((unit) => unit === entry.ttlUnit) ?? 'seconds',
      ...(typeof entry.value === 'number' && { value: entry.value }),
      ...(typeof entry.load === 'number' && { load: entry.load }),
      ...(typeof entry.ttl === 'number' && { ttl: entry.ttl }),
    },
  ];
}

function list(value: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
}
