/**
 * Reads files and remembers them by modification time and size, so that a second review reads only what
 * has changed. Texts are kept up to a budget; beyond it they are read again when asked for, and only
 * returned if they are still what the hash says.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashText, type SkipReason, skipReasonOf, withoutByteOrderMark } from './sourceFile.js';

export interface FileText {
  readonly hash: string;
  /** Undefined when the file has changed or gone since, and its text was not kept. */
  text(): string | undefined;
}

export type FileState =
  | { readonly kind: 'source'; readonly source: FileText }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'gone' };

export interface FileTexts {
  /** `fresh` reads the file even if time and size say it is the same. */
  read(file: string, fresh: boolean): FileState;
  /** What is remembered, without looking at the disk. */
  remembered(file: string): FileState | undefined;
  /** Drops everything that is not in `files`. */
  retain(files: ReadonlySet<string>): void;
  clear(): void;
}

interface Remembered {
  readonly modifiedMs: number;
  readonly bytes: number;
  readonly keptCharacters: number;
  readonly state: FileState;
}

const KEPT_CHARACTERS = 48 * 1024 * 1024;

/** `maximumBytes` is asked at every read; the caller clears the memory when it changes. */
export function createFileTexts(root: string, maximumBytes: () => number): FileTexts {
  const memory = new Map<string, Remembered>();
  let kept = 0;
  const forget = (file: string) => {
    kept -= memory.get(file)?.keptCharacters ?? 0;
    memory.delete(file);
  };
  return {
    read(file, fresh) {
      const path = join(root, file);
      const known = memory.get(file);
      const stat = statFile(path);
      if (stat === 'gone') {
        forget(file);
        return { kind: 'gone' };
      }
      const { mtimeMs, size } = stat;
      if (known && !fresh && known.modifiedMs === mtimeMs && known.bytes === size) return known.state;
      forget(file);
      const { state, keptCharacters } = readState(path, file, size, maximumBytes(), KEPT_CHARACTERS - kept);
      kept += keptCharacters;
      memory.set(file, { modifiedMs: mtimeMs, bytes: size, keptCharacters, state });
      return state;
    },
    remembered: (file) => memory.get(file)?.state,
    retain(files) {
      for (const file of [...memory.keys()]) if (!files.has(file)) forget(file);
    },
    clear() {
      memory.clear();
      kept = 0;
    },
  };
}

function statFile(path: string): { mtimeMs: number; size: number } | 'gone' {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? stat : 'gone';
  } catch {
    // A folder on the way became unreadable: as good as gone, and the folder itself is reported.
    return 'gone';
  }
}

function readState(
  path: string,
  file: string,
  bytes: number,
  maximumBytes: number,
  budget: number,
): { state: FileState; keptCharacters: number } {
  const skip = (reason: SkipReason) => ({ state: { kind: 'skipped', reason } as const, keptCharacters: 0 });
  if (bytes > maximumBytes) return skip('size');
  const text = readSource(path);
  if (text === undefined) return skip('unreadable');
  const reason = skipReasonOf(file, text, bytes, maximumBytes);
  if (reason) return skip(reason);
  const hash = hashText(text);
  const isKept = text.length <= budget;
  const source: FileText = isKept
    ? { hash, text: () => text }
    : { hash, text: () => ifUnchanged(readSource(path), hash) };
  return { state: { kind: 'source', source }, keptCharacters: isKept ? text.length : 0 };
}

function ifUnchanged(text: string | undefined, hash: string): string | undefined {
  return text !== undefined && hashText(text) === hash ? text : undefined;
}

/** Undefined when the file may not be read or is no text, such as a video called `.ts`. */
export function readSource(path: string): string | undefined {
  try {
    const content = readFileSync(path);
    const isUtf16 = content[0] === 0xff && content[1] === 0xfe;
    if (!isUtf16 && content.subarray(0, 1024).includes(0)) return undefined;
    return withoutByteOrderMark(content.toString(isUtf16 ? 'utf16le' : 'utf8'));
  } catch {
    // Reported as skipped: unreadable.
    return undefined;
  }
}
