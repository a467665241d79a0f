/**
 * Copies of what routes answer, kept by middleware of the project: it writes what a handler hands to `res.json`. In: the
 * calls that put middleware before handlers. Out: the uses of its keys, with the rows that the handlers behind it send
 * in the place of the body.
 */
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite, outermostSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { patternsOf } from '../evaluation/patterns.js';
import { either, type FunctionReference, type Value } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { settledTtl } from '../lifetimes/ttl.js';
import { handlersBehind, holdsBody, INSTALLING, laidOut, methodOf } from './routing.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

/** The uses with those of kept responses, which take the place of what is known of the middleware alone. */
export function withKeptResponses(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  uses: readonly KeyUse[],
): readonly KeyUse[] {
  if (!uses.some(({ effect }) => isWrite(effect))) return uses;
  const kept = evaluation.files.flatMap((file) => {
    const calls = evaluation.factsOf(file)?.calls ?? [];
    return calls.flatMap((call, index) => keptBehind(evaluation, effects, graph, { file, index, call }));
  });
  const isReplaced = (use: KeyUse): boolean =>
    isWrite(use.effect) &&
    kept.some(({ effect }) => isWrite(effect) && isSameSite(effect.site, use.effect.site));
  return kept.length === 0 ? uses : [...uses.filter((use) => !isReplaced(use)), ...kept];
}

function isWrite({ operation }: CacheEffect): boolean {
  return operation === 'write' || operation === 'write-part';
}

interface InstallingCall {
  readonly file: string;
  readonly index: CallIndex;
  readonly call: CallFact;
}

function keptBehind(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  { file, index, call }: InstallingCall,
): readonly KeyUse[] {
  if (!INSTALLING.test(methodOf(call))) return [];
  const frame = evaluation.symbolicFrame({ file, index: call.function });
  if (!frame) return [];
  return laidOut(call.arguments).flatMap((argument, position) => {
    const middleware = evaluation.evaluate(frame, argument);
    if (middleware.kind !== 'function' || !graph.mayHaveEffects(middleware.function)) return [];
    const own = keptBy(evaluation, effects, middleware);
    if (!own.some(isWrite)) return [];
    const sent = sentBehind(evaluation, frame, index, position);
    if (sent.length === 0) return [];
    return own.map((effect) =>
      useOf(middleware, isWrite(effect) ? { ...effect, value: either(sent) } : effect),
    );
  });
}

/** What a middleware does to a cache, where it writes a body there; else nothing. */
function keptBy(evaluation: Evaluation, effects: Effects, middleware: FunctionValue): readonly CacheEffect[] {
  return effects
    .ofHandler(middleware)
    .filter((effect) => effect.kind === 'cache')
    .filter(
      ({ operation, value, ...effect }) =>
        operation === 'read' ||
        (isWrite({ ...effect, operation }) && value && holdsBody(evaluation, value, middleware.function)),
    );
}

function useOf({ function: owner }: FunctionValue, effect: CacheEffect): KeyUse {
  return {
    effect,
    function: owner,
    patterns: patternsOf(effect.key),
    ttl: settledTtl(effect.ttl),
    ttlSite: outermostSite(effect),
    conditional: false,
    callersMatter: false,
  };
}

function sentBehind(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
  position: number,
): readonly Value[] {
  return handlersBehind(evaluation, frame, index, position).flatMap((handler) => sentBy(evaluation, handler));
}

const SENDS = /^(json|send|jsonp)$/;

/** What a handler answers: `res.status(200).json(books)`. */
function sentBy(evaluation: Evaluation, { file, index }: FunctionReference): readonly Value[] {
  const facts = evaluation.factsOf(file);
  const [response] = facts?.functions[index]?.parameters[1]?.bindings ?? [];
  if (!facts || response === undefined) return [];
  return facts.calls.flatMap((call) => {
    const [body] = call.arguments;
    if (!body || !SENDS.test(methodOf(call)) || rootOf(facts, call.callee) !== response) return [];
    if (call.function !== index && !isInside(facts, call.function, index)) return [];
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    return frame ? [evaluation.evaluate(frame, body)] : [];
  });
}

/** The variable that a chain of calls begins with. */
function rootOf(facts: FileFacts, expression: Expression): number | undefined {
  if (expression.kind === 'name') return expression.binding;
  if (expression.kind === 'member') return rootOf(facts, expression.object);
  const callee = expression.kind === 'call' ? facts.calls[expression.call]?.callee : undefined;
  return callee && rootOf(facts, callee);
}
