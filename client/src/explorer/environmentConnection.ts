/**
 * The connection that `npm start` hands over in the environment. It is used from memory, never stored, and
 * opened at once: whoever set the variable wants to see it.
 */
import type * as vscode from 'vscode';
import { parseConnectionUrl } from '../redis/connectionSettings.js';
import type { ExplorerContext } from './explorerContext.js';

export const CONNECTION_VARIABLE = 'CACHE_REVIEW_CONNECTION_URL';
const CONNECTION_ID = 'environment';

export async function connectFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  { store, live }: Pick<ExplorerContext, 'store' | 'live'>,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const url = environment[CONNECTION_VARIABLE];
  if (!url) return;
  const parsed = parseConnectionUrl(url, { id: CONNECTION_ID, name: 'Local (npm start)' });
  if (!parsed.ok) {
    log.warn(`${CONNECTION_VARIABLE}: ${parsed.message}`);
    return;
  }
  store.keepInMemory(parsed.settings, parsed.secrets);
  await live.connect(CONNECTION_ID);
}
