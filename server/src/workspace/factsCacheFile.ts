/**
 * Keeps facts in one JSON file per workspace folder, in the user's cache folder. A file that is missing,
 * broken or of another version counts as empty; a write that fails is forgotten, for a lost cache only
 * costs time.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FactsCacheStore } from './workspaceSource.js';

interface CacheFile {
  readonly version: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** `root` is an absolute path; `directory` is where the files lie, by default the user's cache folder. */
export function createFactsCacheFile(root: string, directory = userCacheDirectory()): FactsCacheStore {
  const path = join(directory, `${createHash('sha1').update(root).digest('hex').slice(0, 16)}.json`);
  return {
    load(version) {
      const file = readCacheFile(path);
      return new Map(file?.version === version ? Object.entries(file.facts) : []);
    },
    save(version, facts) {
      const file: CacheFile = { version, facts: Object.fromEntries(facts) };
      writeWhole(path, JSON.stringify(file));
    },
  };
}

function userCacheDirectory(): string {
  const configured = process.env.XDG_CACHE_HOME;
  if (configured) return join(configured, 'cache-review');
  const home = homedir();
  return home ? join(home, '.cache', 'cache-review') : join(tmpdir(), 'cache-review');
}

function readCacheFile(path: string): CacheFile | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isCacheFile(value) ? value : undefined;
  } catch {
    // Missing or cut short: start from nothing.
    return undefined;
  }
}

function isCacheFile(value: unknown): value is CacheFile {
  if (typeof value !== 'object' || value === null) return false;
  const { version, facts } = value as Partial<Record<keyof CacheFile, unknown>>;
  return typeof version === 'string' && typeof facts === 'object' && facts !== null && !Array.isArray(facts);
}

/** Two runs at once never leave half a file: the new text takes the old one's place in one step. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(draft, text);
      renameSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch {
    // A full disk or a read-only home must not stop a review.
    return;
  }
}
