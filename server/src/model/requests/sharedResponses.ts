/**
 * Responses that caches on the way may keep for everybody: `Cache-Control: public`, `s-maxage=60`. In: the facts of all files. Out: where
 * a handler says so that lets people in, or whose answer is made of who asks. With `Vary: Cookie` it tells people apart, and so
 * does a header that is only set where nobody is signed in.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, Expression, FileFacts, TextRange } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference, Value } from '../evaluation/values.js';
import { isMadeOfIdentity } from './ownIdentity.js';
import { identityIn, whoAsks } from './requestIdentity.js';

export interface SharedResponse {
  readonly file: string;
  readonly range: TextRange;
  readonly handler: FunctionReference;
  /** How the code says who asks: `getServerSession()`. */
  readonly identity: string;
  /** What the header says: `public, s-maxage=60`. */
  readonly directives: string;
}

export function sharedResponses(evaluation: Evaluation): readonly SharedResponse[] {
  return evaluation.files.flatMap((file) => {
    const calls = evaluation.factsOf(file)?.calls ?? [];
    return calls.flatMap((call) => sharedBy(evaluation, file, call));
  });
}

function sharedBy(evaluation: Evaluation, file: string, call: CallFact): readonly SharedResponse[] {
  const frame = mayName(call, CACHE_CONTROL)
    ? evaluation.symbolicFrame({ file, index: call.function })
    : undefined;
  const directives = frame && headersIn(evaluation, frame, call, CACHE_CONTROL).find(isShared);
  if (!frame || directives === undefined) return [];
  const { facts, function: handler } = frame;
  const isForNobody = call.branches.some(
    ({ condition, arm }) => condition !== undefined && meansNobody(facts, condition, arm === 'true'),
  );
  if (isForNobody || varies(evaluation, frame)) return [];
  const identity = reachesAnswer(frame) ? whoAsks(evaluation, handler) : undefined;
  return identity === undefined ? [] : [{ file, range: call.nameRange, handler, identity, directives }];
}

/** `if (!session) { … }`, `if (session) return own(); …`: nobody is signed in there. */
function meansNobody(facts: FileFacts, condition: Expression, holds: boolean): boolean {
  if (condition.kind === 'unary' && condition.operator === '!')
    return meansNobody(facts, condition.operand, !holds);
  if (condition.kind !== 'binary') return !holds && identityIn(facts, condition) !== undefined;
  const { operator, left, right } = condition;
  if (operator === (holds ? '&&' : '||'))
    return [left, right].some((side) => meansNobody(facts, side, holds));
  const isNothing = right.kind === 'null' || right.kind === 'undefined';
  return (
    isNothing && /^[!=]==?$/.test(operator) && meansNobody(facts, left, operator.startsWith('!') === holds)
  );
}

const ANSWERING = /^(json|jsonp|send|end|render|html|text|Response)$/;

/** Who asks decides whether there is an answer, or is in it; a visit that is only noted down changes nothing. */
function reachesAnswer({ facts, fact }: Frame): boolean {
  const calls = fact.calls.flatMap((index) => facts.calls[index] ?? []);
  const isRefused = calls.some(({ branches }) =>
    branches.some(
      ({ afterExit, condition }) => afterExit && condition && identityIn(facts, condition) !== undefined,
    ),
  );
  const answers = calls.filter(({ callee }) => ANSWERING.test(lastName(callee)));
  const given = [
    ...answers.flatMap((call) => call.arguments),
    ...fact.returns.flatMap(({ value }) => value ?? []),
  ];
  return isRefused || given.some((value) => isMadeOfIdentity(facts, value));
}

const CACHE_CONTROL = /^cache-control$/i;
const VARY = /^vary$/i;

/** Whether some call of the function says that the response is another one for each cookie or token. */
function varies(evaluation: Evaluation, frame: Frame): boolean {
  const calls = frame.fact.calls.flatMap((index) => frame.facts.calls[index] ?? []);
  return calls.some((call) =>
    headersIn(evaluation, frame, call, VARY).some((names) => /cookie|authorization|\*/i.test(names)),
  );
}

/** Whether shared caches keep it: `private` is for the browser alone. */
function isShared(directives: string): boolean {
  if (/\b(private|no-store|no-cache)\b/i.test(directives)) return false;
  return /\bs-maxage=(?!0\b)/i.test(directives) || /\bpublic\b(?!.*\bmax-age=0\b)/i.test(directives);
}

function mayName({ arguments: given }: CallFact, header: RegExp): boolean {
  return given.some(
    (argument) => (argument.kind === 'text' && header.test(argument.value)) || argument.kind === 'object',
  );
}

/** `setHeader('Cache-Control', …)`, `json(body, { headers: { 'Cache-Control': … } })` */
function headersIn(
  evaluation: Evaluation,
  frame: Frame,
  { arguments: given }: CallFact,
  header: RegExp,
): readonly string[] {
  const [name, value] = given;
  const said = name?.kind === 'text' && header.test(name.value) && value ? [value] : [];
  return [...said, ...given.flatMap((argument) => namedIn(argument, header, 0))].flatMap(
    (one) => textOf(evaluation.evaluate(frame, one)) ?? [],
  );
}

const MAXIMUM_DEPTH = 2;

function namedIn(expression: Expression, header: RegExp, depth: number): readonly Expression[] {
  if (expression.kind !== 'object' || depth > MAXIMUM_DEPTH) return [];
  return expression.properties.flatMap(({ name, value }) =>
    header.test(name) ? [value] : namedIn(value, header, depth + 1),
  );
}

/** What is not known of it stands as a number. */
function textOf(value: Value): string | undefined {
  if (value.kind === 'constant') return String(value.value);
  if (value.kind !== 'text') return undefined;
  return value.parts.map((part) => (typeof part === 'string' ? part : '60')).join('');
}
