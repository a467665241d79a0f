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
  readonly secrets?: readonly string[];
}

/** Classifies anything thrown by a socket or answered by a server. Never throws. */
export declare function classifyError(error: unknown, context: ProblemContext): ConnectionProblem;

/** Builds the problem of a kind; `detail` is what was said. */
export declare function connectionProblem(
  kind: ProblemKind,
  context: ProblemContext,
  detail: string,
): ConnectionProblem;
