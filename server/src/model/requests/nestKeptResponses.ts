/**
 * Responses that Nest's `CacheInterceptor` keeps, as copies of the rows in them: under what `@CacheKey` says or the path of
 * the route, for as long as `@CacheTTL` or the module says. In: the routes it is put on, and the uses of keys. Out: a
 * group of keys for each route that gives rows.
 */
import { type KeyPattern, unify } from '../../../../shared/src/keyPattern.js';
import type { DecoratorFact } from '../../facts/fileFacts.js';
import type { CallGraph } from '../calls/callGraph.js';
import { clientOfToken } from '../commands/libraryInstances.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { type CacheClient, constant, type Value } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { type Ttl, ttlOfCall } from '../lifetimes/ttl.js';
import { type CachedRoute, cachedRoutes } from './nestResponseCaches.js';
import { responseCopy } from './responseCopies.js';
import { routePattern } from './routePattern.js';
import { sentBy } from './sentBodies.js';

const TOKEN = 'CACHE_MANAGER';

export function nestKeptResponses(
  evaluation: Evaluation,
  graph: CallGraph,
  uses: readonly KeyUse[],
): readonly KeyGroup[] {
  return cachedRoutes(evaluation).flatMap((route) => {
    const client = clientOfToken(evaluation, route.frame.file, TOKEN);
    return (client && copyOf(evaluation, graph, uses, route, client)) ?? [];
  });
}

function copyOf(
  evaluation: Evaluation,
  graph: CallGraph,
  uses: readonly KeyUse[],
  route: CachedRoute,
  client: CacheClient,
): KeyGroup | undefined {
  const [call] = route.frame.facts.functions[route.function.index]?.calls ?? [];
  const named = namedKey(evaluation, route);
  const pattern = named ? patternsOf(named)[0] : pathOf(evaluation, route);
  const onClient = uses.filter(({ effect }) => effect.client.library === client.library);
  if (call === undefined || !pattern || (!named && onClient.some(mayDeletePaths))) return undefined;
  return responseCopy(evaluation, graph, {
    function: route.function,
    site: { file: route.frame.file, call },
    client,
    pattern,
    ttl: lifeOf(evaluation, route, client),
    sent: sentBy(evaluation, route.function),
    invalidations: onClient.filter(
      ({ effect, patterns }) =>
        /^invalidate(-part)?$/.test(effect.operation) && patterns.some((one) => unify(one, pattern)),
    ),
  });
}

/** `@CacheKey('products')`, of the route or its controller. */
function namedKey(evaluation: Evaluation, { frame, owner, decorators }: CachedRoute): Value | undefined {
  const decorator = [...decorators, ...owner.decorators].find(({ name }) => name === 'CacheKey');
  const [key] = decorator?.arguments ?? [];
  return key && evaluation.evaluate(frame, key);
}

/** Keys that are listed, or that begin with what cannot be read or with a slash: the paths of responses may be among them. */
function mayDeletePaths({ effect: { operation, key }, patterns }: KeyUse): boolean {
  if (operation === 'scan') return true;
  if (!operation.startsWith('invalidate')) return false;
  if (key.kind === 'cached') return true;
  return patterns.some(({ parts: [first] }) => typeof first !== 'string' || first.startsWith('/'));
}

/** `/products/{id}`: the path under which the route is asked for, without what stands before it everywhere. */
function pathOf(evaluation: Evaluation, { frame, owner, decorators }: CachedRoute): KeyPattern | undefined {
  const controller = owner.decorators.find(({ name }) => name === 'Controller');
  const method = decorators.find(({ name }) => /^(Get|All)$/.test(name));
  const parts = [controller, method].map((decorator) => decorator && pathIn(evaluation, frame, decorator));
  if (parts.some((part) => part === undefined)) return undefined;
  return routePattern(parts.join('/'));
}

/** `@Controller('products')`, `@Controller({ path: 'products' })` */
function pathIn(
  evaluation: Evaluation,
  frame: CachedRoute['frame'],
  { arguments: [given] }: DecoratorFact,
): string | undefined {
  if (!given) return '';
  const value = evaluation.evaluate(frame, given);
  const path = value.kind === 'record' ? (value.fields.get('path') ?? constant('')) : value;
  return path.kind === 'constant' ? String(path.value) : undefined;
}

/** `@CacheTTL(30)` counts as the number that a write of the version is given. */
function lifeOf(evaluation: Evaluation, { frame, owner, decorators }: CachedRoute, client: CacheClient): Ttl {
  const decorator = [...decorators, ...owner.decorators].find(({ name }) => name === 'CacheTTL');
  const [ttl] = decorator?.arguments ?? [];
  const form = client.library.command('set', client.major);
  if (!form) return { kind: 'unknown' };
  return ttlOfCall(
    client,
    form,
    ttl ? [constant(null), constant(null), evaluation.evaluate(frame, ttl)] : [],
  );
}
