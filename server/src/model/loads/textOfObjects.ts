/**
 * Which objects are stored as the text that a client makes of everything, `[object Object]`? In: a write to a client that stores
 * texts. Out: what is given for the value, where that is an object for sure: written out, or rows that were read; in the call
 * itself, or by the caller of a function that only hands it on.
 */
import { callOf, lastName } from '../../facts/expressionNames.js';
import type { BindingFact, CallFact, Expression } from '../../facts/fileFacts.js';
import { some } from '../calls/callFlow.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Site } from '../calls/sites.js';
import { commandName } from '../commands/commands.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';

export interface ObjectAsText {
  /** The call whose argument it is. */
  readonly site: Site;
  /** Position of the argument. */
  readonly argument: number;
  readonly isList: boolean;
  /** It stands in an object that is the argument. */
  readonly within?: true;
}

const SETS = /^(set|setex|psetex|setnx|getset)$/;
const HASH_SETS = /^(hset|hmset|hsetnx)$/;
const PUSHES = /^([lr]pushx?|sadd)$/;

export function objectStoredAsText(evaluation: Evaluation, effect: CacheEffect): ObjectAsText | undefined {
  if (!effect.client.library.textOfObjects || effect.script) return undefined;
  const call = evaluation.factsOf(effect.site.file)?.calls[effect.site.call];
  // `call('SET', key, value)` has other places.
  if (!call || lastName(call.callee).toLowerCase() !== commandName(effect)) return undefined;
  for (const argument of valuesAt(effect, call)) {
    const stored = objectGiven(evaluation, effect, argument);
    if (stored) return isTransformed(evaluation) ? undefined : stored;
  }
  const within = memberGiven(evaluation, effect, call);
  return within && !isTransformed(evaluation) ? within : undefined;
}

/** `hset(key, { owner: user })`, `mset({ [key]: user })`: the values stand in an object that is written out. */
function memberGiven(
  evaluation: Evaluation,
  effect: CacheEffect,
  { arguments: args }: CallFact,
): ObjectAsText | undefined {
  const command = commandName(effect);
  const argument = /^mset(nx)?$/.test(command) ? 0 : HASH_SETS.test(command) ? 1 : undefined;
  if (argument === undefined || args.length !== argument + 1) return undefined;
  const given = argumentAt(evaluation, effect.site, argument);
  if (given?.expression.kind !== 'object') return undefined;
  const { properties, computed = [] } = given.expression;
  const kinds = [...properties, ...computed].map(({ value }) => objectIn(evaluation, given.frame, value));
  const kind = kinds.find((found) => found !== undefined);
  return kind && { site: effect.site, argument, isList: kind === 'list', within: true };
}

/** Where values stand among the arguments. */
function valuesAt(effect: CacheEffect, { arguments: given }: CallFact): readonly number[] {
  const command = commandName(effect);
  const { value } = effect.form;
  if (SETS.test(command)) return typeof value === 'number' ? [value] : [];
  const isHash = HASH_SETS.test(command);
  if (!isHash && !PUSHES.test(command)) return [];
  // Fields and values take turns.
  return [...given.keys()].filter((index) => (isHash ? index > 0 && index % 2 === 0 : index > 0));
}

function objectGiven(
  evaluation: Evaluation,
  { chain, site }: CacheEffect,
  argument: number,
): ObjectAsText | undefined {
  const given = argumentAt(evaluation, site, argument);
  const kind = given && objectIn(evaluation, given.frame, given.expression);
  if (kind) return { site, argument, isList: kind === 'list' };
  // `keep(key, value) { return this.redis.set(key, value) }`
  const [caller, ...others] = chain.slice(0, -1);
  const parameter = given && others.length === 0 ? handedOn(given) : undefined;
  if (!caller || parameter === undefined) return undefined;
  const handed = argumentAt(evaluation, caller, parameter);
  const handedKind = handed && objectIn(evaluation, handed.frame, handed.expression);
  return handedKind && { site: caller, argument: parameter, isList: handedKind === 'list' };
}

/** `Redis.Command.setArgumentTransformer('set', …)` may make JSON of everything. */
export function isTransformed(evaluation: Evaluation): boolean {
  return evaluation.files.some((file) =>
    evaluation.factsOf(file)?.calls.some(({ callee }) => lastName(callee) === 'setArgumentTransformer'),
  );
}

type Kind = 'object' | 'list';

export interface Given {
  readonly frame: Frame;
  readonly call: CallFact;
  readonly expression: Expression;
}

export function argumentAt(
  evaluation: Evaluation,
  { file, call: index }: Site,
  argument: number,
): Given | undefined {
  const call = evaluation.factsOf(file)?.calls[index];
  const frame = call && evaluation.symbolicFrame({ file, index: call.function });
  if (!call || !frame || call.arguments.some(({ kind }) => kind === 'spread')) return undefined;
  const expression = call.arguments[argument];
  return expression && { frame, call, expression };
}

function objectIn(evaluation: Evaluation, frame: Frame, expression: Expression): Kind | undefined {
  switch (expression.kind) {
    case 'object':
      return expression.properties.some(({ name }) => name === 'toString') ? undefined : 'object';
    case 'array':
      return expression.items.some((item) => item.kind === 'object') ? 'list' : undefined;
    case 'name': {
      const binding = frame.facts.bindings[expression.binding];
      if (binding?.kind !== 'variable' || !binding.initializer || !isSettled(binding)) return undefined;
      const written = binding.initializer;
      return written.kind === 'object' || written.kind === 'array'
        ? objectIn(evaluation, frame, written)
        : rowsIn(evaluation, frame, expression, written);
    }
    default:
      return undefined;
  }
}

function isSettled({ assigned, path, counted }: BindingFact): boolean {
  return assigned.length === 0 && !path && !counted;
}

/** What a call gives that finds rows, with nothing made of them. */
function rowsIn(evaluation: Evaluation, frame: Frame, name: Expression, read: Expression): Kind | undefined {
  if (read.kind !== 'await' || !findsRows(frame, read.value)) return undefined;
  const value = evaluation.evaluate(frame, name);
  if (value.kind !== 'rows' || value.given || !value.rows.site || value.rows.path.length > 0)
    return undefined;
  return value.rows.many ? 'list' : 'object';
}

const FINDS = /^(find(?!Index|AndCount)\w*|getOne|getMany|getOneOrFail)$/;
const KEEPS_ROWS = /^(lean|exec|select|populate|sort|limit|skip|where|orderBy|with|include|cache)$/;

/** `User.findById(id).lean()` */
function findsRows({ facts }: Pick<Frame, 'facts'>, expression: Expression): boolean {
  const callee = callOf(facts, expression)?.callee;
  if (callee?.kind !== 'member') return false;
  return FINDS.test(callee.name) || (KEEPS_ROWS.test(callee.name) && findsRows({ facts }, callee.object));
}

/** The position of the parameter that is handed on as it is, where nothing before the call asks what it is. */
function handedOn({ frame, call, expression }: Given): number | undefined {
  const binding = expression.kind === 'name' ? frame.facts.bindings[expression.binding] : undefined;
  if (expression.kind !== 'name' || binding?.kind !== 'parameter' || !isSettled(binding)) return undefined;
  if (binding.reassigned || binding.function !== call.function) return undefined;
  const isAsked = call.branches.some(
    ({ condition }) =>
      condition &&
      some(frame.facts, condition, (part) => part.kind === 'name' && part.binding === expression.binding),
  );
  return isAsked ? undefined : binding.parameter;
}
