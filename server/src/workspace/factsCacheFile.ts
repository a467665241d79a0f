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
      writeCacheFile(path, piecesOf(version, facts));
    },
  };
}

/** The JSON of a `CacheFile`, a piece for each file, so that it never stands in memory as a whole. */
function* piecesOf(version: string, facts: ReadonlyMap<string, unknown>): Iterable<string> {
  yield `{"version":${JSON.stringify(version)},"facts":{`;
  let separator = '';
  for (const [key, value] of facts) {
    yield `${separator}${JSON.stringify(key)}:${JSON.stringify(value)}`;
    separator = ',';
  }
  yield '}}';
}

function isCacheFile(value: unknown): value is CacheFile {
  if (typeof value !== 'object' || value === null) return false;
  const { version, facts } = value as Partial<Record<keyof CacheFile, unknown>>;
  return typeof version === 'string' && typeof facts === 'object' && facts !== null && !Array.isArray(facts);
}
