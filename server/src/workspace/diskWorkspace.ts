/**
 * A workspace folder on disk, with the documents that are open in an editor laid over it. The first
 * snapshot reads everything; a later one reads what was reported as changed, or, when nobody reports
 * changes, compares times and sizes. Never throws for what it finds on disk.
 */
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { SkippedFile } from '../../../shared/src/finding.js';
import { SETTINGS_FILE } from '../../../shared/src/settingsFile.js';
import { createFileTexts, type FileState, type FileTexts } from './fileTexts.js';
import { fingerprintOf } from './fingerprint.js';
import { type FolderListing, listFolder } from './folderListing.js';
import { createPathFilter, findRepository, readText } from './ignoreRules.js';
import { createSnapshot, type ProjectFiles, readProjectFiles, type SnapshotSource } from './readSnapshot.js';
import type { WorkspaceSnapshot } from './snapshot.js';
import {
  hashText,
  isBelowUnreviewedDirectory,
  isProjectFile,
  isSourceName,
  skipReasonOf,
  withoutByteOrderMark,
} from './sourceFile.js';
import { createPause, type Pause } from './timeSlices.js';
import {
  NO_LIMITS,
  type SettingsFileText,
  type SourceLimits,
  type WorkspaceSource,
} from './workspaceSource.js';

export interface DiskWorkspaceOptions {
  /** Nothing but these files, relative to the root; for a document that belongs to no folder. */
  readonly only?: readonly string[];
  /** Every change is reported by `filesChanged`, so an unreported file need not be looked at. */
  readonly isWatched?: () => boolean;
}

/** What a folder inside a package takes from around it. */
const PROJECT_FILES_ABOVE = ['package.json', 'pnpm-workspace.yaml', '.yarnrc.yml'];

interface FolderMemory {
  readonly root: string;
  readonly texts: FileTexts;
  readonly open: Map<string, string>;
  /** Reported as changed and not read since. */
  readonly changed: Set<string>;
  listing: FolderListing | undefined;
  /** A change arrived that the listing, which may still be under way, does not know. */
  isListingStale: boolean;
  project: ProjectFiles | undefined;
  limits: SourceLimits;
  isLeftOut: (file: string) => boolean;
}

/** `root` is an absolute path; it need not exist. */
export function createDiskWorkspace(root: string, options: DiskWorkspaceOptions = {}): WorkspaceSource {
  const memory: FolderMemory = {
    root,
    texts: createFileTexts(root, () => memory.limits.maximumFileBytes),
    open: new Map(),
    changed: new Set(),
    listing: undefined,
    isListingStale: false,
    project: undefined,
    limits: NO_LIMITS,
    isLeftOut: () => false,
  };
  return {
    snapshot: (signal) => takeSnapshot(memory, options, signal),
    setOpenDocument(file, text) {
      memory.open.set(file, withoutByteOrderMark(text));
    },
    closeDocument(file) {
      memory.open.delete(file);
      // The disk may hold something else than what was last read, whether or not it was saved.
      memory.changed.add(file);
    },
    filesChanged: (files) => noteChanges(memory, files),
    settingsFile: () => findSettingsFile(memory),
    setLimits(limits) {
      const { maximumFileBytes, ignore, ignoreRoot } = limits;
      if (maximumFileBytes !== memory.limits.maximumFileBytes) memory.texts.clear();
      memory.limits = limits;
      memory.isLeftOut = createPathFilter(ignore, ignoreRoot);
    },
    fingerprint: () => fingerprintOfFolder(memory, options),
  };
}

async function fingerprintOfFolder(
  memory: FolderMemory,
  options: DiskWorkspaceOptions,
): Promise<string | undefined> {
  // What is open may not be what the disk holds.
  if (memory.open.size > 0) return undefined;
  const listing = await currentListing(memory, options, false, createPause());
  const files = [...listing.sources, ...listing.projectFiles, ...textsAbove(memory.root).keys()];
  const fingerprint = fingerprintOf(memory.root, files.sort());
  return fingerprint && `${fingerprint}:${listing.unreadableFolders.join(',')}`;
}

/** Nothing above the repository counts: it belongs to somebody else. */
function findSettingsFile({ root, open }: FolderMemory): SettingsFileText | undefined {
  const top = findRepository(root);
  for (let at = root; ; at = dirname(at)) {
    const text = (at === root ? open.get(SETTINGS_FILE) : undefined) ?? readText(join(at, SETTINGS_FILE));
    if (text !== undefined) {
      const [file, below] = [relative(root, join(at, SETTINGS_FILE)), relative(at, root)];
      return { file: withSlashes(file), root: withSlashes(below), text: withoutByteOrderMark(text) };
    }
    if (at === (top ?? root) || dirname(at) === at) return undefined;
  }
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function noteChanges(memory: FolderMemory, files: readonly string[]): void {
  for (const file of files) {
    if (isBelowUnreviewedDirectory(file)) continue;
    memory.changed.add(file);
    // A known file that changed needs no new listing. Anything else may be a folder that came or went.
    if (memory.texts.remembered(file) === undefined) memory.isListingStale = true;
  }
}

async function takeSnapshot(
  memory: FolderMemory,
  options: DiskWorkspaceOptions,
  signal: AbortSignal | undefined,
): Promise<WorkspaceSnapshot> {
  signal?.throwIfAborted();
  const pause = createPause(signal);
  const isTrusted = options.isWatched?.() === true;
  const listing = await currentListing(memory, options, isTrusted, pause);
  const sources = new Map<string, SnapshotSource>();
  const skipped: SkippedFile[] = listing.unreadableFolders.map((file) => ({ file, reason: 'unreadable' }));
  for (const file of listing.sources) {
    await pause();
    if (!memory.open.has(file) && !memory.isLeftOut(file))
      addState(file, readFile(memory, file, isTrusted), sources, skipped);
  }
  for (const [file, text] of memory.open) {
    if (!listing.accepts(file) || memory.isLeftOut(file)) continue;
    addState(file, openState(file, text, memory.limits.maximumFileBytes), sources, skipped);
  }
  memory.project ??= await readProject(memory, listing, pause);
  return createSnapshot(sources, skipped, memory.project);
}

async function currentListing(
  memory: FolderMemory,
  options: DiskWorkspaceOptions,
  isTrusted: boolean,
  pause: Pause,
): Promise<FolderListing> {
  if (isTrusted && memory.listing && !memory.isListingStale) return memory.listing;
  memory.isListingStale = false;
  memory.listing = undefined;
  memory.project = undefined;
  const listing = options.only ? listOnly(memory.root, options.only) : await listFolder(memory.root, pause);
  memory.listing = listing;
  memory.texts.retain(new Set(listing.sources));
  return listing;
}

function readFile(memory: FolderMemory, file: string, isTrusted: boolean): FileState {
  const isChanged = memory.changed.delete(file);
  const remembered = isTrusted && !isChanged ? memory.texts.remembered(file) : undefined;
  return remembered ?? memory.texts.read(file, isChanged);
}

function openState(file: string, text: string, maximumBytes: number): FileState {
  const reason = skipReasonOf(file, text, Buffer.byteLength(text), maximumBytes);
  if (reason) return { kind: 'skipped', reason };
  return { kind: 'source', source: { hash: hashText(text), text: () => text } };
}

function addState(
  file: string,
  state: FileState,
  sources: Map<string, SnapshotSource>,
  skipped: SkippedFile[],
): void {
  if (state.kind === 'source') sources.set(file, state.source);
  else if (state.kind === 'skipped') skipped.push({ file, reason: state.reason });
}

async function readProject(
  memory: FolderMemory,
  listing: FolderListing,
  pause: Pause,
): Promise<ProjectFiles> {
  const texts = new Map<string, string>();
  for (const file of listing.projectFiles) {
    await pause();
    const text = memory.open.get(file) ?? readText(join(memory.root, file));
    if (text !== undefined) texts.set(file, text);
  }
  return readProjectFiles(texts, textsAbove(memory.root));
}

/** The package.json and catalog files of the folders above `root`, by relative path, nearest first. */
function textsAbove(root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const top = findRepository(root);
  for (let at = root; at !== top && dirname(at) !== at; at = dirname(at)) {
    for (const name of PROJECT_FILES_ABOVE) {
      const path = join(dirname(at), name);
      const text = readText(path);
      if (text !== undefined) texts.set(withSlashes(relative(root, path)), text);
    }
  }
  return texts;
}

/** The nearest package.json at or above `directory`, not above its repository. An absolute path. */
export function findPackageFile(directory: string): string | undefined {
  const top = findRepository(directory);
  for (let at = directory; ; at = dirname(at)) {
    const path = join(at, 'package.json');
    if (readText(path) !== undefined) return path;
    if (at === top || dirname(at) === at) return undefined;
  }
}

function listOnly(root: string, files: readonly string[]): FolderListing {
  return {
    sources: files.filter(isSourceName),
    projectFiles: namesOf(root).filter(isProjectFile),
    unreadableFolders: [],
    accepts: (file) => files.includes(file) && isSourceName(file),
  };
}

function namesOf(root: string): readonly string[] {
  try {
    return readdirSync(root);
  } catch {
    // A document may name a folder that was never saved.
    return [];
  }
}
