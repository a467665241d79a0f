/**
 * The driver behind a connection, the same shape for one server, a Sentinel group and a cluster.
 * In: settings and secrets. Out: an open client, or the reason there is none. It never reconnects a lost
 * server by itself, so that one place decides about retries, and no error event goes unheard.
 */
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { Cluster, Redis, Command as RedisCommand, type RedisOptions } from 'ioredis';
import { type ConnectionProblem, classifyError, type ProblemContext } from './connectionError.js';
import { type ConnectionSecrets, type ConnectionSettings, formatEndpoint } from './connectionSettings.js';

/** One connection to one server process. */
export interface ServerNode {
  /** `host:port` */
  readonly id: string;
  readonly redis: Redis;
}

export interface ServerClient {
  /** The ids of all primaries that hold keys, also of those that cannot be reached now. */
  primaries(): readonly string[];
  /** The primary that holds a key; nothing while the cluster has none for it. */
  ownerOf(key: Buffer): ServerNode | undefined;
  /** Follows a MOVED answer; resolves when the new owner is known or the attempt has failed. */
  moved(slot: number, endpoint: string): Promise<void>;
  /** The primary with this id; nothing when it cannot be reached. */
  nodeAt(id: string): ServerNode | undefined;
  /** Called once when the connection is lost for a reason other than `close`. */
  onLost(listener: (problem: ConnectionProblem) => void): void;
  /** Called for every node as it becomes usable, also after the client was opened. */
  onNode(listener: (node: ServerNode) => void): void;
  close(): Promise<void>;
}

export interface ClientTimeouts {
  /** Milliseconds to establish a connection. */
  readonly connectMs: number;
  /** Milliseconds to answer a command. */
  readonly commandMs: number;
}

export type OpenedClient =
  | { readonly ok: true; readonly client: ServerClient }
  | { readonly ok: false; readonly problem: ConnectionProblem };

/** Milliseconds to wait before asking a cluster again who is there, after a node was lost. */
const REFRESH_AFTER_LOSS_MS = 1_000;
const REFRESH_INTERVAL_MS = 60_000;

/**
 * Opens a client. `cluster` is decided by the caller, because `auto` finds out on the way. Aborting
 * disconnects at once, also a client that is still being opened.
 */
export async function openServerClient(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  cluster: boolean,
  timeouts: ClientTimeouts,
  signal: AbortSignal,
): Promise<OpenedClient> {
  const tls = await readTls(settings);
  if (!tls.ok) return tls;
  const common = commonOptions(settings, secrets, tls.options, timeouts);
  return cluster
    ? openCluster(settings, secrets, common, signal)
    : openSingle(settings, secrets, { ...common, ...placeOptions(settings, secrets, tls.options) }, signal);
}

function commonOptions(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  tls: TlsOptions | undefined,
  timeouts: ClientTimeouts,
): DriverOptions {
  return {
    lazyConnect: true,
    // RESP2 is understood everywhere, and replies keep the shape the gate counts on.
    protocol: 2,
    connectionName: 'cache-review',
    disableClientInfo: true,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    connectTimeout: timeouts.connectMs,
    commandTimeout: timeouts.commandMs,
    socketTimeout: timeouts.commandMs * 2,
    ...(settings.username === undefined ? {} : { username: settings.username }),
    ...(secrets.password === undefined ? {} : { password: secrets.password }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function placeOptions(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  tls: TlsOptions | undefined,
): DriverOptions {
  const base: DriverOptions = { retryStrategy: () => null, enableOfflineQueue: false, db: settings.database };
  if (!settings.sentinel) return { ...base, host: settings.host, port: settings.port };
  const { masterName, others, username } = settings.sentinel;
  return {
    ...base,
    name: masterName,
    sentinels: [settings, ...others].map(({ host, port }) => ({ host, port })),
    sentinelRetryStrategy: () => null,
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(secrets.sentinelPassword === undefined ? {} : { sentinelPassword: secrets.sentinelPassword }),
    ...(settings.sentinel.tls && tls !== undefined ? { sentinelTLS: tls } : {}),
    enableTLSForSentinelMode: tls !== undefined,
  };
}

async function openSingle(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  options: DriverOptions,
  signal: AbortSignal,
): Promise<OpenedClient> {
  const redis = new Redis(options);
  disconnectOnAbort(redis, signal);
  let lastError: unknown;
  let connected = false;
  redis.on('error', (error: unknown) => {
    lastError ??= error;
  });
  try {
    await redis.connect();
    connected = true;
  } catch (error) {
    lastError ??= error;
  }
  // A refused SELECT leaves the driver on database 0: that is not what was asked for.
  if (!connected || lastError !== undefined) {
    redis.disconnect();
    return { ok: false, problem: classifyError(lastError, problemContext(settings, secrets)) };
  }
  return { ok: true, client: singleClient(redis, settings, secrets) };
}

function singleClient(redis: Redis, settings: ConnectionSettings, secrets: ConnectionSecrets): ServerClient {
  const node: ServerNode = { id: singleNodeId(redis, settings), redis };
  let closed = false;
  return {
    primaries: () => [node.id],
    ownerOf: () => node,
    moved: async () => undefined,
    nodeAt: (id) => (id === node.id ? node : undefined),
    onNode: (listener) => listener(node),
    onLost: (listener) => {
      let lastError: unknown = new Error('Connection is closed.');
      redis.on('error', (error: unknown) => {
        lastError = error;
      });
      redis.once('end', () => {
        if (!closed) listener(classifyError(lastError, problemContext(settings, secrets)));
      });
    },
    close: () => {
      closed = true;
      return ended(redis);
    },
  };
}

/** Behind Sentinel the server is another one than the settings name. */
function singleNodeId(redis: Redis, settings: ConnectionSettings): string {
  const { remoteAddress, remotePort } = redis.stream as { remoteAddress?: string; remotePort?: number };
  if (!settings.sentinel || remoteAddress === undefined || remotePort === undefined)
    return formatEndpoint(settings);
  return formatEndpoint({ host: remoteAddress, port: remotePort });
}

async function openCluster(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  common: DriverOptions,
  signal: AbortSignal,
): Promise<OpenedClient> {
  const start = [settings, ...(settings.otherNodes ?? [])].map(({ host, port }) => ({ host, port }));
  const cluster = new Cluster(start, {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    clusterRetryStrategy: () => null,
    slotsRefreshTimeout: common.commandTimeout ?? 5_000,
    slotsRefreshInterval: REFRESH_INTERVAL_MS,
    // A certificate names hosts, so hosts must not be turned into addresses before TLS has seen them.
    ...(common.tls ? { dnsLookup: (address, done) => done(null, address) } : {}),
    redisOptions: withoutPlace(common),
  });
  disconnectOnAbort(cluster, signal);
  let lastError: unknown;
  cluster.on('node error', (error: unknown) => {
    lastError = error;
  });
  cluster.on('error', (error: unknown) => {
    lastError ??= error;
  });
  try {
    await cluster.connect();
  } catch (error) {
    cluster.disconnect();
    return { ok: false, problem: classifyError(lastError ?? error, problemContext(settings, secrets)) };
  }
  return { ok: true, client: clusterClient(cluster, settings, secrets, () => lastError) };
}

function clusterClient(
  cluster: Cluster,
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  lastError: () => unknown,
): ServerClient {
  let closed = false;
  let refreshTimer: NodeJS.Timeout | undefined;
  const refresh = (): Promise<void> => new Promise((resolve) => cluster.refreshSlotsCache(() => resolve()));
  cluster.on('-node', () => {
    if (closed || refreshTimer) return;
    refreshTimer = setTimeout(() => {
      refreshTimer = undefined;
      if (!closed) void refresh();
    }, REFRESH_AFTER_LOSS_MS);
  });
  const nodeAt = (endpoint: string): ServerNode | undefined =>
    cluster
      .nodes('master')
      .map(clusterNode)
      .find((node) => node.id === endpoint);
  return {
    // By the slots, because the driver forgets a primary as soon as it is lost.
    primaries: () =>
      [...new Set(cluster.slots.map(([owner]) => owner).filter((owner) => owner !== undefined))].sort(),
    ownerOf: (key) => {
      const owner = cluster.slots[new RedisCommand('type', [key]).getSlot()]?.[0];
      return owner === undefined ? undefined : nodeAt(owner);
    },
    moved: async (slot, endpoint) => {
      cluster.slots[slot] = [endpoint];
      if (!nodeAt(endpoint)) await refresh();
    },
    nodeAt,
    onNode: (listener) => {
      for (const redis of cluster.nodes('master')) announce(redis, listener);
      cluster.on('+node', (redis: Redis) => announce(redis, listener));
    },
    onLost: (listener) => {
      cluster.once('end', () => {
        if (closed) return;
        listener(
          classifyError(lastError() ?? new Error('Connection is closed.'), problemContext(settings, secrets)),
        );
      });
    },
    close: () => {
      closed = true;
      clearTimeout(refreshTimer);
      return ended(cluster);
    },
  };
}

function clusterNode(redis: Redis): ServerNode {
  return { id: `${redis.options.host}:${redis.options.port}`, redis };
}

function announce(redis: Redis, listener: (node: ServerNode) => void): void {
  if (redis.status === 'ready') listener(clusterNode(redis));
  else redis.on('ready', () => listener(clusterNode(redis)));
}

function disconnectOnAbort(client: Redis | Cluster, signal: AbortSignal): void {
  const disconnect = (): void => client.disconnect();
  signal.addEventListener('abort', disconnect, { once: true });
  client.once('end', () => signal.removeEventListener('abort', disconnect));
}

/** Disconnects and waits until the socket is gone. */
function ended(client: Redis | Cluster): Promise<void> {
  if (client.status === 'end') return Promise.resolve();
  return new Promise((resolve) => {
    client.once('end', () => resolve());
    client.disconnect();
  });
}

function withoutPlace(options: DriverOptions): DriverOptions {
  const { lazyConnect: _, ...rest } = options;
  return rest;
}

/** Replies keep the shape of RESP2, so their mapping is no option. */
type DriverOptions = Omit<RedisOptions, 'replyMapping'>;

type TlsResult =
  | { readonly ok: true; readonly options: TlsOptions | undefined }
  | { readonly ok: false; readonly problem: ConnectionProblem };

async function readTls(settings: ConnectionSettings): Promise<TlsResult> {
  const { tls } = settings;
  if (!tls) return { ok: true, options: undefined };
  try {
    const [ca, cert, key] = await Promise.all(
      [tls.certificateAuthorityPath, tls.certificatePath, tls.keyPath].map((path) =>
        path === undefined ? undefined : readFile(path),
      ),
    );
    return {
      ok: true,
      options: {
        rejectUnauthorized: tls.verify,
        ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
        ...(ca && { ca }),
        ...(cert && { cert }),
        ...(key && { key }),
      },
    };
  } catch (error) {
    return { ok: false, problem: classifyError(error, { endpoint: formatEndpoint(settings), tls: true }) };
  }
}

/** What messages about a connection need to know of it. */
export function problemContext(settings: ConnectionSettings, secrets: ConnectionSecrets): ProblemContext {
  return {
    endpoint: formatEndpoint(settings),
    tls: settings.tls !== undefined,
    secrets: [secrets.password, secrets.sentinelPassword].filter((secret) => secret !== undefined),
  };
}
