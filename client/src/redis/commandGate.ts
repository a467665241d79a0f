/**
 * The choke point: every command that Cache Review sends to a server passes here.
 * In: a command for a key or a node. Out: the reply or a problem, as a value; it never throws.
 * Guarantees: only commands of the read-only allow-list are sent, each within its bound; what our own
 * lookups add to keyspace_hits and keyspace_misses is counted per node, over all gates of one ledger; a command that the server refuses
 * once is remembered, reported as a lost capability, and not sent again on this connection.
 */
import { Command as RedisCommand } from 'ioredis';
import { countsLookups, lookupOf, lookupOfError, refusal } from './commandRules.js';
import {
  type ConnectionProblem,
  classifyError,
  connectionProblem,
  type ProblemContext,
} from './connectionError.js';
import { createOwnLookupLedger, type OwnLookupLedger, type OwnLookups } from './ownLookups.js';
import type { ServerClient, ServerNode } from './serverClient.js';

export type Argument = string | number | Buffer;
/** Replies as they come from the wire: bulk and simple strings are Buffers. */
export type RespValue = Buffer | number | null | readonly RespValue[];

export interface Command {
  /** `TYPE`, `MEMORY USAGE`: the name with its subcommand. */
  readonly name: string;
  readonly arguments: readonly Argument[];
}

export interface KeyCommand extends Command {
  /** The key it reads; also has to stand in its place among the arguments. */
  readonly key: Buffer;
}

export type CommandResult =
  | { readonly ok: true; readonly value: RespValue }
  | { readonly ok: false; readonly problem: ConnectionProblem };

/** A command this connection cannot use, with what stops working because of it. */
export interface LostCapability {
  /** `MEMORY USAGE` */
  readonly command: string;
  readonly reason: 'noPermission' | 'unknownCommand';
  /** Three short sentences; names the command. */
  readonly message: string;
}

export interface PrimaryNode {
  /** `host:port` */
  readonly id: string;
}

export interface CommandGate {
  /** The primaries of this moment: one for a single server, all of them for a cluster. */
  primaries(): readonly PrimaryNode[];
  /** Sends one command to one primary. */
  send(node: PrimaryNode, command: Command): Promise<CommandResult>;
  /**
   * Sends commands to whichever node holds their keys, pipelined; results in the order of the commands.
   * Commands on one key stay together, so a TYPE tells what the replies after it mean.
   */
  sendForKeys(commands: readonly KeyCommand[]): Promise<readonly CommandResult[]>;
  /** INFO of a node with our own lookups at the very moment the server answered, of all gates to it. */
  information(
    node: PrimaryNode,
    sections: readonly string[],
  ): Promise<
    | { readonly ok: true; readonly text: string; readonly own: OwnLookups }
    | { readonly ok: false; readonly problem: ConnectionProblem }
  >;
  /** Whether the server has not refused this command so far. */
  allows(command: string): boolean;
  lostCapabilities(): readonly LostCapability[];
  /** Called once for every newly lost capability. Returns the function that stops it. */
  onLostCapability(listener: (capability: LostCapability) => void): () => void;
}

/** The side of the gate that only the connection sees. */
export interface OpenableGate extends CommandGate {
  /** From now on commands go to this client. Counts go on, in a new epoch; lost capabilities are forgotten. */
  attach(client: ServerClient): void;
  /** From now on every command answers that the connection is lost. */
  detach(): void;
}

/** How often a command follows a slot that moves. */
const MAXIMUM_REDIRECTIONS = 5;

/** Makes a gate that is still closed. Gates to the same server share a ledger. */
export function createCommandGate(
  context: ProblemContext,
  ledger: OwnLookupLedger = createOwnLookupLedger(),
): OpenableGate {
  const self = {};
  const met = new Set<string>();
  const lost = new Map<string, LostCapability>();
  const listeners = new Set<(capability: LostCapability) => void>();
  let client: ServerClient | undefined;

  function problem(
    kind: 'connectionLost' | 'readOnly',
    command: string,
    detail: string,
    endpoint = context.endpoint,
  ): CommandResult & { ok: false } {
    return { ok: false, problem: connectionProblem(kind, { ...context, endpoint, command }, detail) };
  }

  /** Why a command is not sent at all, if it is not. */
  function turnedAway(command: Command): (CommandResult & { ok: false }) | undefined {
    const reason = refusal(command);
    if (reason !== undefined) return problem('readOnly', command.name, reason);
    const capability = lost.get(command.name);
    if (!capability) return undefined;
    return {
      ok: false,
      problem: connectionProblem(
        capability.reason,
        { ...context, command: command.name },
        capability.message,
      ),
    };
  }

  function refused(command: string, found: ConnectionProblem): void {
    if (!isCapabilityLoss(found) || lost.has(command)) return;
    const capability: LostCapability = {
      command,
      reason: found.kind === 'unknownCommand' ? 'unknownCommand' : 'noPermission',
      message: found.message,
    };
    lost.set(command, capability);
    if (QUIET.has(command)) return;
    for (const listener of listeners) listener(capability);
  }

  /**
   * Sends one command to one node. The counting happens in the first step after the reply, and replies of
   * one socket arrive in order: so when INFO answers, exactly the lookups before it have been counted.
   */
  function dispatch(node: ServerNode, command: Command, known: Map<string, boolean>): Promise<Sent> {
    const [name = '', ...subcommand] = command.name.split(' ');
    const redisCommand = new RedisCommand(name, [...subcommand, ...command.arguments], {
      replyEncoding: null,
    });
    const key = keyOf(command);
    const result = redisCommand.promise.then(
      (value: RespValue): Sent => {
        const lookup = lookupOf(command.name, value);
        const exists = lookup === 'unknown' ? (known.get(key) ?? false) : lookup === 'hit';
        if (lookup === 'hit' || lookup === 'miss') known.set(key, exists);
        if (lookup !== 'none') ledger.add(node.id, exists ? 'hits' : 'misses');
        return { ok: true, value, own: ledger.of(node.id) };
      },
      (error: unknown): Sent => {
        const message = error instanceof Error ? error.message : String(error);
        if (lookupOfError(message) === 'hit') ledger.add(node.id, 'hits');
        const found = classifyError(error, { ...context, endpoint: node.id, command: command.name });
        if (isReplyLost(found) && countsLookups(command.name)) ledger.lose(node.id);
        refused(command.name, found);
        return { ok: false, problem: found, said: message };
      },
    );
    node.redis.sendCommand(redisCommand);
    return result;
  }

  async function sendTo(node: PrimaryNode, command: Command): Promise<Sent> {
    const stopped = turnedAway(command);
    if (stopped) return { ...stopped, said: '' };
    const target = client?.nodeAt(node.id);
    if (!target) return { ...problem('connectionLost', command.name, 'not reachable', node.id), said: '' };
    return dispatch(target, command, new Map());
  }

  /** Sends a command to the owner of its key again, for as long as the slot is on the move. */
  async function followSlot(command: KeyCommand, first: Sent, known: Map<string, boolean>): Promise<Sent> {
    let sent = first;
    for (let times = 0; times < MAXIMUM_REDIRECTIONS && !sent.ok; times++) {
      const redirection = /^(MOVED|ASK) (\d+) (\S+)/.exec(sent.said);
      const [, kind, slot, endpoint = ''] = redirection ?? [];
      if (!client || kind === undefined) return sent;
      if (kind === 'MOVED') await client.moved(Number(slot), endpoint);
      const node = kind === 'MOVED' ? client.ownerOf(command.key) : client.nodeAt(endpoint);
      if (!node) return sent;
      if (kind === 'ASK') node.redis.sendCommand(silentAsking());
      sent = await dispatch(node, command, known);
    }
    return sent;
  }

  async function sendForKey(command: KeyCommand, known: Map<string, boolean>): Promise<CommandResult> {
    const stopped = turnedAway(command);
    if (stopped) return stopped;
    const node = client?.ownerOf(command.key);
    if (!node) return problem('connectionLost', command.name, 'no server holds this key now');
    return withoutInternals(await followSlot(command, await dispatch(node, command, known), known));
  }

  function sendBatch(commands: readonly KeyCommand[]): Promise<readonly CommandResult[]> {
    const known = new Map<string, boolean>();
    const streams = new Set(commands.map(({ key }) => client?.ownerOf(key)?.redis.stream));
    // One packet for the batch: fewer calls, and nobody else's command between a TYPE and what follows it.
    for (const stream of streams) stream?.cork();
    const results = Promise.all(commands.map((command) => sendForKey(command, known)));
    for (const stream of streams) stream?.uncork();
    return results;
  }

  /** A new socket on a known node: what the old one sent last may never have been counted. */
  function meet(node: string): void {
    if (met.has(node)) ledger.lose(node);
    met.add(node);
  }

  return {
    primaries: () => client?.primaries().map((id) => ({ id })) ?? [],
    send: async (node, command) => withoutInternals(await ledger.send(self, () => sendTo(node, command))),
    sendForKeys: (commands) => ledger.send(self, () => sendBatch(commands)),
    information: async (node, sections) => {
      const sent = await ledger.takeStock(self, () => sendTo(node, { name: 'INFO', arguments: sections }));
      if (!sent.ok) return { ok: false, problem: sent.problem };
      return { ok: true, text: Buffer.isBuffer(sent.value) ? sent.value.toString() : '', own: sent.own };
    },
    allows: (command) => !lost.has(command),
    lostCapabilities: () => [...lost.values()].filter(({ command }) => !QUIET.has(command)),
    onLostCapability: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    attach: (opened) => {
      client = opened;
      for (const node of met) ledger.lose(node);
      lost.clear();
      opened.onNode((node) => {
        meet(node.id);
        if (!lost.has('CLIENT NO-TOUCH')) void dispatch(node, NO_TOUCH, new Map());
      });
    },
    detach: () => {
      client = undefined;
    },
  };
}

type Sent =
  | { readonly ok: true; readonly value: RespValue; readonly own: OwnLookups }
  | { readonly ok: false; readonly problem: ConnectionProblem; readonly said: string };

/** Reads must not make keys look recently used. Redis 7.0 does not know it, and nothing is lost then. */
const NO_TOUCH: Command = { name: 'CLIENT NO-TOUCH', arguments: ['ON'] };

/** Whose loss nobody would notice. */
const QUIET: ReadonlySet<string> = new Set(['CLIENT NO-TOUCH', 'CLUSTER INFO', 'PING']);

function withoutInternals(sent: Sent): CommandResult {
  return sent.ok ? { ok: true, value: sent.value } : { ok: false, problem: sent.problem };
}

function keyOf(command: Command): string {
  const key = command.arguments[0];
  return Buffer.isBuffer(key) ? key.toString('base64') : '';
}

/** A user may lack a command altogether, or only some keys; only the first is a capability. */
function isCapabilityLoss({ kind }: ConnectionProblem): boolean {
  return kind === 'unknownCommand' || kind === 'noPermission';
}

function isReplyLost({ kind }: ConnectionProblem): boolean {
  return kind === 'timeout' || kind === 'connectionLost';
}

function silentAsking(): RedisCommand {
  const asking = new RedisCommand('ASKING', []);
  // Whether it worked shows in the answer to the command that follows it.
  asking.promise.catch(() => undefined);
  return asking;
}
