/**
 * The choke point: every command that Cache Review sends to a server passes here.
 * In: a command for a key or a node. Out: the reply or a problem, as a value; it never throws.
 * Guarantees: only commands of the read-only allow-list are sent, each within its bound; what our own
 * lookups add to keyspace_hits and keyspace_misses is counted per node; a command that the server refuses
 * once is remembered, reported as a lost capability, and not sent again on this connection.
 */
import type { ConnectionProblem } from './connectionError.js';

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

/** What our own commands added to the counters of one node since the connection was opened. */
export interface OwnLookups {
  readonly hits: bigint;
  readonly misses: bigint;
  /** Grows whenever a reply was lost, so that the counts before and after cannot be compared. */
  readonly epoch: number;
}

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
  /** INFO of a node with our own lookups at the very moment the server answered. */
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
