/**
 * What a connection is: where the server stands and how to reach it, without any secret.
 * In: URLs as people paste them. Out: settings plus the secrets apart from them, or one readable problem.
 * Guarantee: nothing that leaves `formatConnectionUrl` or `redactSecrets` contains a password.
 */

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface TlsSettings {
  /** False accepts any certificate; true unless the user says otherwise. */
  readonly verify: boolean;
  /** The name the certificate must carry, when it is not the host. */
  readonly serverName?: string;
  /** Paths of PEM files. */
  readonly certificateAuthorityPath?: string;
  readonly certificatePath?: string;
  readonly keyPath?: string;
}

/** `auto` connects to the one server and changes to `cluster` when that server says it is part of one. */
export type Topology = 'auto' | 'standalone' | 'cluster' | 'sentinel';

export interface SentinelSettings {
  readonly masterName: string;
  readonly username?: string;
  /** The other sentinels; the first is the host and port of the connection. */
  readonly others: readonly Endpoint[];
  readonly tls: boolean;
}

export interface ConnectionSettings {
  /** Stable and unique; never shown. */
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Always 0 for a cluster. */
  readonly database: number;
  readonly username?: string;
  readonly tls?: TlsSettings;
  readonly topology: Topology;
  /** Further nodes of a cluster to start from. */
  readonly otherNodes?: readonly Endpoint[];
  readonly sentinel?: SentinelSettings;
  /** Splits key names into folders; the setting of the editor when absent. */
  readonly delimiter?: string;
  /** Always true in this version: nothing can be written. */
  readonly readOnly: boolean;
}

/** Kept apart from the settings: belongs into the secret storage of the editor only. */
export interface ConnectionSecrets {
  readonly password?: string;
  readonly sentinelPassword?: string;
}

export type ParsedConnection =
  | { readonly ok: true; readonly settings: ConnectionSettings; readonly secrets: ConnectionSecrets }
  /** Short plain sentences: what is wrong and what to type instead. Contains no secret. */
  | { readonly ok: false; readonly message: string };

const SCHEMES: Readonly<Record<string, { readonly tls: boolean; readonly sentinel: boolean }>> = {
  redis: { tls: false, sentinel: false },
  valkey: { tls: false, sentinel: false },
  rediss: { tls: true, sentinel: false },
  valkeys: { tls: true, sentinel: false },
  'redis-sentinel': { tls: false, sentinel: true },
  'rediss-sentinel': { tls: true, sentinel: true },
};

const EXAMPLE = 'Write it like redis://user:password@host:6379/0.';

type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/**
 * Reads `redis://`, `rediss://`, `valkey://`, `valkeys://` and `redis-sentinel://` URLs:
 * `redis://[user:password@]host[:port][,host:port...][/database][?cluster=true&name=...&sentinel=<master>]`.
 * User and password are percent-decoded. A single word before `@` is the password, as redis-cli reads it.
 */
export function parseConnectionUrl(
  url: string,
  identity: { readonly id: string; readonly name?: string },
): ParsedConnection {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(?:([^/?#]*)@)?([^/?#@]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i.exec(
    url.trim(),
  );
  if (!match) return { ok: false, message: `This is not a connection URL. ${EXAMPLE}` };
  const [, schemeText = '', userInfo, hosts = '', path = '', query = '', fragment = ''] = match;
  const scheme = SCHEMES[schemeText.toLowerCase()];
  if (!scheme) return { ok: false, message: unknownScheme(schemeText) };

  if (userInfo === undefined && url.includes('@')) {
    return {
      ok: false,
      message: 'The password has a character that a URL cannot hold. Write / as %2F, ? as %3F and # as %23.',
    };
  }
  const login = parseUserInfo(userInfo);
  if (!login.ok) return login;
  const endpoints = parseEndpoints(hosts, scheme.sentinel ? 26379 : 6379);
  if (!endpoints.ok) return endpoints;
  const options = new URLSearchParams(query);
  const place = parsePath(path, options, scheme.sentinel, fragment.trim());
  if (!place.ok) return place;

  const [first, ...others] = endpoints.value;
  if (!first) return { ok: false, message: `The URL names no host. ${EXAMPLE}` };
  const { database, masterName } = place.value;
  const cluster = isTrue(options.get('cluster')) || (masterName === undefined && others.length > 0);
  if (cluster && database !== 0) {
    return {
      ok: false,
      message: `A cluster has only database 0, and the URL asks for ${database}. Remove /${database} from the URL.`,
    };
  }
  const { username, password } = login.value;
  const settings: ConnectionSettings = {
    id: identity.id,
    name: identity.name ?? options.get('name') ?? formatEndpoint(first),
    host: first.host,
    port: first.port,
    database,
    ...(username === undefined ? {} : { username }),
    ...(scheme.tls || isTrue(options.get('tls')) ? { tls: tlsSettings(options) } : {}),
    topology: masterName === undefined ? (cluster ? 'cluster' : 'auto') : 'sentinel',
    ...(cluster && others.length > 0 ? { otherNodes: others } : {}),
    ...(masterName === undefined ? {} : { sentinel: { masterName, others, tls: scheme.tls } }),
    readOnly: true,
  };
  return { ok: true, settings, secrets: password === undefined ? {} : { password } };
}

/** The URL of a connection, without its password. */
export function formatConnectionUrl(settings: ConnectionSettings): string {
  const scheme = settings.tls ? 'rediss' : 'redis';
  const user = settings.username === undefined ? '' : `${encodeURIComponent(settings.username)}@`;
  const others = settings.sentinel?.others ?? settings.otherNodes ?? [];
  const hosts = [settings, ...others].map(formatEndpoint).join(',');
  const database = settings.database === 0 ? '' : `/${settings.database}`;
  const options = new URLSearchParams();
  if (settings.topology === 'cluster') options.set('cluster', 'true');
  if (settings.sentinel) options.set('sentinel', settings.sentinel.masterName);
  const query = options.size > 0 ? `?${options}` : '';
  return `${scheme}://${user}${hosts}${database}${query}`;
}

/** `host:port`, IPv6 hosts in brackets. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Replaces passwords inside URLs, and every given secret, by `***`. For logs and error messages. */
export function redactSecrets(text: string, secrets: ConnectionSecrets = {}): string {
  let redacted = text.replace(
    /([a-z][a-z0-9+.-]*:\/\/)([^\s/?#]*)@/gi,
    (_, scheme: string, userInfo: string) => {
      const colon = userInfo.indexOf(':');
      return colon > 0 ? `${scheme}${userInfo.slice(0, colon)}:***@` : `${scheme}***@`;
    },
  );
  for (const secret of [secrets.password, secrets.sentinelPassword]) {
    if (secret === undefined || secret === '') continue;
    redacted = redacted.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
  }
  return redacted;
}

function unknownScheme(scheme: string): string {
  if (/^https?$/i.test(scheme)) return `This is the address of a web page, not of a cache. ${EXAMPLE}`;
  if (/socket|unix/i.test(scheme)) {
    return `Unix sockets are not supported. Let the server listen on a port and use that. ${EXAMPLE}`;
  }
  return `A URL that starts with ${scheme}:// cannot be opened. Use redis://, or rediss:// for TLS. ${EXAMPLE}`;
}

function parseUserInfo(userInfo: string | undefined): Parsed<{ username?: string; password?: string }> {
  if (userInfo === undefined || userInfo === '') return { ok: true, value: {} };
  const colon = userInfo.indexOf(':');
  try {
    const password = decodeURIComponent(userInfo.slice(colon + 1));
    const username = colon > 0 ? decodeURIComponent(userInfo.slice(0, colon)) : undefined;
    return {
      ok: true,
      value: { ...(username === undefined ? {} : { username }), ...(password === '' ? {} : { password }) },
    };
  } catch {
    return {
      ok: false,
      message: 'The user or password has a % that is not followed by two digits. Write % as %25 in a URL.',
    };
  }
}

function parseEndpoints(hosts: string, defaultPort: number): Parsed<readonly Endpoint[]> {
  const endpoints: Endpoint[] = [];
  for (const text of hosts.split(',')) {
    const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]\s]*))(?::([^:]*))?$/i.exec(text.trim());
    const host = match?.[1] ?? match?.[2];
    if (!match || host === undefined) return { ok: false, message: `"${text}" is not a host. ${EXAMPLE}` };
    if (host === '' && hosts.includes(','))
      return { ok: false, message: `The URL names no host. ${EXAMPLE}` };
    const port = match[3] === undefined || match[3] === '' ? defaultPort : Number(match[3]);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      return { ok: false, message: `"${match[3]}" is not a port. A port is a number from 1 to 65535.` };
    }
    endpoints.push({ host: host === '' ? 'localhost' : host, port });
  }
  return { ok: true, value: endpoints };
}

/** Database and name of the Sentinel master, from the path, the query or the fragment. */
function parsePath(
  path: string,
  options: URLSearchParams,
  sentinelScheme: boolean,
  fragment: string,
): Parsed<{ readonly database: number; readonly masterName?: string }> {
  const segments = path.split('/').filter((segment) => segment !== '');
  let masterName = options.get('sentinel') ?? options.get('sentinelMasterId') ?? undefined;
  if (sentinelScheme) {
    masterName ??= fragment || undefined;
    if (masterName === undefined && Number.isNaN(Number(segments[0]))) masterName = segments.shift();
    if (masterName === undefined) {
      return {
        ok: false,
        message: 'The URL does not name the master that Sentinel watches. Add ?sentinel=mymaster at the end.',
      };
    }
  }
  const databaseText = segments[0] ?? options.get('db') ?? '0';
  const database = Number(databaseText);
  if (segments.length > 1 || !/^\d+$/.test(databaseText) || database > 1_000_000) {
    return {
      ok: false,
      message: `"${segments.join('/') || databaseText}" is not a database. Databases are numbers that start at 0.`,
    };
  }
  return { ok: true, value: { database, ...(masterName === undefined ? {} : { masterName }) } };
}

function tlsSettings(options: URLSearchParams): TlsSettings {
  const verify = !(isTrue(options.get('insecure')) || options.get('ssl_cert_reqs')?.toLowerCase() === 'none');
  return { verify };
}

function isTrue(text: string | null): boolean {
  return text !== null && /^(?:1|true|yes|on|)$/i.test(text);
}
