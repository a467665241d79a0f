/** Runs a review the way the product does, on a folder or on texts, and reads the markers beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalysis, type ReviewResult } from '../../server/src/analysis.js';
import { createDiskWorkspace } from '../../server/src/workspace/diskWorkspace.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../shared/src/settings.js';
import { type Marker, parseMarkers } from './markers.js';

/** `folder` is an absolute path. */
export function reviewFolder(folder: string): Promise<ReviewResult> {
  return createAnalysis(createDiskWorkspace(folder), DEFAULT_REVIEW_SETTINGS).review();
}

export function reviewTexts(files: Readonly<Record<string, string>>): Promise<ReviewResult> {
  return createAnalysis(createMemoryWorkspace(files), DEFAULT_REVIEW_SETTINGS).review();
}

const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;

/** Every source file of a folder with its text, by its path with forward slashes. */
export function readSources(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => SOURCE.test(file))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

export function readMarkers(folder: string): readonly Marker[] {
  return [...readSources(folder)].flatMap(([file, text]) => parseMarkers(file, text));
}
