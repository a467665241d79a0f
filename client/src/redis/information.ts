/**
 * INFO as data. In: the text of INFO, of any product and version. Out: the counters the panel needs.
 * Lenient: a missing or strange line leaves its field out or at zero, and never throws.
 */
import type { CommandGate } from './commandGate.js';
import { type ConnectionProblem, connectionProblem } from './connectionError.js';
import type { OwnLookups } from './ownLookups.js';

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
export function parseInformation(text: string): Information {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const hits = count(fields.get('keyspace_hits'));
  const misses = count(fields.get('keyspace_misses'));
  const valkey = fields.get('valkey_version');
  const redis = fields.get('redis_version');
  return {
    // Valkey also reports the version of Redis it is compatible with.
    product:
      valkey !== undefined || fields.get('server_name') === 'valkey' ? 'valkey' : redis ? 'redis' : 'unknown',
    version: valkey ?? redis ?? '',
    runId: fields.get('run_id') ?? '',
    uptimeSeconds: Number(count(fields.get('uptime_in_seconds')) ?? 0n),
    role: roleOf(fields.get('role')),
    replicationId: fields.get('master_replid') ?? '',
    loading: fields.get('loading') === '1',
    clusterEnabled: fields.get('cluster_enabled') === '1',
    ...(hits === undefined ? {} : { hits }),
    ...(misses === undefined ? {} : { misses }),
    evicted: count(fields.get('evicted_keys')) ?? 0n,
    expired: count(fields.get('expired_keys')) ?? 0n,
    commandsProcessed: count(fields.get('total_commands_processed')) ?? 0n,
    usedMemory: count(fields.get('used_memory')) ?? 0n,
    maximumMemory: count(fields.get('maxmemory')) ?? 0n,
    maximumMemoryPolicy: fields.get('maxmemory_policy') ?? '',
    databases: databasesOf(fields),
  };
}

/** Asks every primary. One node that does not answer makes the whole result a problem. */
export async function readInformation(gate: CommandGate): Promise<InformationResult> {
  const primaries = gate.primaries();
  const answers = await Promise.all(primaries.map((node) => gate.information(node, [])));
  const nodes: NodeInformation[] = [];
  for (const [index, answer] of answers.entries()) {
    if (!answer.ok) return answer;
    const node = primaries[index]?.id ?? '';
    nodes.push({ node, information: parseInformation(answer.text), own: answer.own });
  }
  return nodes.length > 0 ? { ok: true, nodes } : { ok: false, problem: notConnected() };
}

function notConnected(): ConnectionProblem {
  return connectionProblem('connectionLost', { endpoint: 'the server', tls: false }, 'no primaries');
}

function roleOf(text: string | undefined): Information['role'] {
  return text === 'master' || text === 'slave' ? text : 'unknown';
}

function databasesOf(fields: ReadonlyMap<string, string>): readonly DatabaseKeys[] {
  const databases: DatabaseKeys[] = [];
  for (const [name, value] of fields) {
    const database = /^db(\d+)$/.exec(name)?.[1];
    if (database === undefined) continue;
    databases.push({
      database: Number(database),
      keys: Number(/\bkeys=(\d+)/.exec(value)?.[1] ?? 0),
      expires: Number(/\bexpires=(\d+)/.exec(value)?.[1] ?? 0),
    });
  }
  return databases;
}

function count(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
}
