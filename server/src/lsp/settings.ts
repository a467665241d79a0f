/** Reads the settings of a folder from the client; an answer of the wrong shape gives the defaults. */

import type { Connection } from 'vscode-languageserver/node';
import { recordIn } from '../../../shared/src/parsedJson.js';
import { DEFAULT_REVIEW_SETTINGS, readReviewSettings } from '../../../shared/src/settings.js';
import type { FolderSettings } from './folderReview.js';

export const SETTINGS_SECTION = 'cacheReview';

export const DEFAULT_FOLDER_SETTINGS: FolderSettings = { review: DEFAULT_REVIEW_SETTINGS, showsLenses: true };

export async function pullSettings(connection: Connection, folderUri: string): Promise<FolderSettings> {
  try {
    const section: unknown = await connection.workspace.getConfiguration({
      scopeUri: folderUri,
      section: SETTINGS_SECTION,
    });
    return readFolderSettings(section);
  } catch (error) {
    connection.console.warn(
      `The editor did not give the settings, so the defaults are used: ${String(error)}`,
    );
    return DEFAULT_FOLDER_SETTINGS;
  }
}

/** `section` is what stands under `cacheReview`. */
export function readFolderSettings(section: unknown): FolderSettings {
  const lens = recordIn(recordIn(section).lens);
  return { review: readReviewSettings(section), showsLenses: lens.enabled !== false };
}

/** Settings as pushed by a client that cannot be asked. */
export function readPushedSettings(settings: unknown): FolderSettings {
  return readFolderSettings(recordIn(settings)[SETTINGS_SECTION]);
}
