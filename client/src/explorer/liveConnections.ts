/**
 * The open connections, one for each known connection and one more for every other database that is looked
 * into. Enters: ids of known connections. Leaves: connections and their states. Guarantees: nothing is opened
 * before the workspace is trusted; what is opened is closed when it is disconnected, removed or disposed.
 */
import * as vscode from 'vscode';
import { type Connection, type ConnectionState, openConnection } from '../redis/connection.js';
import type { ConnectionProblem } from '../redis/connectionError.js';
import { type ConnectionSettings, formatEndpoint } from '../redis/connectionSettings.js';
import { createOwnLookupLedger, type OwnLookupLedger } from '../redis/ownLookups.js';
import type { ConnectionStore } from './connectionStore.js';

export interface StateChange {
  readonly connectionId: string;
  readonly database: number;
  readonly state: ConnectionState;
}

const IDLE: ConnectionState = { kind: 'idle' };

export class LiveConnections implements vscode.Disposable {
  private readonly open = new Map<string, Map<number, Connection>>();
  private readonly ledgers = new Map<string, OwnLookupLedger>();
  private readonly problems = new Map<string, ConnectionProblem>();
  private readonly changed = new vscode.EventEmitter<StateChange>();

  readonly onDidChangeState = this.changed.event;

  constructor(
    private readonly store: ConnectionStore,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The connection to the database named in its settings; undefined while it is not open. */
  get(connectionId: string): Connection | undefined {
    const known = this.store.find(connectionId);
    return known && this.open.get(connectionId)?.get(known.settings.database);
  }

  state(connectionId: string): ConnectionState {
    return this.get(connectionId)?.state ?? IDLE;
  }

  /** What went wrong last; kept while the connection is tried again, forgotten when it answers. */
  problem(connectionId: string): ConnectionProblem | undefined {
    return this.problems.get(connectionId);
  }

  /** The connections that answer now. */
  ready(): readonly Connection[] {
    return this.store.list().flatMap((known) => {
      const connection = this.get(known.settings.id);
      return connection?.state.kind === 'ready' ? [connection] : [];
    });
  }

  /** Opens the connection, or tries it again. Never rejects: a failure is a state. */
  async connect(connectionId: string): Promise<ConnectionState> {
    const known = this.store.find(connectionId);
    if (!known || !vscode.workspace.isTrusted) return IDLE;
    const connection = await this.connectionTo(connectionId, known.settings.database);
    const others = [...(this.open.get(connectionId)?.values() ?? [])].filter((other) => other !== connection);
    for (const other of others) if (other.state.kind !== 'ready') void other.connect();
    return connection ? connection.connect() : IDLE;
  }

  /** Closes and opens it: what the server refused before is asked again. */
  async reconnect(connectionId: string): Promise<ConnectionState> {
    await this.disconnect(connectionId);
    return this.connect(connectionId);
  }

  /** A connection to one database of an open connection; undefined when it cannot be reached. */
  async database(connectionId: string, database: number): Promise<Connection | undefined> {
    const connection = await this.connectionTo(connectionId, database);
    if (connection?.state.kind === 'idle') await connection.connect();
    return connection;
  }

  async disconnect(connectionId: string): Promise<void> {
    const connections = [...(this.open.get(connectionId)?.values() ?? [])];
    const database = this.store.find(connectionId)?.settings.database ?? 0;
    this.open.delete(connectionId);
    this.problems.delete(connectionId);
    await Promise.all(connections.map((connection) => connection.close()));
    this.changed.fire({ connectionId, database, state: IDLE });
  }

  dispose(): void {
    for (const connections of this.open.values()) {
      for (const connection of connections.values()) void connection.close();
    }
    this.open.clear();
    this.changed.dispose();
  }

  private async connectionTo(connectionId: string, database: number): Promise<Connection | undefined> {
    const known = this.store.find(connectionId);
    if (!known) return undefined;
    const existing = this.open.get(connectionId)?.get(database);
    if (existing) return existing;
    const secrets = await this.store.secrets(connectionId);
    const raced = this.open.get(connectionId)?.get(database);
    if (raced) return raced;
    const ownLookups = this.ledger(known.settings);
    const connection = openConnection({ ...known.settings, database }, secrets, { ownLookups });
    const databases = this.open.get(connectionId) ?? new Map<number, Connection>();
    this.open.set(connectionId, databases.set(database, connection));
    connection.onState((state) => {
      if (this.open.get(connectionId)?.get(database) !== connection) return;
      this.report(known.settings.name, state);
      if (database === known.settings.database) this.remember(connectionId, state);
      this.changed.fire({ connectionId, database, state });
    });
    return connection;
  }

  /** One for each server, kept when a connection is closed: what it looked up is in the server's counters. */
  private ledger(settings: ConnectionSettings): OwnLookupLedger {
    const server = formatEndpoint(settings).replace(/^localhost:/, '127.0.0.1:');
    const ledger = this.ledgers.get(server) ?? createOwnLookupLedger();
    this.ledgers.set(server, ledger);
    return ledger;
  }

  private remember(connectionId: string, state: ConnectionState): void {
    if (state.kind === 'waiting' || state.kind === 'failed') this.problems.set(connectionId, state.problem);
    else if (state.kind === 'ready') this.problems.delete(connectionId);
  }

  private report(name: string, state: ConnectionState): void {
    if (state.kind === 'waiting' || state.kind === 'failed') {
      this.log.warn(`${name}: ${state.problem.message} (${state.problem.detail})`);
    } else this.log.info(`${name}: ${state.kind}`);
  }
}
