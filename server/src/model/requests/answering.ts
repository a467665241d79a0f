/**
 * Whether somebody waits for a function as part of a request: a handler of a route or a resolver, and what those call. In:
 * a function. Out: whether; functions that nobody is seen to call are not.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { FileFacts, FunctionFact, ParameterFact } from '../../facts/fileFacts.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey } from '../evaluation/values.js';
import { isRequestName } from './requestNames.js';

/** Callers are looked at this far up: a handler, its service, its store. */
const MAXIMUM_DEPTH = 4;

const ROUTING = /^(get|post|put|patch|delete|del|all|use|on|onGet)$/;
const ROUTE_DECORATORS = /^(Get|Post|Put|Patch|Delete|All|Query|Mutation|ResolveField|FieldResolver)$/;
/** `export async function GET()` in the file of a route, `load` in that of a page. */
const ROUTE_FILE = /(^|\/)(route|\+(server|page\.server|layout\.server))\.[cm]?[jt]sx?$/;
const ROUTE_EXPORTS = /^(GET|POST|PUT|PATCH|DELETE|HEAD|load)$/;
/** Functions that make a handler of one: `procedure.query(async () => …)`, `defineEventHandler(…)`. */
const MAKING_HANDLERS =
  /^(query|mutation|subscription|defineEventHandler|eventHandler|asyncHandler|catchAsync|createServerFn)$/;
/** What GraphQL asks for is named by the file alone: `resolvers.ts`, `resolvers/user.ts`, `user.resolvers.ts`. */
const RESOLVERS_FILE = /(^|[/.])resolvers?[/.]/;

export function answersRequests(
  evaluation: Evaluation,
  graph: CallGraph,
  reference: FunctionReference,
): boolean {
  return isReached(evaluation, graph, reference, 0, new Set());
}

function isReached(
  evaluation: Evaluation,
  graph: CallGraph,
  reference: FunctionReference,
  depth: number,
  seen: Set<string>,
): boolean {
  const facts = evaluation.factsOf(reference.file);
  const fact = facts?.functions[reference.index];
  if (!facts || !fact || seen.has(functionKey(reference))) return false;
  seen.add(functionKey(reference));
  if (isHandler(reference.file, facts, fact)) return true;
  return (
    depth < MAXIMUM_DEPTH &&
    graph
      .callersOf(reference)
      .some(({ function: caller }) => isReached(evaluation, graph, caller, depth + 1, seen))
  );
}

function isHandler(file: string, facts: FileFacts, fact: FunctionFact): boolean {
  return (
    takesRequest(facts, fact) ||
    isGivenToRoute(facts, fact) ||
    fact.decorators.some(({ name }) => ROUTE_DECORATORS.test(name)) ||
    (ROUTE_FILE.test(file) && ROUTE_EXPORTS.test(fact.name)) ||
    RESOLVERS_FILE.test(file)
  );
}

/** `(req, res)`, `(request, reply)` */
function takesRequest(facts: FileFacts, { parameters }: FunctionFact): boolean {
  const [first, second] = parameters.map((parameter) => nameOf(facts, parameter));
  return (
    first !== undefined &&
    second !== undefined &&
    isRequestName(first) &&
    /^_?(res|response|reply|next|h)$/i.test(second)
  );
}

/** `router.get('/:code', async (ctx) => …)`: a handler stands behind a path, or another handler. */
function isGivenToRoute(facts: FileFacts, { argumentOf, parameters: [request] }: FunctionFact): boolean {
  const call = argumentOf && facts.calls[argumentOf.call];
  if (!call) return false;
  if (argumentOf.argument === 0 && MAKING_HANDLERS.test(lastName(call.callee))) return true;
  if (call.callee.kind !== 'member' || !ROUTING.test(lastName(call.callee))) return false;
  const [path] = call.arguments;
  const isBehindPath = path?.kind === 'text' && path.value.startsWith('/');
  const name = request && nameOf(facts, request);
  return isBehindPath || (name !== undefined && isRequestName(name));
}

function nameOf(facts: FileFacts, { bindings: [first = -1] }: ParameterFact): string | undefined {
  return facts.bindings[first]?.name;
}
