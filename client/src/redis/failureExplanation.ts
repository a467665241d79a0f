/**
 * The reason behind a failed attempt. In: the problem as the driver saw it, often only a hang-up. Out: the
 * problem as it is, found out with a second connection that carries no secret.
 */
import {
  type ConnectionProblem,
  classifyError,
  connectionProblem,
  type ProblemContext,
} from './connectionError.js';
import type { ConnectionSettings } from './connectionSettings.js';
import { probeEndpoint } from './endpointProbe.js';

/** Problems that can have several reasons. */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'timeout',
  'connectionLost',
  'tlsToPlainPort',
  'notRedis',
  'other',
]);

/** Looks at what listens there, when the problem alone does not say. */
export async function explainFailure(
  problem: ConnectionProblem,
  settings: ConnectionSettings,
  context: ProblemContext,
  signal: AbortSignal,
): Promise<ConnectionProblem> {
  if (signal.aborted || settings.sentinel || !AMBIGUOUS.has(problem.kind)) return problem;
  const { tls } = context;
  const found = await probeEndpoint({ host: settings.host, port: settings.port }, tls);
  switch (found.speaks) {
    case 'redis':
      return tls ? connectionProblem('tlsToPlainPort', context, problem.detail) : problem;
    case 'refusal':
      return tls
        ? connectionProblem('tlsToPlainPort', context, problem.detail)
        : classifyError(new Error(found.answer), context);
    case 'tls':
      return tls ? problem : connectionProblem('plainToTlsPort', context, problem.detail);
    case 'other':
      return connectionProblem('notRedis', context, problem.detail);
    case 'nothing':
      return problem;
  }
}
