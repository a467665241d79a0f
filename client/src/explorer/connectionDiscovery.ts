/**
 * Finds connections in the files of a workspace. Enters: the path and text of one file. Leaves: where a server
 * stands and its secrets apart, to be used from memory. Pure. Guarantee: `file`, `place` and `settings` hold no
 * secret, so only they are shown; text that cannot be read gives nothing.
 */
import { createHash } from 'node:crypto';
import { parse as parseYaml } from 'yaml';
import {
  type ConnectionSecrets,
  type ConnectionSettings,
  parseConnectionUrl,
} from '../redis/connectionSettings.js';
import { findInCompose } from './composeDiscovery.js';
import { readVariables, type Variables } from './environmentVariables.js';

export interface FoundConnection {
  /** Stable for the same place in the same file. */
  readonly id: string;
  /** Relative to the workspace. */
  readonly file: string;
  /** The name of the variable, the service or the path of keys. */
  readonly place: string;
  readonly settings: ConnectionSettings;
  readonly secrets: ConnectionSecrets;
}

/** What a reader of one kind of file gives back. */
export interface FoundUrl {
  readonly place: string;
  readonly url: string;
}

/** `variables` are those of the `.env` beside the file, for `${NAME}` in compose files. */
export function findConnections(
  file: string,
  text: string,
  variables: Variables = {},
): readonly FoundConnection[] {
  const urls = readUrls(file, text, variables);
  return urls.flatMap(({ place, url }) => {
    const id = createHash('sha256').update(`${file}\n${place}`).digest('hex').slice(0, 16);
    const parsed = parseConnectionUrl(url, { id, name: `${place} (${file})` });
    return parsed.ok ? [{ id, file, place, settings: parsed.settings, secrets: parsed.secrets }] : [];
  });
}

function readUrls(file: string, text: string, variables: Variables): readonly FoundUrl[] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (name.startsWith('.env')) return findInVariables(readVariables(text));
  const content = readStructured(name, text);
  if (/^(docker-)?compose/.test(name)) return findInCompose(content, variables);
  return findInConfiguration(content, []);
}

/** YAML reads JSON as well; a file that is neither gives nothing. */
function readStructured(name: string, text: string): unknown {
  try {
    return name.endsWith('.json') ? JSON.parse(text) : parseYaml(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

const SERVER_NAME = /redis|valkey/i;

function isRedisUrl(value: string): boolean {
  return /^(redis|rediss|valkey|valkeys|redis-sentinel):\/\/[^\s]+$/.test(value);
}

function findInVariables(variables: Variables): readonly FoundUrl[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (isRedisUrl(value)) return [{ place: name, url: value }];
    const prefix = /^(.*)_HOST$/.exec(name)?.[1];
    if (!prefix || !SERVER_NAME.test(prefix) || value === '') return [];
    if (isRedisUrl(variables[`${prefix}_URL`] ?? '')) return [];
    return [{ place: name, url: urlOf(value, (part) => variables[`${prefix}_${part.toUpperCase()}`]) }];
  });
}

/** URLs anywhere, and objects with a host under a key that names the server. */
function findInConfiguration(value: unknown, path: readonly string[]): readonly FoundUrl[] {
  if (typeof value === 'string') return isRedisUrl(value) ? [{ place: path.join('.'), url: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  const entries = value as Readonly<Record<string, unknown>>;
  const { host } = entries;
  if (typeof host === 'string' && path.some((key) => SERVER_NAME.test(key))) {
    const read = (part: string): string | undefined => {
      const known = entries[part];
      return typeof known === 'string' || typeof known === 'number' ? String(known) : undefined;
    };
    return [{ place: path.join('.'), url: urlOf(host, read) }];
  }
  return Object.entries(entries).flatMap(([key, child]) => findInConfiguration(child, [...path, key]));
}

function urlOf(
  host: string,
  read: (part: 'port' | 'username' | 'password' | 'db') => string | undefined,
): string {
  const username = encodeURIComponent(read('username') ?? '');
  const password = encodeURIComponent(read('password') ?? '');
  const credentials = username || password ? `${username}:${password}@` : '';
  return `redis://${credentials}${host}:${read('port') ?? '6379'}/${read('db') ?? '0'}`;
}
