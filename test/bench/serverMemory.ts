/**
 * How much memory the language server holds: a built server over its standard streams reviews a folder for the first time,
 * is left alone until the runtime has given back what it does not need, and ends.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { SERVER_NODE_OPTIONS } from '../../shared/src/serverProcess.js';
import { connectToProcess } from '../lsp/testClient.js';

/** Resident, in bytes. */
export interface ServerMemory {
  readonly atRest: number;
  readonly peak: number;
}

/** V8 gives memory back some seconds after the last work, in several steps. */
const REST_MS = 40_000;

/** `root` is an absolute path; `scratch` a folder for what is written on the way; no cache of facts may lie there. */
export async function measureServerMemory(
  server: string,
  root: string,
  scratch: string,
): Promise<ServerMemory> {
  const written = join(scratch, 'server-memory.json');
  const atExit = pathToFileURL(join(import.meta.dirname, 'memoryAtExit.mjs')).href;
  const running = spawn(process.execPath, [...SERVER_NODE_OPTIONS, '--import', atExit, server, '--stdio'], {
    env: { ...process.env, CACHE_REVIEW_BENCH_MEMORY: written, XDG_CACHE_HOME: join(scratch, 'no-caches') },
  });
  const client = await connectToProcess(running, { folders: [root] });
  await client.pullWorkspace();
  await setTimeout(REST_MS);
  const exit = once(running, 'exit');
  await client.stop();
  await exit;
  const { atEnd, peak } = JSON.parse(readFileSync(written, 'utf8'));
  return { atRest: atEnd, peak };
}
