/**
 * INFO as data. In: the text of INFO, of any product and version. Out: the counters the panel needs.
 * Lenient: a missing or strange line leaves its field out or at zero, and never throws.
 */
import type { CommandGate, OwnLookups } from './commandGate.js';
import type { ConnectionProblem } from './connectionError.js';

export interface DatabaseKeys {
  readonly database: number;
  readonly keys: number;
  /** Keys with a TTL. */
  readonly expires: number;
}

export interface Information {
  readonly product: 'redis' | 'valkey' | 'unknown';
  readonly version: string;
  readonly runId: string;
  readonly uptimeSeconds: number;
  readonly role: 'master' | 'slave' | 'unknown';
  readonly replicationId: string;
  readonly loading: boolean;
  readonly clusterEnabled: boolean;
  /** Absent when INFO does not have them: some services leave `stats` out. */
  readonly hits?: bigint;
  readonly misses?: bigint;
  readonly evicted: bigint;
  readonly expired: bigint;
  readonly commandsProcessed: bigint;
  /** Bytes; `maximumMemory` 0 means no limit. */
  readonly usedMemory: bigint;
  readonly maximumMemory: bigint;
  readonly maximumMemoryPolicy: string;
  readonly databases: readonly DatabaseKeys[];
}

/** INFO of one node with our own lookups at that moment. */
export interface NodeInformation {
  /** `host:port` */
  readonly node: string;
  readonly information: Information;
  readonly own: OwnLookups;
}

export type InformationResult =
  | { readonly ok: true; readonly nodes: readonly NodeInformation[] }
  | { readonly ok: false; readonly problem: ConnectionProblem };

/** Reads the text of INFO. */
export declare function parseInformation(text: string): Information;

/** Asks every primary. One node that does not answer makes the whole result a problem. */
export declare function readInformation(gate: CommandGate): Promise<InformationResult>;
