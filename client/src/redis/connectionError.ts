/**
 * Errors of servers and sockets as values. In: whatever was thrown or answered. Out: one problem with a
 * kind to branch on and a message of three short sentences: what is wrong, why it matters, what to do.
 */

export type ProblemKind =
  | 'serverDown'
  | 'unknownHost'
  | 'timeout'
  | 'passwordNeeded'
  | 'wrongPassword'
  | 'noPermission'
  /** The user may run the command, but not on this key. */
  | 'lockedKey'
  | 'unknownCommand'
  | 'tlsToPlainPort'
  | 'plainToTlsPort'
  | 'certificate'
  | 'notRedis'
  | 'loading'
  | 'clusterDown'
  | 'protectedMode'
  | 'noSuchDatabase'
  | 'sentinel'
  | 'tooManyClients'
  | 'connectionLost'
  | 'wrongType'
  | 'readOnly'
  | 'other';

export interface ConnectionProblem {
  readonly kind: ProblemKind;
  /** Three short sentences for the user. Contains no secret. */
  readonly message: string;
  /** The first of them, for one line in a tree. */
  readonly title: string;
  /** True when trying again later can help; false for wrong passwords, certificates, ports. */
  readonly retry: boolean;
  /** The command that was refused, such as `MEMORY USAGE`, when one was. */
  readonly command?: string;
  /** What the server or system said, redacted, for the log. */
  readonly detail: string;
}

export interface ProblemContext {
  /** `host:port`, for the message. */
  readonly endpoint: string;
  readonly tls: boolean;
  readonly command?: string;
  /** Removed from `detail` wherever they appear. */
  readonly secrets?: readonly string[];
}

/** Classifies anything thrown by a socket or answered by a server. Never throws. */
export function classifyError(error: unknown, context: ProblemContext): ConnectionProblem {
  const detail = describe(error);
  return connectionProblem(kindOf(codeOf(error), detail, context.tls), context, detail);
}

/** Builds the problem of a kind; `detail` is what was said. */
export function connectionProblem(
  kind: ProblemKind,
  context: ProblemContext,
  detail: string,
): ConnectionProblem {
  const sentences = SENTENCES[kind](context);
  return {
    kind,
    message: sentences.join(' '),
    title: sentences[0],
    retry: RETRY.has(kind),
    ...(context.command === undefined ? {} : { command: context.command }),
    detail: withoutSecrets(detail, context.secrets ?? []),
  };
}

/** Kinds that can go away without anyone changing the settings. */
const RETRY: ReadonlySet<ProblemKind> = new Set([
  'serverDown',
  'unknownHost',
  'timeout',
  'loading',
  'clusterDown',
  'sentinel',
  'tooManyClients',
  'connectionLost',
  'other',
]);

const CODES: Readonly<Record<string, ProblemKind>> = {
  ECONNREFUSED: 'serverDown',
  EHOSTUNREACH: 'serverDown',
  ENETUNREACH: 'serverDown',
  EHOSTDOWN: 'serverDown',
  ENOTFOUND: 'unknownHost',
  EAI_AGAIN: 'unknownHost',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'connectionLost',
  EPIPE: 'connectionLost',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tlsToPlainPort',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tlsToPlainPort',
  EPROTO: 'tlsToPlainPort',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'certificate',
  ENOENT: 'certificate',
};

/** What servers answer, by the beginning or a telling part of it; the first that matches counts. */
const ANSWERS: readonly (readonly [RegExp, ProblemKind])[] = [
  [/\bWRONGPASS\b|invalid (?:username-password|password)/i, 'wrongPassword'],
  [/\bNOAUTH\b/, 'passwordNeeded'],
  [/called without any password configured|no password is set/i, 'wrongPassword'],
  [/\bNOPERM\b.*\baccess\b.*\bkeys?\b/i, 'lockedKey'],
  [/\bNOPERM\b/, 'noPermission'],
  [/unknown (?:sub)?command/i, 'unknownCommand'],
  [/\bDENIED\b.*protected mode/i, 'protectedMode'],
  [/^LOADING|^MASTERDOWN|^BUSY /, 'loading'],
  [/ECONNREFUSED|EHOSTUNREACH/, 'serverDown'],
  [/ENOTFOUND|EAI_AGAIN/, 'unknownHost'],
  [/CLUSTERDOWN|Failed to refresh slots cache|None of startup nodes/i, 'clusterDown'],
  [/DB index is out of range|SELECT is not allowed|invalid DB index/i, 'noSuchDatabase'],
  [/sentinel/i, 'sentinel'],
  [/max number of clients/i, 'tooManyClients'],
  [/^WRONGTYPE/, 'wrongType'],
  [/certificate/i, 'certificate'],
  [/Unknown RESP type|Please report this/i, 'notRedis'],
  [/Command timed out|ETIMEDOUT|Socket timeout/i, 'timeout'],
  [
    /Connection is closed|Stream isn't writeable|socket disconnected|aborted due to connection close/i,
    'connectionLost',
  ],
];

function kindOf(code: string | undefined, detail: string, tls: boolean): ProblemKind {
  const byCode = code === undefined ? undefined : CODES[code];
  if (byCode !== undefined) return byCode;
  if (tls && code?.startsWith('ERR_SSL_')) return 'certificate';
  return ANSWERS.find(([pattern]) => pattern.test(detail))?.[1] ?? 'other';
}

type Sentences = readonly [string, string, string];

const SENTENCES: Readonly<Record<ProblemKind, (context: ProblemContext) => Sentences>> = {
  serverDown: ({ endpoint }) => [
    `No server answers at ${endpoint}.`,
    'Nothing can be shown until it runs.',
    'Start the server, or correct the host and port.',
  ],
  unknownHost: ({ endpoint }) => [
    `The host of ${endpoint} is not known.`,
    'Its name could not be turned into an address.',
    'Check the spelling, and your VPN if it is a private name.',
  ],
  timeout: ({ endpoint, command }) => [
    command === undefined ? `${endpoint} does not answer.` : `${endpoint} did not answer ${command} in time.`,
    'It may be overloaded, or a firewall may drop the packets.',
    'Check that this machine may reach it.',
  ],
  passwordNeeded: ({ endpoint }) => [
    `${endpoint} asks for a password.`,
    'It shows nothing to visitors without one.',
    'Edit the connection and enter the password.',
  ],
  wrongPassword: ({ endpoint }) => [
    `${endpoint} does not accept this user and password.`,
    'It is not tried again, so that the account is not locked.',
    'Edit the connection and enter them anew.',
  ],
  noPermission: ({ command }) => [
    `Your user may not run ${command ?? 'this command'}.`,
    'What depends on it cannot be shown.',
    `Ask the administrator for ${aclRule(command)}.`,
  ],
  lockedKey: () => [
    'Your user may not read this key.',
    'Its name lies outside the key patterns of the user.',
    'Ask the administrator for a pattern that covers it.',
  ],
  unknownCommand: ({ command }) => [
    `The server does not know ${command ?? 'this command'}.`,
    'It is an older version, or the provider has switched the command off.',
    'Everything that does not need it still works.',
  ],
  tlsToPlainPort: ({ endpoint }) => [
    `${endpoint} does not speak TLS.`,
    'The connection is set to TLS, so nothing was sent.',
    'Use redis:// instead of rediss://, or the TLS port of the server.',
  ],
  plainToTlsPort: ({ endpoint }) => [
    `${endpoint} expects TLS.`,
    'The connection is set to plain text, so the server hung up.',
    'Use rediss:// instead of redis://.',
  ],
  certificate: ({ endpoint }) => [
    `The TLS certificates for ${endpoint} cannot be used.`,
    'Without them nobody knows who is listening, so nothing was sent.',
    'Check the certificate files that the connection names.',
  ],
  notRedis: ({ endpoint }) => [
    `What answers at ${endpoint} is not Redis or Valkey.`,
    'It may be a web server or another program on this port.',
    'Correct the host and port.',
  ],
  loading: ({ endpoint }) => [
    `${endpoint} is still loading its data.`,
    'Until then it answers nothing.',
    'It is tried again by itself.',
  ],
  clusterDown: ({ endpoint }) => [
    `The cluster at ${endpoint} is down.`,
    'Some of its slots have no server, or its nodes cannot be reached from here.',
    'Check the cluster; it is tried again by itself.',
  ],
  protectedMode: ({ endpoint }) => [
    `${endpoint} is in protected mode.`,
    'It has no password, so it only talks to programs on its own machine.',
    'Set a password on the server, or connect through a tunnel.',
  ],
  noSuchDatabase: ({ endpoint }) => [
    `${endpoint} does not have this database.`,
    'Servers have 16 databases unless configured otherwise, clusters one.',
    'Edit the connection and choose another number.',
  ],
  sentinel: ({ endpoint }) => [
    `The sentinels at ${endpoint} know no such master.`,
    'Without it there is no server to connect to.',
    'Check the name of the master and the addresses of the sentinels.',
  ],
  tooManyClients: ({ endpoint }) => [
    `${endpoint} has no free connection.`,
    'It has reached its largest number of clients.',
    'Close other clients, or raise maxclients on the server.',
  ],
  connectionLost: ({ endpoint }) => [
    `The connection to ${endpoint} is lost.`,
    'What you see may be out of date.',
    'It is tried again by itself.',
  ],
  wrongType: () => [
    'The key has another type by now.',
    'It was replaced after it was listed.',
    'Refresh to see it as it is.',
  ],
  readOnly: ({ command }) => [
    `Cache Review does not send ${command ?? 'this command'}.`,
    'It only reads, so that looking at a server never harms it.',
    'Use redis-cli if you need this command.',
  ],
  other: ({ endpoint, command }) => [
    command === undefined
      ? `${endpoint} answered with an error.`
      : `${endpoint} answered ${command} with an error.`,
    'What depends on it cannot be shown.',
    'The log of Cache Review has the answer in full.',
  ],
};

/** The ACL rule that allows a command: `+memory|usage`. */
function aclRule(command: string | undefined): string {
  return command === undefined ? 'the permission' : `+${command.toLowerCase().replace(' ', '|')}`;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // ioredis wraps the reason why a cluster or a Sentinel group cannot be reached.
  const inner =
    'lastNodeError' in error && error.lastNodeError instanceof Error ? error.lastNodeError.message : '';
  return [error.message, inner].filter((text) => text !== '').join(': ') || error.name;
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '***')), text);
}
