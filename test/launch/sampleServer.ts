/**
 * The database server of `npm start`, the first of: the one CACHE_REVIEW_REDIS_URL names, valkey-server or
 * redis-server on the PATH, the Debian package unpacked into the cache folder, a container. What it starts it
 * stops; a server that was named is left running.
 */
import { answers, startRedisServer } from './databaseServer.js';
import { findOrUnpackProgram, findProgram, redisServer, type Say, valkeyServer } from './programs.js';
import { run, runOrThrow } from './subprocess.js';
import type { Teardown } from './teardown.js';
import { startTraffic } from './traffic.js';
import { freePort, waitFor } from './waiting.js';

const image = 'valkey/valkey:8';
/** Small, so that the panel shows memory used against a limit. */
const cacheSettings = ['--maxmemory', '8mb', '--maxmemory-policy', 'allkeys-lru'];

/** A server of the suites' own, with the keys and the traffic of `npm start`. Its URL. */
export async function startSampleDatabase(teardown: Teardown, executable: string): Promise<string> {
  const server = await startRedisServer(executable, cacheSettings);
  teardown.defer(server.stop);
  const traffic = await startTraffic(server.url);
  teardown.defer(traffic.stop);
  return server.url;
}

/** The URL of a server that answers. */
export async function startSampleServer(teardown: Teardown, say: Say): Promise<string> {
  const named = process.env.CACHE_REVIEW_REDIS_URL;
  if (named) {
    say('Using the server that CACHE_REVIEW_REDIS_URL names.');
    return named;
  }
  const executable =
    findProgram(valkeyServer) ??
    findProgram(redisServer) ??
    (await findOrUnpackProgram(valkeyServer, say)) ??
    (await findOrUnpackProgram(redisServer, say));
  if (executable !== undefined) {
    const server = await startRedisServer(executable, cacheSettings);
    teardown.defer(server.stop);
    say(`Started ${executable} at ${server.url}.`);
    return server.url;
  }
  return (await startContainer(teardown, say)) ?? giveUp();
}

async function startContainer(teardown: Teardown, say: Say): Promise<string | undefined> {
  if ((await run('docker', ['info'], { timeout: 10_000 })).code !== 0) {
    return undefined;
  }
  say(`Starting a container of ${image} …`);
  const port = await freePort();
  const publish = ['--publish', `127.0.0.1:${port}:6379`];
  const command = ['valkey-server', '--save', '', ...cacheSettings];
  const id = await runOrThrow('docker', ['run', '--rm', '--detach', ...publish, image, ...command]);
  // The output also holds the progress of a download; the container's id is its last line.
  const container = id.trim().split('\n').at(-1) ?? '';
  teardown.defer(async () => void (await run('docker', ['stop', '--time', '2', container])));
  await waitFor(async () => ((await answers(port, 'PING\r\n')) ? true : undefined), 20_000);
  return `redis://127.0.0.1:${port}`;
}

function giveUp(): never {
  throw new Error(
    [
      'No Redis or Valkey server was found. Any one of these will do:',
      '  1. Install one:           sudo apt-get install redis-server   (or: brew install valkey)',
      '  2. Start Docker, and a container is used.',
      '  3. Name a running server: CACHE_REVIEW_REDIS_URL=redis://127.0.0.1:6379 npm start',
    ].join('\n'),
  );
}
