/**
 * A workspace that is nothing but texts: for tests and for documents without a folder. The same files are
 * source, skipped or configuration as on disk, except that no .gitignore is read. No input or output.
 */

import type { SkippedFile } from '../../../shared/src/finding.js';
import { SETTINGS_FILE } from '../../../shared/src/settingsFile.js';
import { createPathFilter } from './ignoreRules.js';
import { createSnapshot, readProjectFiles, type SnapshotSource } from './readSnapshot.js';
import type { WorkspaceSnapshot } from './snapshot.js';
import {
  hashText,
  isBelowUnreviewedDirectory,
  isProjectFile,
  isSourceName,
  skipReasonOf,
  withoutByteOrderMark,
} from './sourceFile.js';
import { NO_LIMITS, type SourceLimits, type WorkspaceSource } from './workspaceSource.js';

export interface MemoryWorkspace extends WorkspaceSource {
  /** Changes what is "on disk"; undefined deletes. */
  write(file: string, text: string | undefined): void;
}

/** `files`: texts by path relative to the root, with package.json and tsconfig files if there are any. */
export function createMemoryWorkspace(files: Readonly<Record<string, string>>): MemoryWorkspace {
  const saved = new Map(Object.entries(files));
  const open = new Map<string, string>();
  let limits = NO_LIMITS;
  return {
    async snapshot(signal) {
      signal?.throwIfAborted();
      return snapshotOfTexts(new Map([...saved, ...open]), limits);
    },
    setOpenDocument: (file, text) => void open.set(file, text),
    closeDocument: (file) => void open.delete(file),
    filesChanged: () => undefined,
    settingsFile() {
      const text = open.get(SETTINGS_FILE) ?? saved.get(SETTINGS_FILE);
      return text === undefined ? undefined : { file: SETTINGS_FILE, root: '', text };
    },
    setLimits: (changed) => {
      limits = changed;
    },
    fingerprint: async () => undefined,
    write(file, text) {
      if (text === undefined) saved.delete(file);
      else saved.set(file, text);
    },
  };
}

function snapshotOfTexts(texts: ReadonlyMap<string, string>, limits: SourceLimits): WorkspaceSnapshot {
  const sources = new Map<string, SnapshotSource>();
  const skipped: SkippedFile[] = [];
  const project = new Map<string, string>();
  const isLeftOut = createPathFilter(limits.ignore, limits.ignoreRoot);
  for (const [file, raw] of texts) {
    if (isBelowUnreviewedDirectory(file)) continue;
    const text = withoutByteOrderMark(raw);
    if (isProjectFile(file)) project.set(file, text);
    if (!isSourceName(file) || isLeftOut(file)) continue;
    const reason = skipReasonOf(file, text, Buffer.byteLength(text), limits.maximumFileBytes);
    if (reason) skipped.push({ file, reason });
    else sources.set(file, { hash: hashText(text), text: () => text });
  }
  return createSnapshot(sources, skipped, readProjectFiles(project));
}
