/**
 * One connection to a server, a Sentinel group or a cluster. In: settings and secrets. Out: states as they
 * change, and the command gate. Guarantees: no listening socket, no unhandled errors, a clean close; lost
 * connections are tried again with growing delays, wrong passwords and certificates are not.
 */
import type { CommandGate } from './commandGate.js';
import type { ConnectionProblem } from './connectionError.js';
import type { ConnectionSecrets, ConnectionSettings } from './connectionSettings.js';

export type Product = 'redis' | 'valkey' | 'unknown';

export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly product: Product; readonly version: string; readonly cluster: boolean }
  /** Will try again by itself; `retryAt` in milliseconds since the epoch. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly problem: ConnectionProblem }
  /** Will not try again until `connect` is called. */
  | { readonly kind: 'failed'; readonly problem: ConnectionProblem }
  | { readonly kind: 'closed' };

export interface ConnectionOptions {
  /** Milliseconds before a command counts as lost; 5,000 unless told. */
  readonly commandTimeoutMs?: number;
  /** Milliseconds before the first retry, doubled each time up to `maximumDelayMs`; 200 and 30,000 unless told. */
  readonly firstDelayMs?: number;
  readonly maximumDelayMs?: number;
}

export interface Connection {
  readonly settings: ConnectionSettings;
  readonly state: ConnectionState;
  /** The one way to send commands; before `ready` every command answers with a problem. */
  readonly gate: CommandGate;
  /** Called on every change of state. Returns the function that stops it. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Connects now, also out of `waiting` and `failed`. Resolves with the first state that is not `connecting`. Never rejects. */
  connect(): Promise<ConnectionState>;
  /** Disconnects and stops retrying; afterwards the connection is of no use. */
  close(): Promise<void>;
}

/** Makes a connection; nothing is sent before `connect`. */
export declare function openConnection(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  options?: ConnectionOptions,
): Connection;
