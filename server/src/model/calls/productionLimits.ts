/**
 * Is a call never made in production? In: its place. Out: yes where a condition before it, in its function or in one around
 * it, compares the name of the environment so that it does not hold there. Unknown conditions keep nothing from production.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { BranchStep, CallIndex, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';
import type { Site } from './sites.js';

export function isKeptFromProduction(evaluation: Evaluation, { file, call }: Site): boolean {
  const index = evaluation.factsOf(file)?.calls[call]?.function;
  const frame = index === undefined ? undefined : evaluation.symbolicFrame({ file, index });
  return frame !== undefined && isKept(evaluation, frame, call);
}

function isKept(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const branches = frame.facts.calls[index]?.branches ?? [];
  if (branches.some((step) => isOtherwise(evaluation, frame, step))) return true;
  const { fact, outer } = frame;
  return (
    outer !== undefined && fact.argumentOf !== undefined && isKept(evaluation, outer, fact.argumentOf.call)
  );
}

function isOtherwise(evaluation: Evaluation, frame: Frame, { arm, condition, reached }: BranchStep): boolean {
  if (arm === 'case') return reached !== undefined && inProduction(evaluation, frame, reached) === false;
  const holds = condition && inProduction(evaluation, frame, condition);
  return holds !== undefined && ((arm === 'true' && !holds) || (arm === 'false' && holds));
}

/** What a condition comes to in production; undefined where it is about something else. */
function inProduction(evaluation: Evaluation, frame: Frame, condition: Expression): boolean | undefined {
  if (condition.kind === 'unary' && condition.operator === '!') {
    const holds = inProduction(evaluation, frame, condition.operand);
    return holds === undefined ? undefined : !holds;
  }
  if (condition.kind === 'binary') {
    const { left, right, operator } = condition;
    if (/^[!=]==?$/.test(operator)) return compared(evaluation, frame, left, right, operator);
    const sides = [left, right].map((side) => inProduction(evaluation, frame, side));
    const [decisive, other] = operator === '&&' ? [false, true] : [true, false];
    if (operator !== '&&' && operator !== '||') return undefined;
    if (sides.includes(decisive)) return decisive;
    return sides.every((side) => side === other) ? other : undefined;
  }
  return saidByName(evaluation, frame, condition);
}

const PRODUCTION = /^(prod|production|live)$/i;

/** `process.env.NODE_ENV === 'production'` */
function compared(
  evaluation: Evaluation,
  frame: Frame,
  left: Expression,
  right: Expression,
  operator: string,
): boolean | undefined {
  const [a, b] = [evaluation.evaluate(frame, left), evaluation.evaluate(frame, right)];
  const [asked, given] = a.kind === 'constant' ? [b, a] : [a, b];
  if (given.kind !== 'constant' || typeof given.value !== 'string' || !namesEnvironment(asked))
    return undefined;
  return PRODUCTION.test(given.value) === operator.startsWith('=');
}

const ENVIRONMENTS =
  /(^|[._])((node|app|server|run(time)?|vercel|rails|deploy(ment)?)_?)?(env(ironment)?|stage)$/i;

function namesEnvironment(value: Value): boolean {
  if (value.kind === 'fallback') return namesEnvironment(value.value);
  return value.kind === 'environment' && value.name !== undefined && ENVIRONMENTS.test(value.name);
}

/** `isProduction`, `config.isDev`, `isProd()`, of what comes from the environment. */
function saidByName(evaluation: Evaluation, frame: Frame, condition: Expression): boolean | undefined {
  const value = evaluation.evaluate(frame, condition);
  if (!comesFromEnvironment(value)) return undefined;
  const name = condition.kind === 'call' ? calledIn(frame, condition.call) : lastName(condition);
  if (/^(is_?)?prod(uction)?$/i.test(name)) return true;
  return /^(is_?)?(dev(elopment)?|test(ing)?|local)(_?(mode|env))?$/i.test(name) ? false : undefined;
}

function comesFromEnvironment(value: Value): boolean {
  if (value.kind === 'derived') return value.from.length > 0 && value.from.every(comesFromEnvironment);
  return value.kind === 'environment';
}

function calledIn({ facts }: Frame, call: CallIndex): string {
  const callee = facts.calls[call]?.callee;
  return callee ? lastName(callee) : '';
}
