/**
 * Problems in the width of a sidebar. In: a problem. Out: what is wrong and what to do, a few words each; its message says
 * the same in whole sentences. Pure.
 */
import type { ConnectionProblem, ProblemKind } from './connectionError.js';

export interface ShortProblem {
  readonly what: string;
  readonly advice: string;
}

/** `%` stands for the command that was refused. */
const SHORT: Readonly<Record<ProblemKind, readonly [string, string]>> = {
  serverDown: ['No server answers', 'Start it, or correct the port'],
  unknownHost: ['Host not known', 'Check the spelling or the VPN'],
  timeout: ['No answer in time', 'Check network and firewall'],
  passwordNeeded: ['Password needed', 'Enter it in the connection'],
  wrongPassword: ['Wrong user or password', 'Correct it in the connection'],
  noPermission: ['No permission for %', 'Ask the administrator for it'],
  lockedKey: ['Key not allowed for your user', 'Ask for a wider key pattern'],
  unknownCommand: ['Server does not know %', 'The rest still works'],
  tlsToPlainPort: ['Server does not speak TLS', 'Use redis://, or its TLS port'],
  plainToTlsPort: ['Server expects TLS', 'Use rediss:// instead'],
  certificate: ['TLS certificates not usable', 'Check the certificate files'],
  notRedis: ['Not a Redis or Valkey server', 'Correct the host and port'],
  loading: ['Server is loading its data', 'It is tried again by itself'],
  clusterDown: ['Cluster is down', 'Check its nodes and slots'],
  protectedMode: ['Server is in protected mode', 'Set a password or use a tunnel'],
  noSuchDatabase: ['No such database', 'Choose another number'],
  sentinel: ['Sentinels know no such master', 'Check its name and addresses'],
  tooManyClients: ['Server has no free connection', 'Close some or raise maxclients'],
  connectionLost: ['Connection lost', 'It is tried again by itself'],
  wrongType: ['Key has another type by now', 'Refresh to see it as it is'],
  readOnly: ['% is not sent', 'Use redis-cli for it'],
  other: ['Server answered with an error', 'The log has the answer in full'],
};

export function shortProblem({ kind, command }: ConnectionProblem): ShortProblem {
  const [what, advice] = SHORT[kind];
  return { what: what.replace('%', command ?? 'this command'), advice };
}

/** The sentences of a message. */
export function sentencesOf(message: string): readonly string[] {
  return message.split(/(?<=[.!?])\s+/).filter((sentence) => sentence.trim() !== '');
}
