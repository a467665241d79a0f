/**
 * Whether files were touched, without reading one. In: paths. Out: a text that is another one as soon as a file was written,
 * came or went: made of names, sizes and times, the time of the last change to the file's entry among them, which
 * nobody can set.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';

/** Two writes within this time may have the same time on some file systems. Milliseconds. */
const GRAIN_MS = 2000;
const GRAIN_OF_CLOCK_MS = 20;

/** Undefined when a file was written so lately that a further write might not show, or cannot be looked at. */
export function fingerprintOf(
  root: string,
  files: readonly string[],
  nowMs = Date.now(),
): string | undefined {
  const hash = createHash('sha1');
  for (const file of files) {
    const stat = statFile(`${root}/${file}`);
    if (!stat || isTooLate(stat, nowMs)) return undefined;
    hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\0${stat.ctimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Times of whole seconds come from file systems that know no finer ones. */
function isTooLate({ ctimeMs }: { readonly ctimeMs: number }, nowMs: number): boolean {
  return nowMs - ctimeMs < (ctimeMs % 1000 === 0 ? GRAIN_MS : GRAIN_OF_CLOCK_MS);
}

function statFile(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder on the way became unreadable.
    return undefined;
  }
}
