/**
 * Whether what a request handler does depends on who asks: `req.user`, a session, a cookie, a header that says who one
 * is. In: a function. Out: how the code says it; nothing when it only writes it to a log.
 */

import { callOf } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BindingIndex,
  CallFact,
  DecoratorFact,
  Expression,
  FileFacts,
} from '../../facts/fileFacts.js';
import { partsOfExpression } from '../calls/callFlow.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey } from '../evaluation/values.js';
import { firstOf } from '../lists.js';
import { asksByName, isContextName, isIdentityName, isRequestName, saysWho } from './requestNames.js';

/** Calls are followed this far: a handler, its service, a helper that knows the user. */
const MAXIMUM_DEPTH = 2;
const MAXIMUM_HOPS = 4;

/** What a handler takes out of its request where it declares the parameter: `({ user }, reply)`. */
const PARTS_OF_REQUEST = /^(user|session|auth|headers|cookies|currentUser|locals|state)$/;
/** A value that is written down is not answered with. */
const RECORDING = /^(console|log|logger|_?log(ger)?|debug|trace|audit|metrics|sentry|analytics|track|span)$/i;

const READING = /^(get|header|getHeader|getStore|switchToHttp|getRequest)$/;

const DECORATED =
  /^(req|request|get|current|active|auth|authenticated|loggedin)*(users?|account|member|session|tenant|customer|principal|identity|organi[sz]ation|workspace|jwt|claims|viewer|auth|token)(id|data|info|payload|decorator)?$/;
const GIVEN_BY_URL: ReadonlySet<string> = new Set([
  'Param',
  'Query',
  'Body',
  'UploadedFile',
  'UploadedFiles',
]);

/** `@CurrentUser()`, `@Session()`, `@Headers('authorization')` */
function asksByDecorator({ name, arguments: [argument] }: DecoratorFact): boolean {
  if (GIVEN_BY_URL.has(name)) return false;
  if (/^(headers?|cookies?)$/i.test(name)) return argument?.kind === 'text' && isIdentityName(argument.value);
  return DECORATED.test(name.toLowerCase());
}

const NONE: ReadonlySet<string> = new Set();

/**
 * `req.user`, `@User() user`, `auth()`; undefined where nothing says who asks. `own` are names that the code's own checks give
 * to members of a request.
 */
export function whoAsks(
  evaluation: Evaluation,
  reference: FunctionReference,
  own: ReadonlySet<string> = NONE,
): string | undefined {
  return new IdentitySearch(evaluation, own).in(reference, 0);
}

class IdentitySearch {
  private readonly seen = new Set<string>();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly own: ReadonlySet<string>,
  ) {}

  in(reference: FunctionReference, depth: number): string | undefined {
    const facts = this.evaluation.factsOf(reference.file);
    if (!facts || depth > MAXIMUM_DEPTH || this.seen.has(functionKey(reference))) return undefined;
    this.seen.add(functionKey(reference));
    const inside = functionsWithin(facts, reference.index);
    const calls = facts.calls.filter((call) => inside.has(call.function) && !isRecording(facts, call));
    const found = firstOf(expressionsIn(facts, inside, calls), (root) => identityIn(facts, root, this.own));
    return found ?? firstOf(calls, (call) => this.behind(reference, call, depth));
  }

  /** In the workspace function that a call runs. */
  private behind(reference: FunctionReference, call: CallFact, depth: number): string | undefined {
    const frame = this.evaluation.symbolicFrame({ file: reference.file, index: call.function });
    const callee = frame && this.evaluation.evaluate(frame, call.callee);
    return callee?.kind === 'function' ? this.in(callee.function, depth + 1) : undefined;
  }
}

/** A function and all that is written inside it. */
function functionsWithin(facts: FileFacts, index: number): ReadonlySet<number> {
  const inside = new Set([index]);
  // A function stands behind the one around it.
  for (const [candidate, { parent }] of facts.functions.entries())
    if (inside.has(parent)) inside.add(candidate);
  return inside;
}

function expressionsIn(
  facts: FileFacts,
  inside: ReadonlySet<number>,
  calls: readonly CallFact[],
): readonly Expression[] {
  const returned = [...inside].flatMap((index) => facts.functions[index]?.returns ?? []);
  const conditions = [...calls, ...returned].flatMap(({ branches }) =>
    branches.flatMap((step) => step.condition ?? []),
  );
  const assigned = facts.assignments
    .filter((entry) => inside.has(entry.function))
    .map((entry) => entry.value);
  return [
    ...calls.flatMap((call) => [call.callee, ...call.arguments]),
    ...returned.flatMap((entry) => entry.value ?? []),
    ...conditions,
    ...assigned,
  ];
}

function isRecording(facts: FileFacts, { callee }: CallFact): boolean {
  return chainOf(facts, callee).names.some((name) => RECORDING.test(name));
}

/** What an expression mentions of whoever asks; functions inside it are looked at by themselves. */
export function identityIn(facts: FileFacts, root: Expression, own = NONE, depth = 0): string | undefined {
  if (depth > 30) return undefined;
  const found = identityOf(facts, root, own);
  if (found !== undefined) return found;
  const call = callOf(facts, root);
  if (call && isRecording(facts, call)) return undefined;
  return firstOf(partsOfExpression(facts, root), (part) => identityIn(facts, part, own, depth + 1));
}

/** `a.b.c`: what it begins with, and the names from there on; variables are followed to what they hold. */
interface Chain {
  readonly binding: BindingIndex | undefined;
  readonly names: readonly string[];
}

function chainOf(facts: FileFacts, expression: Expression, hops = 0): Chain {
  switch (expression.kind) {
    case 'name': {
      const binding = facts.bindings[expression.binding];
      const { initializer } = binding ?? {};
      if (binding?.kind !== 'variable' || !initializer || hops >= MAXIMUM_HOPS)
        return { binding: expression.binding, names: [expression.name] };
      const whole = chainOf(facts, initializer, hops + 1);
      return { ...whole, names: [...whole.names, ...(binding.path ?? [])] };
    }
    case 'member': {
      const object = chainOf(facts, expression.object, hops);
      return { ...object, names: [...object.names, expression.name] };
    }
    case 'element': {
      const object = chainOf(facts, expression.object, hops);
      const name = expression.index.kind === 'text' ? expression.index.value : '*';
      return { ...object, names: [...object.names, name] };
    }
    case 'this':
      return { binding: undefined, names: ['this'] };
    case 'await':
      return chainOf(facts, expression.value, hops);
    case 'call':
      return chainOfCall(facts, facts.calls[expression.call], hops);
    default:
      return { binding: undefined, names: [] };
  }
}

/** `req.get('authorization')` reads a member; `auth()` begins a chain of its own. */
function chainOfCall(facts: FileFacts, call: CallFact | undefined, hops: number): Chain {
  if (!call) return { binding: undefined, names: [] };
  const callee = chainOf(facts, call.callee, hops);
  const last = callee.names.at(-1) ?? '';
  const [name] = call.arguments;
  if (READING.test(last) && (name?.kind === 'text' || call.arguments.length === 0)) {
    return {
      ...callee,
      names: [...callee.names.slice(0, -1), ...(name?.kind === 'text' ? [name.value] : [])],
    };
  }
  return asksByName(last) ? { binding: undefined, names: [`${last}()`] } : { binding: undefined, names: [] };
}

function identityOf(facts: FileFacts, expression: Expression, own: ReadonlySet<string>): string | undefined {
  const { binding: index, names } = chainOf(facts, expression);
  const [first, ...path] = names;
  if (first === undefined) return undefined;
  if (first.endsWith('()')) return first;
  const binding = index === undefined ? undefined : facts.bindings[index];
  if (binding?.kind === 'parameter') return identityOfParameter(facts, binding, path, own);
  const isContext = first === 'this' ? isContextName(path[0] ?? '') : isContextName(first);
  const members = first === 'this' ? path.slice(1) : path;
  return isContext && saysWho(members) ? shown(names, path) : undefined;
}

function identityOfParameter(
  facts: FileFacts,
  binding: BindingFact,
  path: readonly string[],
  own: ReadonlySet<string>,
): string | undefined {
  const parameter = facts.functions[binding.function]?.parameters[binding.parameter ?? -1];
  const decorator = parameter?.decorators.find(asksByDecorator);
  if (decorator) return `@${decorator.name}()`;
  const whole = [...(binding.path ?? []), ...path];
  const isRequest =
    PARTS_OF_REQUEST.test(binding.path?.[0] ?? '') ||
    isRequestName(binding.name) ||
    parameter?.decorators.some(({ name }) => /^req(uest)?$/i.test(name)) === true;
  return isRequest && saysWho(whole, own)
    ? shown([binding.path ? 'req' : binding.name, ...whole], whole, own)
    : undefined;
}

/** Up to the name that says who: `req.user` of `req.user.name`. */
function shown(names: readonly string[], path: readonly string[], own = NONE): string {
  const rest = path.length - 1 - path.findIndex((name) => isIdentityName(name) || own.has(name));
  return names.slice(0, names.length - rest).join('.');
}
