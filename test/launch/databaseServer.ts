/**
 * Database servers for a run: each listens on a free loopback port, keeps nothing on disk and is stopped by its
 * process id.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOfLog, startInBackground } from './subprocess.js';
import { freePort, waitFor } from './waiting.js';

export interface DatabaseServer {
  readonly port: number;
  /** `redis://127.0.0.1:port`; `memcached://…` for a Memcached. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a redis-server or valkey-server. `options` are added to the command line. */
export async function startRedisServer(
  executable: string,
  options: readonly string[] = [],
): Promise<DatabaseServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'cache-review-server-'));
  const quiet = ['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--dir', folder];
  const address = ['--bind', '127.0.0.1', '--port', String(port)];
  return start({ executable, port, folder, scheme: 'redis', hello: 'PING\r\n' }, [
    ...address,
    ...quiet,
    ...options,
  ]);
}

export async function startMemcached(
  executable: string,
  options: readonly string[] = [],
): Promise<DatabaseServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'cache-review-server-'));
  // Run by root, memcached insists on being told which user it should become.
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
  const address = ['-l', '127.0.0.1', '-p', String(port), '-U', '0'];
  return start({ executable, port, folder, scheme: 'memcached', hello: 'version\r\n' }, [
    ...address,
    ...user,
    ...options,
  ]);
}

interface ServerToStart {
  readonly executable: string;
  readonly port: number;
  readonly folder: string;
  readonly scheme: string;
  /** A line every such server answers, whatever the answer is. */
  readonly hello: string;
}

async function start(server: ServerToStart, args: readonly string[]): Promise<DatabaseServer> {
  const background = startInBackground(server.executable, args, join(server.folder, 'server.log'));
  const stop = async () => {
    await background.stop();
    rmSync(server.folder, { recursive: true, force: true });
  };
  const state = await waitFor(async () => {
    if (background.hasEnded()) {
      return 'ended';
    }
    return (await answers(server.port, server.hello)) ? 'ready' : undefined;
  }, 15_000);
  if (state !== 'ready') {
    const log = endOfLog(background);
    await stop();
    throw new Error(`${server.executable} did not start:\n${log}`);
  }
  return { port: server.port, url: `${server.scheme}://127.0.0.1:${server.port}`, stop };
}

/** True when something listens on the port and answers a line with anything, an error included. */
export function answers(port: number, hello: string, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('connect', () => socket.write(hello));
    socket.once('data', () => settle(true));
    socket.once('close', () => settle(false));
  });
}
