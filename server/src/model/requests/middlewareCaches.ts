/**
 * Middleware that answers with a kept response: the code's own, which writes what a handler sends under a key made of
 * the URL, and that of packages. In: the uses of keys. Out: each place where such a middleware stands before a handler
 * whose response depends on who asks, or before a check of who asks.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { plainText } from '../evaluation/texts.js';
import { functionKey, functionsIn, type Value } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { type Installation, installationsIn } from './installations.js';
import { EVERY_PATH, pathOf } from './mountedPaths.js';
import { OwnIdentityNames } from './ownIdentity.js';
import { whoAsks } from './requestIdentity.js';
import type { PrivateRoute, ResponseCache } from './responseCaches.js';
import { keepersByUrl } from './responseKeepers.js';
import { laidOut, laterCalls, methodOf } from './routing.js';

/** Packages whose middleware keeps responses under the URL unless it is told otherwise. */
const PACKAGES: ReadonlySet<string> = new Set([
  'apicache',
  'apicache-plus',
  'route-cache',
  'express-redis-cache',
  'hono/cache',
]);
/** Options that put more into the key of such a package. */
const KEY_OPTIONS: ReadonlySet<string> = new Set(['appendKey', 'keyGenerator', 'key']);

const CHECK =
  /^(is|require|ensure|verify|check|must)?_?(auth|authenticate|authenticated|authori[sz]e|authori[sz]ed|protect|protected|guard|loggedin|login|user|token|jwt|admin|signedin|requireauth|jwtauth|authguard|authmiddleware|authenticatetoken|authenticateuser|authenticatejwt|ensureloggedin)(middleware|required|check)?$/i;

export function middlewareCaches(evaluation: Evaluation, uses: readonly KeyUse[]): readonly ResponseCache[] {
  const own = keepersByUrl(evaluation, uses);
  const search = new Installations(evaluation, own);
  return evaluation.files.flatMap((file) => search.in(file));
}

class Installations {
  private readonly keyed: boolean;
  private readonly identityNames: OwnIdentityNames;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly own: ReadonlySet<string>,
  ) {
    this.identityNames = new OwnIdentityNames(evaluation);
    this.keyed = evaluation.files.some((file) => setsKeyOption(evaluation.factsOf(file)));
  }

  in(file: string): readonly ResponseCache[] {
    const facts = this.evaluation.factsOf(file);
    if (!facts || (this.own.size === 0 && !mayUsePackage(facts))) return [];
    return installationsIn(this.evaluation, file).flatMap((one) => this.at(one));
  }

  private at(installation: Installation): readonly ResponseCache[] {
    const { frame, call, argument, handlers } = installation;
    if (!this.isCache(frame, argument) || this.isToldApart(frame, argument)) return [];
    const routes = handlers().flatMap((handler): readonly PrivateRoute[] => {
      const identity = whoAsks(this.evaluation, handler, this.identityNames.around(frame.file, handler));
      return identity === undefined ? [] : [{ function: handler, identity }];
    });
    const skippedCheck = checkBehind(installation);
    if (routes.length === 0 && skippedCheck === undefined) return [];
    const range = rangeOfArgument(frame.facts, call, argument) ?? call.nameRange;
    const name = nameIn(frame.facts, argument);
    const keeper = this.evaluation.evaluate(frame, argument);
    return [
      {
        file: frame.file,
        range,
        routes,
        ...(name !== undefined && { name }),
        ...(keeper.kind === 'function' && { keeper: keeper.function }),
        ...(skippedCheck !== undefined && { skippedCheck }),
      },
    ];
  }

  /**
   * `pageCache({ by: (ctx) => ctx.state.user.id })`, `pageCache({ skip: ['/editor'] })`: what makes it is given something that
   * looks at who asks, or the paths that it is for or not. The same of what makes it inside: `perUser(60)`, which calls
   * `pageCache(60, (req) => req.user.id)`.
   */
  private isToldApart(frame: Frame, argument: Expression): boolean {
    const keeper = this.evaluation.evaluate(frame, argument);
    const inside = keeper.kind === 'function' ? argumentsAround(keeper.frame) : [];
    const given = argument.kind === 'call' ? this.evaluation.argumentsOf(frame, argument.call) : [];
    return [...given, ...inside].some(
      (value) =>
        listsPaths(value) ||
        functionsWithin(value).some((made) => whoAsks(this.evaluation, made.function) !== undefined),
    );
  }

  private isCache(frame: Frame, argument: Expression): boolean {
    const value = this.evaluation.evaluate(frame, argument);
    if (value.kind === 'function') return this.own.has(functionKey(value.function));
    return !this.keyed && PACKAGES.has(moduleOf(this.evaluation, frame, argument) ?? '');
  }
}

/** What the functions around a function were given when it was made. */
function argumentsAround({ outer, arguments: given = [] }: Frame): readonly Value[] {
  return outer ? [...given, ...argumentsAround(outer)] : given;
}

function listsPaths(value: Value): boolean {
  if (value.kind === 'record') return [...value.fields.values()].some(listsPaths);
  return value.kind === 'array' && value.items.some((item) => plainText(item)?.startsWith('/') === true);
}

function functionsWithin(value: Value): readonly Extract<Value, { kind: 'function' }>[] {
  return value.kind === 'record' ? [...value.fields.values()].flatMap(functionsIn) : functionsIn(value);
}

/** A check of who asks that only runs where the cache has nothing. */
function checkBehind({ frame, index, call, position }: Installation): string | undefined {
  if (position === undefined || isCheckedBefore(frame.facts, index, call)) return undefined;
  const behind = laidOut(call.arguments).slice(position + 1);
  if (methodOf(call) !== 'use') return checkAmong(behind.slice(0, -1), frame.facts);
  // What ends on a path of its own never comes to the checks of others.
  if (pathOf(call) !== EVERY_PATH) return checkAmong(behind, frame.facts);
  const later = laterCalls(frame.facts, index, call).flatMap((other) => laidOut(other.arguments));
  return checkAmong([...behind, ...later], frame.facts);
}

/** An earlier `router.use(requireAuth)` asks already. */
function isCheckedBefore(facts: FileFacts, index: CallIndex, { callee }: CallFact): boolean {
  const router = callee.kind === 'member' && callee.object.kind === 'name' ? callee.object.binding : -1;
  const earlier = facts.calls.filter(
    (other, position) =>
      position < index &&
      methodOf(other) === 'use' &&
      other.callee.kind === 'member' &&
      other.callee.object.kind === 'name' &&
      other.callee.object.binding === router,
  );
  return (
    checkAmong(
      earlier.flatMap((other) => laidOut(other.arguments)),
      facts,
    ) !== undefined
  );
}

function checkAmong(given: readonly Expression[], facts: FileFacts): string | undefined {
  return given
    .map((argument) => nameIn(facts, argument))
    .find((name) => name !== undefined && CHECK.test(name.replace(/^.*\./, '')));
}

/** `requireAuth`, `auth.protect`, `passport.authenticate` of `passport.authenticate('jwt')`. */
function nameIn(facts: FileFacts, expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'call') {
    const callee = facts.calls[expression.call]?.callee;
    return callee && nameIn(facts, callee);
  }
  if (expression.kind !== 'member') return undefined;
  const object = nameIn(facts, expression.object);
  return object === undefined ? expression.name : `${object}.${expression.name}`;
}

function rangeOfArgument(
  facts: FileFacts,
  call: CallFact,
  argument: Expression,
): CallFact['nameRange'] | undefined {
  if (argument.kind === 'function') return undefined;
  const made = callOf(facts, argument);
  if (made) return made.nameRange;
  const position = call.arguments.indexOf(argument);
  return position < 0 ? undefined : call.argumentRanges[position];
}

/** The package that an expression comes from, through calls, members and variables. */
function moduleOf(
  evaluation: Evaluation,
  frame: Frame,
  expression: Expression,
  hops = 0,
): string | undefined {
  if (hops > 6) return undefined;
  const value = evaluation.evaluate(frame, expression);
  if (value.kind === 'external' || value.kind === 'constructed') return value.module;
  if (value.kind === 'cache') return value.client.library.packages[0];
  const inner = innerOf(frame.facts, expression);
  return inner && moduleOf(evaluation, frame, inner, hops + 1);
}

function innerOf(facts: FileFacts, expression: Expression): Expression | undefined {
  if (expression.kind === 'call') return facts.calls[expression.call]?.callee;
  if (expression.kind === 'member') return expression.object;
  return expression.kind === 'name' ? facts.bindings[expression.binding]?.initializer : undefined;
}

function mayUsePackage(facts: FileFacts): boolean {
  return (
    facts.bindings.some((binding) => binding.import !== undefined) ||
    facts.calls.some(({ callee }) => callee.kind === 'name' && callee.name === 'require')
  );
}

/** `apicache.options({ appendKey: … })` anywhere. */
function setsKeyOption(facts: FileFacts | undefined): boolean {
  return (
    facts?.calls.some(({ arguments: given }) =>
      given.some(
        (argument) =>
          argument.kind === 'object' &&
          argument.properties.some(({ name }) => KEY_OPTIONS.has(name) && name !== 'key'),
      ),
    ) === true
  );
}
