/**
 * Real servers for the suites in this folder: each listens on a free loopback port, keeps nothing, and is
 * stopped by its process id. A missing server fails the suite; nothing is skipped.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  openConnection,
} from '../../client/src/redis/connection.js';
import {
  type ConnectionSecrets,
  type ConnectionSettings,
  parseConnectionUrl,
} from '../../client/src/redis/connectionSettings.js';
import { endOfLog, findOnPath, startInBackground } from '../launch/subprocess.js';
import { freePort, waitFor } from '../launch/waiting.js';

export interface TestProduct {
  readonly name: 'redis' | 'valkey';
  readonly variable: string;
}

/** Every suite runs once over each of them. */
export const PRODUCTS: readonly TestProduct[] = [
  { name: 'redis', variable: 'CACHE_REVIEW_TEST_REDIS_SERVER' },
  { name: 'valkey', variable: 'CACHE_REVIEW_TEST_VALKEY_SERVER' },
];

export interface TestServer {
  readonly product: TestProduct;
  readonly port: number;
  /** `redis://127.0.0.1:port` */
  readonly url: string;
  /** A client of its own, for filling and watching. */
  readonly client: Redis;
  stop(): Promise<void>;
}

/** The path of the program. */
export function executableOf({ name, variable }: TestProduct): string {
  const found = process.env[variable] ?? findOnPath(`${name}-server`);
  if (found === undefined) {
    throw new Error(`There is no ${name}-server on the PATH, and ${variable} does not name one.`);
  }
  return found;
}

/** Starts a server. `options` are added to its command line; `port` is a free one unless given. */
export async function startServer(
  product: TestProduct,
  options: readonly string[] = [],
  given: { readonly port?: number; readonly sentinelConfiguration?: string } = {},
): Promise<TestServer> {
  const port = given.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'cache-review-server-'));
  const quiet = ['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--dir', folder];
  const program = startInBackground(
    executableOf(product),
    given.sentinelConfiguration === undefined
      ? ['--bind', '127.0.0.1', '--port', String(port), ...quiet, ...options]
      : [given.sentinelConfiguration, '--sentinel', '--bind', '127.0.0.1', '--port', String(port)],
    join(folder, 'server.log'),
  );

  const tlsPort = options[options.indexOf('--tls-port') + 1];
  const listening = options.includes('--tls-port') ? Number(tlsPort) : port;
  const started = await waitFor(
    async () => (program.hasEnded() ? 'ended' : (await isUp(listening)) ? 'up' : undefined),
    15_000,
    30,
  );
  if (started !== 'up') {
    const log = endOfLog(program);
    await program.stop();
    throw new Error(`${product.name}-server did not start:\n${log}`);
  }
  const client = new Redis({
    host: '127.0.0.1',
    port: listening,
    protocol: 2,
    lazyConnect: true,
    retryStrategy: () => null,
  });
  client.on('error', () => client.disconnect());
  return {
    product,
    port: listening,
    url: `redis://127.0.0.1:${listening}`,
    client,
    stop: async () => {
      client.disconnect();
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether it listens: a TLS port gives no answer that could be read here. */
function isUp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Settings and secrets of a URL. */
export function settingsOf(
  url: string,
  changes: Partial<ConnectionSettings> = {},
): { readonly settings: ConnectionSettings; readonly secrets: ConnectionSecrets } {
  const parsed = parseConnectionUrl(url, { id: 'test' });
  if (!parsed.ok) throw new Error(parsed.message);
  return { settings: { ...parsed.settings, ...changes }, secrets: parsed.secrets };
}

/** An open connection with short delays. Fails when it does not become ready. */
export async function connectTo(
  url: string,
  changes: Partial<ConnectionSettings> = {},
  options: ConnectionOptions = {},
): Promise<Connection> {
  const connection = connectionTo(url, changes, options);
  const state = await connection.connect();
  if (state.kind !== 'ready') {
    await connection.close();
    throw new Error(`not ready but ${describeState(state)}`);
  }
  return connection;
}

/** A connection with short delays that has not been connected yet. */
export function connectionTo(
  url: string,
  changes: Partial<ConnectionSettings> = {},
  options: ConnectionOptions = {},
): Connection {
  const { settings, secrets } = settingsOf(url, changes);
  return openConnection(settings, secrets, {
    commandTimeoutMs: 3_000,
    firstDelayMs: 20,
    maximumDelayMs: 100,
    ...options,
  });
}

/** Waits for a state; fails when it does not come within 10 seconds. */
export async function stateOf<K extends ConnectionState['kind']>(
  connection: Connection,
  kind: K,
): Promise<Extract<ConnectionState, { kind: K }>> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { state } = connection;
    if (state.kind === kind) return state as Extract<ConnectionState, { kind: K }>;
    if (Date.now() > deadline) throw new Error(`still ${describeState(state)}, not ${kind}`);
    await delay(10);
  }
}

function describeState(state: ConnectionState): string {
  return 'problem' in state ? `${state.kind}: ${state.problem.kind}: ${state.problem.detail}` : state.kind;
}

/** Number fields of INFO, asked by another client. */
export async function infoNumber(client: Redis, field: string): Promise<number> {
  const text = await client.info();
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
}
