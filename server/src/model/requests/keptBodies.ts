/**
 * What a middleware keeps: is a value the body of a response that handlers behind it send? In: a value and the function
 * that writes it to a cache. Out: whether it is.
 */
import type { FileFacts } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import {
  type FunctionReference,
  isSameFunction,
  type Parameter,
  someValue,
  type Value,
} from '../evaluation/values.js';

export function holdsBody(evaluation: Evaluation, value: Value, owner: FunctionReference): boolean {
  const facts = evaluation.factsOf(owner.file);
  if (!facts) return false;
  return someValue(
    value,
    (part) =>
      part.kind === 'parameter' &&
      part.function.file === owner.file &&
      (isHandedInside(facts, part, owner) ||
        (isSameFunction(part.function, owner) &&
          (isPayload(facts, part) || isBodyOfContext(facts, part, owner)))),
  );
}

/** What is kept was handed to a function inside the middleware: `res.json = (body) => …`. */
function isHandedInside(facts: FileFacts, part: Parameter, owner: FunctionReference): boolean {
  const { index } = part.function;
  return index !== owner.index && isInside(facts, index, owner.index) && !isOtherMethod(facts, index);
}

/** `ctx.signIn = async (user) => …`: handlers are given a function that sends nothing. */
function isOtherMethod({ assignments }: FileFacts, index: number): boolean {
  const put = assignments.find(({ value }) => value.kind === 'function' && value.function === index);
  return put?.target.kind === 'member' && !SENDS.test(put.target.name);
}

const SENDS = /^(json|jsonp|send(File)?|end|write|render|html|text|body|respond|reply|push)$/i;

/** The third thing that a hook of Fastify is given: `async (request, reply, payload) => …`. */
function isPayload(facts: FileFacts, { index, name, path, function: { index: owner } }: Parameter): boolean {
  const count = facts.functions[owner]?.parameters.length ?? 0;
  return index === 2 && count >= 3 && path.length === 0 && !/^_?(next|done|res|cb|callback)$/.test(name);
}

/** Whether a value is, as a whole, what the handlers behind a middleware put into its context. */
export function isBodySentBehind(evaluation: Evaluation, value: Value, owner: FunctionReference): boolean {
  if (value.kind !== 'parameter' || !isSameFunction(value.function, owner)) return false;
  const facts = evaluation.factsOf(owner.file);
  return facts !== undefined && isBodyOfContext(facts, value, owner);
}

/**
 * `ctx.body` of Koa, `c.res` of Hono, `context.result` of Feathers, in a middleware that lets the handlers run:
 * `await next()`.
 */
function isBodyOfContext(
  facts: FileFacts,
  { index, path: [first, second] }: Parameter,
  owner: FunctionReference,
): boolean {
  const isBody = /^(body|res|result)$/.test(first ?? '') || (first === 'response' && second === 'body');
  if (index !== 0 || !isBody) return false;
  const [, next, ...others] = facts.functions[owner.index]?.parameters ?? [];
  const [binding] = next?.bindings ?? [];
  if (binding === undefined || others.length > 0) return false;
  return facts.calls.some(
    (call) =>
      call.callee.kind === 'name' &&
      call.callee.binding === binding &&
      isInside(facts, call.function, owner.index),
  );
}
