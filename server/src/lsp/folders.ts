/**
 * All folders under review and where each open document belongs: every folder that holds it sees its text,
 * the innermost one reports about it; without any it has a review of its own. Documents move when folders
 * are opened and closed.
 */
import type { FolderReview } from './folderReview.js';
import { canonicalUri, fileBelow, splitUri } from './uris.js';

export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

export interface DocumentPlace {
  readonly folder: FolderReview;
  /** Relative to the folder. */
  readonly file: string;
}

interface Opened {
  /** From the outermost folder to the innermost. */
  readonly places: readonly DocumentPlace[];
  readonly document: OpenDocument;
}

export interface Folders {
  add(folderUri: string): FolderReview;
  /** Returns the review that ended. */
  remove(folderUri: string): FolderReview | undefined;
  /** A document was opened or changed. */
  openDocument(document: OpenDocument): void;
  /** Returns the review that ended with the document, when it had one of its own. */
  closeDocument(uri: string): FolderReview | undefined;
  /** The review that reports about a document or a file. */
  placeOf(uri: string): DocumentPlace | undefined;
  /** Every folder a path on disk lies in, from the outermost to the innermost. */
  placesOf(uri: string): readonly DocumentPlace[];
  all(): readonly FolderReview[];
  dispose(): void;
}

/** `create` makes the review of a folder, or of the one file in it that is named. */
export function createFolders(create: (folderUri: string, onlyFile?: string) => FolderReview): Folders {
  const whole = new Map<string, FolderReview>();
  const documents = new Map<string, Opened>();

  const placesOf = (uri: string): readonly DocumentPlace[] =>
    [...whole.values()]
      .sort((a, b) => a.uri.length - b.uri.length)
      .flatMap((folder) => {
        const file = fileBelow(folder.uri, uri);
        return file === undefined ? [] : [{ folder, file }];
      });
  const settle = (document: OpenDocument): readonly DocumentPlace[] => {
    const places = placesOf(document.uri);
    return places.length > 0 ? places : [placeAlone(document, create)];
  };
  const open = (document: OpenDocument) => {
    const name = canonicalUri(document.uri);
    const places = documents.get(name)?.places ?? settle(document);
    documents.set(name, { places, document });
    for (const { folder, file } of places) folder.openDocument(file, document.uri, document.text);
  };
  const close = (uri: string): FolderReview | undefined => {
    const places = documents.get(canonicalUri(uri))?.places ?? [];
    documents.delete(canonicalUri(uri));
    for (const { folder, file } of places) {
      if (folder.isWhole) folder.closeDocument(file);
      else folder.dispose();
    }
    return places.find(({ folder }) => !folder.isWhole)?.folder;
  };
  const reopenBelow = (folderUri: string) => {
    for (const { document } of [...documents.values()]) {
      if (fileBelow(folderUri, document.uri) === undefined) continue;
      close(document.uri);
      open(document);
    }
  };

  return {
    add(folderUri) {
      const known = whole.get(canonicalUri(folderUri));
      if (known) return known;
      const folder = create(folderUri);
      whole.set(canonicalUri(folderUri), folder);
      reopenBelow(folderUri);
      return folder;
    },
    remove(folderUri) {
      const folder = whole.get(canonicalUri(folderUri));
      whole.delete(canonicalUri(folderUri));
      reopenBelow(folderUri);
      folder?.dispose();
      return folder;
    },
    openDocument: open,
    closeDocument: close,
    placeOf: (uri) => (documents.get(canonicalUri(uri))?.places ?? placesOf(uri)).at(-1),
    placesOf,
    all: () => [
      ...new Set([
        ...whole.values(),
        ...[...documents.values()].flatMap(({ places }) => places.map(({ folder }) => folder)),
      ]),
    ],
    dispose() {
      for (const folder of this.all()) folder.dispose();
    },
  };
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  typescript: '.ts',
  typescriptreact: '.tsx',
  javascript: '.js',
  javascriptreact: '.jsx',
};

/** A document without a name on disk gets one that tells its language. */
function placeAlone(
  document: OpenDocument,
  create: (folderUri: string, onlyFile: string) => FolderReview,
): DocumentPlace {
  const { folderUri, file } = splitUri(document.uri);
  const extension = EXTENSIONS[document.languageId] ?? '';
  const named = /\.[cm]?[jt]sx?$/.test(file) ? file : `${file}${extension}`;
  return { folder: create(folderUri, named), file: named };
}
