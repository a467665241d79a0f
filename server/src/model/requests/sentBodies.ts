/**
 * What a handler answers a request with: what it hands to `res.json` or `c.json`, puts into `ctx.body`, or returns. In: a
 * handler. Out: the values.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { BindingIndex, CallFact, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference, Value } from '../evaluation/values.js';
import { methodOf } from './routing.js';

export function sentBy(evaluation: Evaluation, handler: FunctionReference): readonly Value[] {
  const facts = evaluation.factsOf(handler.file);
  const fact = facts?.functions[handler.index];
  if (!facts || !fact) return [];
  const evaluated = ({ within, value }: Sent): readonly Value[] => {
    const frame = evaluation.symbolicFrame({ file: handler.file, index: within });
    return frame ? [evaluation.evaluate(frame, value)] : [];
  };
  const said = [...sentThrough(facts, handler.index), ...assignedTo(facts, handler.index)];
  return (said.length > 0 ? said : returnedBy(facts, handler.index)).flatMap(evaluated);
}

interface Sent {
  readonly value: Expression;
  readonly within: FunctionIndex;
}

const SENDS = /^(json|send|jsonp)$/;
const SENDS_THROUGH_CONTEXT = /^(json|body|text|html)$/;

/** `res.status(200).json(books)`; `c.json(books)` of Hono. */
function sentThrough(facts: FileFacts, handler: FunctionIndex): readonly Sent[] {
  const [context, response] = (facts.functions[handler]?.parameters ?? []).map(({ bindings }) => bindings[0]);
  const isSending = (call: CallFact): boolean => {
    const root = rootOf(facts, call.callee);
    if (root === undefined) return false;
    return root === response
      ? SENDS.test(methodOf(call))
      : root === context && SENDS_THROUGH_CONTEXT.test(methodOf(call));
  };
  return facts.calls.flatMap((call) => {
    const [value] = call.arguments;
    return value && isInside(facts, call.function, handler) && isSending(call)
      ? [{ value, within: call.function }]
      : [];
  });
}

/** `ctx.body = books` */
function assignedTo(facts: FileFacts, handler: FunctionIndex): readonly Sent[] {
  const [context] = facts.functions[handler]?.parameters[0]?.bindings ?? [];
  return facts.assignments.flatMap(({ target, value, function: within }) =>
    target.kind === 'member' &&
    target.name === 'body' &&
    context !== undefined &&
    rootOf(facts, target.object) === context &&
    isInside(facts, within, handler)
      ? [{ value, within }]
      : [],
  );
}

function returnedBy(facts: FileFacts, handler: FunctionIndex): readonly Sent[] {
  return (facts.functions[handler]?.returns ?? []).flatMap(({ value }) =>
    value ? [{ value, within: handler }] : [],
  );
}

/** The variable that a chain of calls begins with. */
function rootOf(facts: FileFacts, expression: Expression): BindingIndex | undefined {
  if (expression.kind === 'name') return expression.binding;
  if (expression.kind === 'member') return rootOf(facts, expression.object);
  const callee = callOf(facts, expression)?.callee;
  return callee && rootOf(facts, callee);
}
