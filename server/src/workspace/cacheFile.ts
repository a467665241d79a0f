/**
 * JSON files in the user's cache folder, one of a kind for each workspace folder; the first line is the checksum of the
 * rest. A file that is missing, cut short or damaged counts as none; a write that fails is forgotten, for a lost cache
 * only costs time.
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
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

/**
 * `pieces` together are the JSON; they are written one by one, as the whole of it may be large. Two runs at once never leave
 * half a file: the new text takes the old one's place in one step.
 */
export function writeCacheFile(path: string, pieces: Iterable<string>): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeDraft(draft, pieces);
      renameSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch {
    // A full disk or a read-only home must not stop a review.
    return;
  }
}

function writeDraft(draft: string, pieces: Iterable<string>): void {
  const file = openSync(draft, 'w');
  try {
    const checksum = createHash('sha1');
    writeWhole(file, Buffer.from(`${' '.repeat(CHECKSUM_LENGTH)}\n`), null);
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      checksum.update(bytes);
      writeWhole(file, bytes, null);
    }
    writeWhole(file, Buffer.from(checksum.digest('hex')), 0);
  } finally {
    closeSync(file);
  }
}

/** At `position`, or, when it is null, after what was written last. */
function writeWhole(file: number, bytes: Uint8Array, position: number | null): void {
  for (let done = 0; done < bytes.length; ) {
    const at = position === null ? null : position + done;
    done += writeSync(file, bytes, done, bytes.length - done, at);
  }
}

function userCacheDirectory(): string {
  const configured = process.env.XDG_CACHE_HOME;
  if (configured) return join(configured, 'cache-review');
  const home = homedir();
  return home ? join(home, '.cache', 'cache-review') : join(tmpdir(), 'cache-review');
}
