/**
 * Looks for connections in the files of a trusted workspace, again whenever one of them changes. Leaves: what
 * was found, without those that are already known. What is found stays in memory.
 */
import * as vscode from 'vscode';
import { isDiscoveryEnabled } from '../clientSettings.js';
import { type FoundConnection, findConnections } from './connectionDiscovery.js';
import type { ConnectionStore } from './connectionStore.js';
import { readVariables, type Variables } from './environmentVariables.js';

const FILES =
  '**/{.env,.env.*,docker-compose*.yml,docker-compose*.yaml,compose*.yml,compose*.yaml,config.json,config.yml,config.yaml,config/*.json,config/*.yml,config/*.yaml,appsettings*.json}';
const NOT_IN = '**/{node_modules,dist,build,out,coverage,.git}/**';
const PLACEHOLDERS = /\.(example|sample|template|dist|defaults?)$/;
const MOST_FILES = 60;
const LARGEST_FILE_BYTES = 256 * 1024;
const SETTLE_MS = 300;

export class FoundConnections implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watcher: vscode.FileSystemWatcher;
  private found: readonly FoundConnection[] = [];
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly store: ConnectionStore,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.watcher = vscode.workspace.createFileSystemWatcher(FILES);
    const later = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.search(), SETTLE_MS);
    };
    this.watcher.onDidChange(later);
    this.watcher.onDidCreate(later);
    this.watcher.onDidDelete(later);
  }

  /** What was found and is not among the known connections yet. */
  list(): readonly FoundConnection[] {
    const known = new Set(this.store.list().map(({ settings }) => addressOf(settings)));
    const first = new Map<string, FoundConnection>();
    for (const connection of this.found) {
      const address = addressOf(connection.settings);
      if (!known.has(address) && !first.has(address)) first.set(address, connection);
    }
    return [...first.values()];
  }

  find(id: string): FoundConnection | undefined {
    return this.found.find((connection) => connection.id === id);
  }

  /** Reads the files again. Never rejects. */
  async search(): Promise<void> {
    this.found = vscode.workspace.isTrusted && isDiscoveryEnabled() ? await this.readWorkspace() : [];
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watcher.dispose();
    this.changed.dispose();
  }

  private async readWorkspace(): Promise<readonly FoundConnection[]> {
    try {
      const uris = await vscode.workspace.findFiles(FILES, NOT_IN, MOST_FILES);
      const real = uris.filter((uri) => !PLACEHOLDERS.test(uri.path));
      const files = await Promise.all(real.map(readFile));
      const variablesOf = new Map<string, Variables>();
      for (const { path, text } of files) {
        if (path.endsWith('/.env')) variablesOf.set(folderOf(path), readVariables(text));
      }
      return files
        .sort((a, b) => a.path.length - b.path.length || a.path.localeCompare(b.path))
        .flatMap(({ path, relative, text }) =>
          findConnections(relative, text, variablesOf.get(folderOf(path)) ?? {}),
        );
    } catch (error) {
      this.log.warn('Looking for connections in the workspace failed.', String(error));
      return [];
    }
  }
}

interface ReadFile {
  readonly path: string;
  readonly relative: string;
  readonly text: string;
}

async function readFile(uri: vscode.Uri): Promise<ReadFile> {
  const { size } = await vscode.workspace.fs.stat(uri);
  const bytes = size > LARGEST_FILE_BYTES ? new Uint8Array() : await vscode.workspace.fs.readFile(uri);
  return {
    path: uri.path,
    relative: vscode.workspace.asRelativePath(uri),
    text: new TextDecoder().decode(bytes),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function addressOf(settings: FoundConnection['settings']): string {
  const host = settings.host === '127.0.0.1' ? 'localhost' : settings.host;
  return `${host}:${settings.port}/${settings.database}`;
}
