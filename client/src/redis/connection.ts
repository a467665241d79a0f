/**
 * One connection to a server, a Sentinel group or a cluster. In: settings and secrets. Out: states as they
 * change, and the command gate. Guarantees: no listening socket, no unhandled errors, a clean close; lost
 * connections are tried again with growing delays, wrong passwords and certificates are not.
 */
import { type CommandGate, createCommandGate, type OpenableGate, type PrimaryNode } from './commandGate.js';
import {
  type ConnectionProblem,
  classifyError,
  connectionProblem,
  type ProblemContext,
} from './connectionError.js';
import type { ConnectionSecrets, ConnectionSettings } from './connectionSettings.js';
import { explainFailure } from './failureExplanation.js';
import { parseInformation } from './information.js';
import type { OwnLookupLedger } from './ownLookups.js';
import { openServerClient, problemContext, type ServerClient } from './serverClient.js';

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
  /** Shared by connections to the same server; its own unless given. */
  readonly ownLookups?: OwnLookupLedger;
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

const DEFAULT_COMMAND_TIMEOUT_MS = 5_000;
const DEFAULT_FIRST_DELAY_MS = 200;
const DEFAULT_MAXIMUM_DELAY_MS = 30_000;

/** Makes a connection; nothing is sent before `connect`. */
export function openConnection(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  options: ConnectionOptions = {},
): Connection {
  const commandMs = options.commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS;
  const context = problemContext(settings, secrets);
  const gate = createCommandGate(context, options.ownLookups);
  const listeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = { kind: 'idle' };
  let client: ServerClient | undefined;
  let running: Promise<ConnectionState> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;
  const closing = new AbortController();

  function enter(next: ConnectionState): ConnectionState {
    if (closed && next.kind !== 'closed') return state;
    state = next;
    for (const listener of [...listeners]) listener(next);
    return next;
  }

  function enterProblem(problem: ConnectionProblem): ConnectionState {
    if (!problem.retry) return enter({ kind: 'failed', problem });
    const delay = retryDelay(failures++, options);
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void connect(), delay);
    return enter({ kind: 'waiting', retryAt: Date.now() + delay, problem });
  }

  async function attempt(): Promise<ConnectionState> {
    const opened = await openAndGreet(settings, secrets, gate, commandMs, context, closing.signal);
    if (!opened.ok)
      return enterProblem(await explainFailure(opened.problem, settings, context, closing.signal));
    if (closed) {
      gate.detach();
      await opened.client.close();
      return state;
    }
    client = opened.client;
    failures = 0;
    opened.client.onLost((problem) => {
      gate.detach();
      client = undefined;
      enterProblem(problem);
    });
    return enter(opened.state);
  }

  function connect(): Promise<ConnectionState> {
    if (closed || state.kind === 'ready') return Promise.resolve(state);
    clearTimeout(timer);
    if (!running) {
      enter({ kind: 'connecting' });
      running = attempt()
        .catch((error: unknown) => enterProblem(classifyError(error, context)))
        .finally(() => {
          running = undefined;
        });
    }
    return running;
  }

  return {
    settings,
    gate,
    get state() {
      return state;
    },
    onState: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect,
    close: async () => {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      gate.detach();
      await client?.close();
      closing.abort();
      await running;
      enter({ kind: 'closed' });
      listeners.clear();
    },
  };
}

/** Milliseconds before the next attempt: doubled after each failure, less up to half by chance. */
export function retryDelay(
  failures: number,
  options: Pick<ConnectionOptions, 'firstDelayMs' | 'maximumDelayMs'> = {},
  random: () => number = Math.random,
): number {
  const first = options.firstDelayMs ?? DEFAULT_FIRST_DELAY_MS;
  const longest = Math.min(first * 2 ** failures, options.maximumDelayMs ?? DEFAULT_MAXIMUM_DELAY_MS);
  return Math.round(longest * (1 - random() / 2));
}

type Greeted =
  | { readonly ok: true; readonly client: ServerClient; readonly state: ConnectionState & { kind: 'ready' } }
  | { readonly ok: false; readonly problem: ConnectionProblem };

/** Opens a client and lets the server introduce itself; follows it into its cluster when it has one. */
async function openAndGreet(
  settings: ConnectionSettings,
  secrets: ConnectionSecrets,
  gate: OpenableGate,
  commandMs: number,
  context: ProblemContext,
  signal: AbortSignal,
): Promise<Greeted> {
  const timeouts = { connectMs: commandMs, commandMs };
  const asCluster = settings.topology === 'cluster';
  const first = await openServerClient(settings, secrets, asCluster, timeouts, signal);
  if (!first.ok) return first;
  const greeted = await greet(first.client, gate, asCluster, context);
  if (!greeted.ok || asCluster || settings.topology !== 'auto' || !greeted.state.cluster) return greeted;
  gate.detach();
  await first.client.close();
  if (settings.database !== 0) {
    return {
      ok: false,
      problem: connectionProblem('noSuchDatabase', context, 'a cluster has only database 0'),
    };
  }
  const second = await openServerClient(settings, secrets, true, timeouts, signal);
  return second.ok ? greet(second.client, gate, true, context) : second;
}

async function greet(
  client: ServerClient,
  gate: OpenableGate,
  asCluster: boolean,
  context: ProblemContext,
): Promise<Greeted> {
  gate.attach(client);
  const introduced = await introduce(gate, asCluster, context);
  if (introduced.ok) return { ok: true, client, state: introduced.state };
  gate.detach();
  await client.close();
  return introduced;
}

type Introduced =
  | { readonly ok: true; readonly state: ConnectionState & { kind: 'ready' } }
  | { readonly ok: false; readonly problem: ConnectionProblem };

async function introduce(
  gate: CommandGate,
  asCluster: boolean,
  context: ProblemContext,
): Promise<Introduced> {
  const [node] = gate.primaries();
  if (!node) return { ok: false, problem: connectionProblem('clusterDown', context, 'no primaries') };
  const ready = { kind: 'ready', product: 'unknown', version: '', cluster: asCluster } as const;
  const info = await gate.information(node, []);
  if (!info.ok) {
    if (!isRefusal(info.problem)) return info;
    // A restricted user is welcome; what needs INFO says so itself.
    const ping = await gate.send(node, { name: 'PING', arguments: [] });
    return ping.ok || isRefusal(ping.problem) ? { ok: true, state: ready } : ping;
  }
  const { product, version, loading, clusterEnabled } = parseInformation(info.text);
  if (loading) return { ok: false, problem: connectionProblem('loading', context, 'loading:1') };
  if (asCluster && !(await slotsAreServed(gate, node))) {
    return { ok: false, problem: connectionProblem('clusterDown', context, 'cluster_state:fail') };
  }
  return { ok: true, state: { ...ready, product, version, cluster: asCluster || clusterEnabled } };
}

async function slotsAreServed(gate: CommandGate, node: PrimaryNode): Promise<boolean> {
  const answer = await gate.send(node, { name: 'CLUSTER INFO', arguments: [] });
  return !(answer.ok && Buffer.isBuffer(answer.value) && answer.value.includes('cluster_state:fail'));
}

function isRefusal({ kind }: ConnectionProblem): boolean {
  return kind === 'noPermission' || kind === 'unknownCommand';
}
