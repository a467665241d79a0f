/**
 * All folders under review and where each open document belongs: the innermost folder that holds it, or a
 * review of its own when none does. Documents move when folders are opened and closed.
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

export interface Folders {
  add(folderUri: string): FolderReview;
  /** Returns the review that ended. */
  remove(folderUri: string): FolderReview | undefined;
  /** A document was opened or changed. */
  openDocument(document: OpenDocument): void;
  /** Returns the review that ended with the document, when it had one of its own. */
  closeDocument(uri: string): FolderReview | undefined;
  /** Where an open document is reviewed, or a file of a folder would be. */
  placeOf(uri: string): DocumentPlace | undefined;
  /** Every folder a path on disk lies in, from the outermost to the innermost. */
  placesOf(uri: string): readonly DocumentPlace[];
  all(): readonly FolderReview[];
  dispose(): void;
}

/** `create` makes the review of a folder, or of the one file in it that is named. */
export function createFolders(create: (folderUri: string, onlyFile?: string) => FolderReview): Folders {
  const whole = new Map<string, FolderReview>();
  const documents = new Map<string, DocumentPlace & { readonly document: OpenDocument }>();

  const placesOf = (uri: string): readonly DocumentPlace[] =>
    [...whole.values()]
      .sort((a, b) => a.uri.length - b.uri.length)
      .flatMap((folder) => {
        const file = fileBelow(folder.uri, uri);
        return file === undefined ? [] : [{ folder, file }];
      });
  const open = (document: OpenDocument) => {
    const name = canonicalUri(document.uri);
    const known = documents.get(name);
    const place = known ?? placesOf(document.uri).at(-1) ?? placeAlone(document, create);
    documents.set(name, { ...place, document });
    place.folder.openDocument(place.file, document.uri, document.text);
  };
  const close = (uri: string): FolderReview | undefined => {
    const place = documents.get(canonicalUri(uri));
    documents.delete(canonicalUri(uri));
    if (place?.folder.isWhole) place.folder.closeDocument(place.file);
    else place?.folder.dispose();
    return place?.folder.isWhole ? undefined : place?.folder;
  };
  const reopen = (belongs: (place: DocumentPlace & { document: OpenDocument }) => boolean) => {
    for (const place of [...documents.values()].filter(belongs)) {
      close(place.document.uri);
      open(place.document);
    }
  };

  return {
    add(folderUri) {
      const known = whole.get(canonicalUri(folderUri));
      if (known) return known;
      const folder = create(folderUri);
      whole.set(canonicalUri(folderUri), folder);
      reopen(({ document }) => placesOf(document.uri).at(-1)?.folder === folder);
      return folder;
    },
    remove(folderUri) {
      const folder = whole.get(canonicalUri(folderUri));
      whole.delete(canonicalUri(folderUri));
      reopen((place) => place.folder === folder);
      folder?.dispose();
      return folder;
    },
    openDocument: open,
    closeDocument: close,
    placeOf: (uri) => documents.get(canonicalUri(uri)) ?? placesOf(uri).at(-1),
    placesOf,
    all: () => [...new Set([...whole.values(), ...[...documents.values()].map(({ folder }) => folder)])],
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
