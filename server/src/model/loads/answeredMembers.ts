/**
 * Which members does the code say that an answer of another service has, where it is cached whole? In: a write of the cache. Out: the
 * names that a type says: of the variable that is kept, of the call that reads the answer, of the function that gives it.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { CallFact, CallIndex, Expression, FileFacts, TypeReference } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';
import { outermostSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { functionsIn, isNotUnderstood, rowsWithin, type Value } from '../evaluation/values.js';
import { membersOfType } from './membersOfType.js';
import type { RemoteCalls } from './remoteCalls.js';

export function answeredMembers(
  evaluation: Evaluation,
  remote: RemoteCalls,
  effect: CacheEffect,
): readonly string[] {
  if (!effect.value || !isAnswer(effect.value)) return [];
  const { file, call } = outermostSite(effect);
  const facts = evaluation.factsOf(file);
  const written = facts?.calls[call];
  const frame = written && evaluation.symbolicFrame({ file, index: written.function });
  if (!facts || !written || !frame) return [];
  return written.arguments.flatMap((argument) => {
    const kept = withoutText(facts, argument);
    return isAnswer(evaluation.evaluate(frame, kept)) ? membersOf(evaluation, remote, frame, kept) : [];
  });
}

/** Nobody knows what is in it, and it is not made of rows. */
function isAnswer(value: Value): boolean {
  return isNotUnderstood(value) && rowsWithin(value).length === 0;
}

/** `JSON.stringify(token)` */
function withoutText(facts: FileFacts, argument: Expression): Expression {
  const call = callOf(facts, argument);
  const [first] = call?.arguments ?? [];
  return call?.callee.kind === 'member' && call.callee.name === 'stringify' && first ? first : argument;
}

/** Of a name, or of a call; what is taken out of something is not the answer itself. */
function membersOf(
  evaluation: Evaluation,
  remote: RemoteCalls,
  frame: Frame,
  kept: Expression,
): readonly string[] {
  const { facts, file } = frame;
  const binding = kept.kind === 'name' ? facts.bindings[kept.binding] : undefined;
  const path = binding?.path ?? [];
  const source = callIn(binding ? binding.initializer : kept);
  const call = source === undefined ? undefined : facts.calls[source];
  // `const { data } = await axios.get<Token>(url)`
  const isWhole = path.length === 0 || (path.length === 1 && /^(data|body)$/.test(path[0] ?? ''));
  if (!isWhole || !call || source === undefined || !isAsked(remote, frame, source)) return [];
  const types = [binding?.type, ...typesOf(evaluation, frame, call)];
  return types.flatMap((type) => (type ? membersOfType(evaluation, file, type).map(({ name }) => name) : []));
}

function callIn(expression: Expression | undefined): CallIndex | undefined {
  if (expression?.kind === 'await') return callIn(expression.value);
  return expression?.kind === 'call' ? expression.call : undefined;
}

/** `request()`, or `answer.json()` of `const answer = await fetch(url)`. */
function isAsked(remote: RemoteCalls, { facts, file }: Frame, call: CallIndex): boolean {
  if (remote.isRemote({ file, call })) return true;
  const callee = facts.calls[call]?.callee;
  if (callee?.kind !== 'member' || callee.name !== 'json') return false;
  const { object } = callee;
  const asked = callIn(object.kind === 'name' ? facts.bindings[object.binding]?.initializer : object);
  return asked !== undefined && remote.isRemote({ file, call: asked });
}

function typesOf(
  evaluation: Evaluation,
  frame: Frame,
  call: CallFact,
): readonly (TypeReference | undefined)[] {
  const returned = functionsIn(evaluation.evaluate(frame, call.callee)).map(
    ({ function: { file, index } }) =>
      // Its type is named in its own file.
      file === frame.file ? evaluation.factsOf(file)?.functions[index]?.returnType : undefined,
  );
  return [call.asserted, call.typeArguments?.[0], ...returned];
}
