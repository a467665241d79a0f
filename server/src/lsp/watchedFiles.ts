/**
 * Asks the client to report changes on disk, and tells which reports matter. Changes are watched by name;
 * creations and deletions everywhere, because editors report a moved folder but not the files in it.
 */
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
  WatchKind,
} from 'vscode-languageserver/node';
import { SETTINGS_FILE } from '../../../shared/src/settingsFile.js';
import { isFolder } from '../workspace/folderListing.js';
import {
  isBelowUnreviewedDirectory,
  isProjectFile,
  isSourceName,
  isUnreviewedDirectory,
} from '../workspace/sourceFile.js';
import type { FolderReview } from './folderReview.js';
import type { Folders } from './folders.js';
import { pathOfUri } from './uris.js';

/** Resolves when the client watches. */
export async function registerWatchers(connection: Connection): Promise<void> {
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [
      { globPattern: '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}', kind: WatchKind.Change },
      {
        globPattern:
          '**/{package.json,pnpm-workspace.yaml,.yarnrc.yml,tsconfig*.json,jsconfig*.json,*.prisma,.gitignore,cache-review.json}',
        kind: WatchKind.Change,
      },
      { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
    ],
  });
}

/** Hands every report to the folders it concerns, once for each folder. */
export function passOnChanges(folders: Folders, events: readonly FileEvent[]): void {
  const byFolder = new Map<FolderReview, string[]>();
  for (const event of events) {
    for (const { folder, file } of folders.placesOf(event.uri)) {
      if (!matters(event, file)) continue;
      const files = byFolder.get(folder);
      if (files) files.push(file);
      else byFolder.set(folder, [file]);
    }
  }
  for (const [folder, files] of byFolder) folder.filesChanged(files);
}

function matters({ type, uri }: FileEvent, file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (isBelowUnreviewedDirectory(file) || isUnreviewedDirectory(name)) return false;
  if (isSourceName(file) || isProjectFile(file)) return true;
  if (name === '.gitignore' || name === SETTINGS_FILE) return true;
  // What is left matters when it is a folder; of a deleted one nobody can tell any more.
  if (type === FileChangeType.Created) return isFolder(pathOfUri(uri) ?? '');
  return type === FileChangeType.Deleted;
}
