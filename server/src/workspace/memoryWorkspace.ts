/**
 * A workspace that is nothing but texts: for tests and for documents without a folder. The same files are
 * source, skipped or configuration as on disk, except that no .gitignore is read. No input or output.
 */

import type { SkippedFile } from '../../../shared/src/finding.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import { createSnapshot, readProjectFiles, type SnapshotSource } from './readSnapshot.js';
import type { WorkspaceSnapshot } from './snapshot.js';
import {
  hashText,
  isBelowUnreviewedDirectory,
  isConfigFile,
  isPackageFile,
  isSourceName,
  skipReasonOf,
  withoutByteOrderMark,
} from './sourceFile.js';
import type { WorkspaceSource } from './workspaceSource.js';

export interface MemoryWorkspace extends WorkspaceSource {
  /** Changes what is "on disk"; undefined deletes. */
  write(file: string, text: string | undefined): void;
}

/** `files`: texts by path relative to the root, with package.json and tsconfig files if there are any. */
export function createMemoryWorkspace(files: Readonly<Record<string, string>>): MemoryWorkspace {
  const saved = new Map(Object.entries(files));
  const open = new Map<string, string>();
  let maximumBytes = DEFAULT_REVIEW_SETTINGS.maximumFileBytes;
  return {
    async snapshot(signal) {
      signal?.throwIfAborted();
      return snapshotOfTexts(new Map([...saved, ...open]), maximumBytes);
    },
    setOpenDocument: (file, text) => void open.set(file, text),
    closeDocument: (file) => void open.delete(file),
    filesChanged: () => undefined,
    setMaximumFileBytes: (bytes) => {
      maximumBytes = bytes;
    },
    write(file, text) {
      if (text === undefined) saved.delete(file);
      else saved.set(file, text);
    },
  };
}

function snapshotOfTexts(texts: ReadonlyMap<string, string>, maximumBytes: number): WorkspaceSnapshot {
  const sources = new Map<string, SnapshotSource>();
  const skipped: SkippedFile[] = [];
  const project = new Map<string, string>();
  for (const [file, raw] of texts) {
    if (isBelowUnreviewedDirectory(file)) continue;
    const text = withoutByteOrderMark(raw);
    if (isPackageFile(file) || isConfigFile(file)) project.set(file, text);
    if (!isSourceName(file)) continue;
    const reason = skipReasonOf(file, text, Buffer.byteLength(text), maximumBytes);
    if (reason) skipped.push({ file, reason });
    else sources.set(file, { hash: hashText(text), text: () => text });
  }
  return createSnapshot(sources, skipped, readProjectFiles(project));
}
