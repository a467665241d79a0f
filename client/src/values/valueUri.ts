/**
 * The address of a value document: connection, database and the bytes of the key. The same key always has the
 * same address, also one that is not text; the path is only what the tab shows.
 */
import * as vscode from 'vscode';
import { type KeyName, keyNameFromId } from '../redis/bytes.js';
import { visibleText } from '../visibleText.js';

export const VALUE_SCHEME = 'cache-review';

export interface ValueAddress {
  readonly connectionId: string;
  readonly database: number;
  readonly key: KeyName;
}

export function valueUri(address: ValueAddress): vscode.Uri {
  const { connectionId, database, key } = address;
  // A slash would make a folder of the name; this one looks the same and does not.
  const title = visibleText(key.text).replaceAll('/', '\u2215');
  return vscode.Uri.from({
    scheme: VALUE_SCHEME,
    path: `/${title}`,
    query: [connectionId, database, key.bytes.toString('base64url')].map(encodeURIComponent).join('/'),
  });
}

export function readValueUri(uri: vscode.Uri): ValueAddress | undefined {
  const [connectionId, database, bytes] = uri.query.split('/').map(decodeURIComponent);
  if (uri.scheme !== VALUE_SCHEME || connectionId === undefined || bytes === undefined) return undefined;
  const key = keyNameFromId(Buffer.from(bytes, 'base64url').toString('base64'));
  return { connectionId, database: Number(database), key };
}
