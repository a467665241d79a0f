/**
 * JSON files in the user's cache folder, one of a kind for each workspace folder; the first line is the checksum of the
 * rest. A file that is missing, cut short or damaged counts as none; a write that fails is forgotten, for a lost cache
 * only costs time.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CHECKSUM_LENGTH = 40;

/** Against damage, not against anybody. */
function checksumOf(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

/** `root` is an absolute path; `kind` ends the name of the file. */
export function cacheFilePath(root: string, kind: string, directory = userCacheDirectory()): string {
  return join(directory, `${createHash('sha1').update(root).digest('hex').slice(0, 16)}${kind}.json`);
}

export function readCacheFile(path: string): unknown {
  try {
    const bytes = readFileSync(path);
    const content = bytes.subarray(CHECKSUM_LENGTH + 1);
    const isWhole = bytes.toString('latin1', 0, CHECKSUM_LENGTH) === checksumOf(content);
    return isWhole ? JSON.parse(content.toString()) : undefined;
  } catch {
    // Missing: start from nothing.
    return undefined;
  }
}

/** Two runs at once never leave half a file: the new text takes the old one's place in one step. */
export function writeCacheFile(path: string, content: unknown): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      const bytes = Buffer.from(JSON.stringify(content));
      writeFileSync(draft, Buffer.concat([Buffer.from(`${checksumOf(bytes)}\n`), bytes]));
      renameSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch {
    // A full disk or a read-only home must not stop a review.
    return;
  }
}

function userCacheDirectory(): string {
  const configured = process.env.XDG_CACHE_HOME;
  if (configured) return join(configured, 'cache-review');
  const home = homedir();
  return home ? join(home, '.cache', 'cache-review') : join(tmpdir(), 'cache-review');
}
