/**
 * Which requests does middleware see that is put on a path: `app.use('/shop', cache)`. In: the calls that put middleware and
 * routes on routers. Out: their paths, and whether one lies under another. Pure.
 */
import type { CallFact, Expression } from '../../facts/fileFacts.js';

/** The segments of a path; nothing stands for any path, `open` for one that is not written where it is used. */
export type MountedPath = readonly string[] | 'open';

export const EVERY_PATH: MountedPath = [];

/** `app.use(cache)` is put on all paths. */
export function pathOf({ callee, arguments: [first] }: CallFact): MountedPath {
  const route = callee.kind === 'member' ? callee.object : undefined;
  if (first?.kind === 'text') return segmentsOf(first.value);
  const isUse = callee.kind === 'member' && callee.name === 'use';
  if (isUse) return first && isPathElsewhere(first) ? 'open' : EVERY_PATH;
  return route?.kind === 'call' ? EVERY_PATH : 'open';
}

/** Paths in a list, or put together. */
function isPathElsewhere({ kind }: Expression): boolean {
  return kind === 'array' || kind === 'template';
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

export function joined(prefix: MountedPath, path: MountedPath): MountedPath {
  return prefix === 'open' || path === 'open' ? 'open' : [...prefix, ...path];
}

/** Of a path that is not known nobody can say it. */
export function isUnder(wanted: MountedPath, path: MountedPath): boolean {
  if (wanted === 'open') return false;
  const fixed = wanted.at(-1) === '*' ? wanted.slice(0, -1) : wanted;
  if (fixed.length === 0) return true;
  if (path === 'open' || path.length < fixed.length) return false;
  return fixed.every((segment, index) => isSegment(segment) || segment === path[index]);
}

function isSegment(segment: string): boolean {
  return segment.startsWith(':') || segment === '*';
}
