/**
 * What a connection is: where the server stands and how to reach it, without any secret.
 * In: URLs as people paste them. Out: settings plus the secrets apart from them, or one readable problem.
 * Guarantee: nothing that leaves `formatConnectionUrl` or `redactSecrets` contains a password.
 */

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface TlsSettings {
  /** False accepts any certificate; true unless the user says otherwise. */
  readonly verify: boolean;
  /** The name the certificate must carry, when it is not the host. */
  readonly serverName?: string;
  /** Paths of PEM files. */
  readonly certificateAuthorityPath?: string;
  readonly certificatePath?: string;
  readonly keyPath?: string;
}

/** `auto` connects to the one server and changes to `cluster` when that server says it is part of one. */
export type Topology = 'auto' | 'standalone' | 'cluster' | 'sentinel';

export interface SentinelSettings {
  readonly masterName: string;
  readonly username?: string;
  /** The other sentinels; the first is the host and port of the connection. */
  readonly others: readonly Endpoint[];
  readonly tls: boolean;
}

export interface ConnectionSettings {
  /** Stable and unique; never shown. */
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Always 0 for a cluster. */
  readonly database: number;
  readonly username?: string;
  readonly tls?: TlsSettings;
  readonly topology: Topology;
  /** Further nodes of a cluster to start from. */
  readonly otherNodes?: readonly Endpoint[];
  readonly sentinel?: SentinelSettings;
  /** Splits key names into folders; the setting of the editor when absent. */
  readonly delimiter?: string;
  /** Always true in this version: nothing can be written. */
  readonly readOnly: boolean;
}

/** Kept apart from the settings: belongs into the secret storage of the editor only. */
export interface ConnectionSecrets {
  readonly password?: string;
  readonly sentinelPassword?: string;
}

export type ParsedConnection =
  | { readonly ok: true; readonly settings: ConnectionSettings; readonly secrets: ConnectionSecrets }
  /** Short plain sentences: what is wrong and what to type instead. Contains no secret. */
  | { readonly ok: false; readonly message: string };

/**
 * Reads `redis://`, `rediss://`, `valkey://`, `valkeys://` and `redis-sentinel://` URLs:
 * `redis://[user:password@]host[:port][,host:port...][/database][?cluster=true&name=...&sentinel=<master>]`.
 * User and password are percent-decoded. A single word before `@` is the password, as redis-cli reads it.
 */
export declare function parseConnectionUrl(
  url: string,
  identity: { readonly id: string; readonly name?: string },
): ParsedConnection;

/** The URL of a connection, without its password. */
export declare function formatConnectionUrl(settings: ConnectionSettings): string;

/** `host:port`, IPv6 hosts in brackets. */
export declare function formatEndpoint(endpoint: Endpoint): string;

/** Replaces passwords inside URLs, and every given secret, by `***`. For logs and error messages. */
export declare function redactSecrets(text: string, secrets?: ConnectionSecrets): string;
