/**
 * Between the URIs of the client and the relative paths of the engine. Clients spell one URI in several
 * ways (`c%3A`, `C:`); two spellings of one place give the same path.
 */
import { fileURLToPath } from 'node:url';

/** The path of `uri` relative to `folderUri`; undefined when it lies outside. */
export function fileBelow(folderUri: string, uri: string): string | undefined {
  const folder = `${canonicalUri(folderUri).replace(/\/+$/, '')}/`;
  const target = canonicalUri(uri);
  return target.startsWith(folder) && target.length > folder.length ? target.slice(folder.length) : undefined;
}

export function uriBelow(folderUri: string, file: string): string {
  return `${folderUri.replace(/\/+$/, '')}/${file.split('/').map(encodeURIComponent).join('/')}`;
}

/** The folder that holds a document, and the document's name in it. */
export function splitUri(uri: string): { readonly folderUri: string; readonly file: string } {
  const slash = uri.lastIndexOf('/');
  const colon = uri.indexOf(':');
  const end = Math.max(slash, colon);
  return { folderUri: uri.slice(0, end + (slash > colon ? 0 : 1)), file: decode(uri.slice(end + 1)) };
}

/** One spelling for all spellings of a URI. Not itself a URI: nothing in it is escaped. */
export function canonicalUri(uri: string): string {
  return decode(uri).replace(
    /^file:\/\/\/([A-Z]):/,
    (_whole, drive: string) => `file:///${drive.toLowerCase()}:`,
  );
}

/** An absolute path; undefined for documents that are not on this machine's disk. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // Another machine's share, or a URI that names no path here.
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is text.
    return text;
  }
}
