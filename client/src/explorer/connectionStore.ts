/**
 * The connections the user knows. Settings without secrets are kept in the global state, secrets in the
 * secret storage of the editor and nowhere else. Connections in memory (from the workspace or from
 * `npm start`) are never written down and are gone with the window.
 */
import * as vscode from 'vscode';
import type { ConnectionSecrets, ConnectionSettings } from '../redis/connectionSettings.js';

export interface KnownConnection {
  readonly settings: ConnectionSettings;
  readonly origin: 'saved' | 'memory';
}

const STATE_KEY = 'cacheReview.connections';

function secretKey(id: string): string {
  return `cacheReview.connection.${id}`;
}

export class ConnectionStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly inMemory = new Map<
    string,
    { readonly settings: ConnectionSettings; readonly secrets: ConnectionSecrets }
  >();

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly state: vscode.Memento,
    private readonly secretStorage: vscode.SecretStorage,
  ) {}

  /** Saved ones first, each group in the order it was added. */
  list(): readonly KnownConnection[] {
    const memory = [...this.inMemory.values()];
    return [
      ...this.saved().map((settings): KnownConnection => ({ settings, origin: 'saved' })),
      ...memory.map(({ settings }): KnownConnection => ({ settings, origin: 'memory' })),
    ];
  }

  find(id: string): KnownConnection | undefined {
    return this.list().find((known) => known.settings.id === id);
  }

  async secrets(id: string): Promise<ConnectionSecrets> {
    const memory = this.inMemory.get(id);
    if (memory) return memory.secrets;
    return readSecrets(await this.secretStorage.get(secretKey(id)));
  }

  /** Adds a connection or replaces the one with its id. */
  async save(settings: ConnectionSettings, secrets: ConnectionSecrets): Promise<void> {
    await this.secretStorage.store(secretKey(settings.id), JSON.stringify(secrets));
    const saved = this.saved();
    const known = saved.some((other) => other.id === settings.id);
    const next = known
      ? saved.map((other) => (other.id === settings.id ? settings : other))
      : [...saved, settings];
    await this.state.update(STATE_KEY, next);
    this.changed.fire();
  }

  keepInMemory(settings: ConnectionSettings, secrets: ConnectionSecrets): void {
    this.inMemory.set(settings.id, { settings, secrets });
    this.changed.fire();
  }

  /** Forgets the connection and its secrets. */
  async remove(id: string): Promise<void> {
    if (!this.inMemory.delete(id)) {
      await this.secretStorage.delete(secretKey(id));
      await this.state.update(
        STATE_KEY,
        this.saved().filter((settings) => settings.id !== id),
      );
    }
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private saved(): readonly ConnectionSettings[] {
    return this.state.get<readonly ConnectionSettings[]>(STATE_KEY, []);
  }
}

function readSecrets(stored: string | undefined): ConnectionSecrets {
  if (stored === undefined) return {};
  const { password, sentinelPassword } = JSON.parse(stored) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof password === 'string' ? { password } : {}),
    ...(typeof sentinelPassword === 'string' ? { sentinelPassword } : {}),
  };
}
