/** Keeps facts in one file per workspace folder, in the user's cache folder. A file of another version counts as empty. */
import { cacheFilePath, readCacheFile, writeCacheFile } from './cacheFile.js';
import type { FactsCacheStore } from './workspaceSource.js';

interface CacheFile {
  readonly version: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** `root` is an absolute path; `directory` is where the files lie, by default the user's cache folder. */
export function createFactsCacheFile(root: string, directory?: string): FactsCacheStore {
  const path = cacheFilePath(root, '', directory);
  return {
    load(version) {
      const file = readCacheFile(path);
      return new Map(isCacheFile(file) && file.version === version ? Object.entries(file.facts) : []);
    },
    save(version, facts) {
      const file: CacheFile = { version, facts: Object.fromEntries(facts) };
      writeCacheFile(path, file);
    },
  };
}

function isCacheFile(value: unknown): value is CacheFile {
  if (typeof value !== 'object' || value === null) return false;
  const { version, facts } = value as Partial<Record<keyof CacheFile, unknown>>;
  return typeof version === 'string' && typeof facts === 'object' && facts !== null && !Array.isArray(facts);
}
