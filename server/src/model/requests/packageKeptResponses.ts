/**
 * Responses that the middleware of a package keeps, as copies of the rows in them: `app.get('/books', cache('5 minutes'),
 * list)`. In: the places where it is put before handlers. Out: a group of keys for each, which the package's `clear` empties.
 */
import { type KeyPattern, keyPattern } from '../../../../shared/src/keyPattern.js';
import { callOf, requiredModule } from '../../facts/expressionNames.js';
import type { CallFact, FileFacts } from '../../facts/fileFacts.js';
import { apicache } from '../../libraries/caches/apicache.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { CacheClient } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { Ttl } from '../lifetimes/ttl.js';
import { durationText } from '../lifetimes/ttlUnits.js';
import { type Installation, installationsIn } from './installations.js';
import { responseCopy } from './responseCopies.js';
import { routePattern } from './routePattern.js';
import { sentBy } from './sentBodies.js';

export function packageKeptResponses(evaluation: Evaluation, graph: CallGraph): readonly KeyGroup[] {
  if (!evaluation.files.some((file) => mentionsPackage(evaluation.factsOf(file)))) return [];
  return evaluation.files.flatMap((file) =>
    installationsIn(evaluation, file).flatMap((one) => copyOf(evaluation, graph, one) ?? []),
  );
}

function mentionsPackage(facts: FileFacts | undefined): boolean {
  const isPackage = (module: string | undefined): boolean =>
    module !== undefined && apicache.packages.includes(module);
  return (
    facts?.bindings.some((binding) => isPackage(binding.import?.module)) === true ||
    facts?.calls.some((call) => isPackage(requiredModule(call))) === true
  );
}

function copyOf(
  evaluation: Evaluation,
  graph: CallGraph,
  { frame, call, argument, handlers }: Installation,
): KeyGroup | undefined {
  const made = callOf(frame.facts, argument);
  const client = made && clientOfMiddleware(evaluation, frame, made);
  if (!made || !client || argument.kind !== 'call') return undefined;
  return responseCopy(evaluation, graph, {
    function: frame.function,
    site: { file: frame.file, call: argument.call },
    client,
    pattern: pathOf(call),
    ttl: lifeOf(evaluation, frame, made, client),
    sent: handlers().flatMap((handler) => sentBy(evaluation, handler)),
    invalidations: [],
  });
}

/** `apicache.middleware('5 minutes')`, through a variable or not; the newer package is called itself. */
function clientOfMiddleware(evaluation: Evaluation, frame: Frame, made: CallFact): CacheClient | undefined {
  const callee = evaluation.evaluate(frame, made.callee);
  const cache = callee.kind === 'method' && callee.name === 'middleware' ? callee.object : callee;
  return cache.kind === 'cache' && cache.client.library === apicache ? cache.client : undefined;
}

/** The path that the route is put on; its URLs begin with anything. */
function pathOf({ arguments: [path] }: CallFact): KeyPattern {
  return path?.kind === 'text' ? routePattern(path.value) : keyPattern([{ hole: 'url' }]);
}

function lifeOf(evaluation: Evaluation, frame: Frame, made: CallFact, { defaultTtl }: CacheClient): Ttl {
  const [given] = made.arguments;
  if (!given)
    return typeof defaultTtl === 'number' ? { kind: 'known', milliseconds: defaultTtl } : { kind: 'unknown' };
  const value = evaluation.evaluate(frame, given);
  const milliseconds =
    value.kind === 'constant' ? durationText(value.value, 'milliseconds-or-text') : undefined;
  return milliseconds === undefined ? { kind: 'unknown' } : { kind: 'known', milliseconds };
}
