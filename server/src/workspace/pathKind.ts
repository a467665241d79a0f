/**
 * What a path leads to, asked before it is reviewed. In: a path. Out: one word; an error of the file system is
 * one of the answers.
 */
import { statSync } from 'node:fs';

export type PathKind = 'folder' | 'file' | 'other' | 'absent' | 'forbidden';

/** `path` is absolute. Never throws. */
export function pathKind(path: string): PathKind {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return 'absent';
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG' ? 'absent' : 'forbidden';
  }
}
