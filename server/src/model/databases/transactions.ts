/**
 * Which calls stand in a database transaction: in the callback that is handed to it, or between the call that
 * begins it and the one that commits. In: one call. Out: where the transaction begins and where it is over.
 */

import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { calledName } from '../calls/callOrder.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { putsIntoList } from '../evaluation/filledValues.js';
import type { Value } from '../evaluation/values.js';
import { handsClient } from './databaseHandles.js';

export interface Transaction {
  readonly start: Site;
  /** The call after which everything is committed. */
  readonly end: Site;
}

/** Transactions of libraries no table knows, and of the project's own functions. */
const RUNS_TRANSACTION = /^(\$?transaction|with_?transaction|(run_?)?in_?transaction)$/i;
const BEGINS_TRANSACTION = /^(start|begin)_?transaction$/i;
const SQL_BEGIN = /^\s*(begin(\s+(work|transaction|isolation\b.*))?|start\s+transaction\b.*)\s*;?\s*$/i;
const SQL_COMMIT = /^\s*commit(\s+(work|transaction))?\s*;?\s*$/i;
const COMMITS = /^commit(_?transaction)?$/i;
/** What these are handed runs when the transaction, or the whole request, is over. */
const RUNS_LATER = /commit|^(after|defer|wait_?until|next_?tick|queue_?microtask|enqueue|schedule)$/i;

export function transactionAround(evaluation: Evaluation, site: Site): Transaction | undefined {
  const facts = evaluation.factsOf(site.file);
  if (!facts) return undefined;
  let call: CallIndex | undefined = site.call;
  while (call !== undefined) {
    const between = betweenBeginAndCommit(facts, call);
    if (between) return { start: { ...site, call: between[0] }, end: { ...site, call: between[1] } };
    call = receiverOf(facts, call);
    if (call === undefined || RUNS_LATER.test(calledName(facts, call))) return undefined;
    const found = { file: site.file, call };
    if (runsTransaction(evaluation, found)) return { start: found, end: found };
  }
  return undefined;
}

/**
 * Whether a call stands in a callback that is handed to what runs it when all is over, `t.afterCommit(() => …)`, or put into a
 * list that somebody goes through then.
 */
export function isPutOff(evaluation: Evaluation, site: Site): boolean {
  const facts = evaluation.factsOf(site.file);
  let call: CallIndex | undefined = facts && receiverOf(facts, site.call);
  while (facts && call !== undefined) {
    const callee = facts.calls[call]?.callee;
    const holder = callee?.kind === 'member' ? lastName(callee.object) : '';
    const name = calledName(facts, call);
    if (RUNS_LATER.test(name) || putsIntoList(name) || IS_OVER.test(holder)) return true;
    call = receiverOf(facts, call);
  }
  return false;
}

/** A promise of the end: `trx.executionPromise.then(…)`. */
const IS_OVER = /^(execution_?promise|committed|completed|finished|done)$/i;

/** The call that the callback around a call is handed to. */
function receiverOf(facts: FileFacts, call: CallIndex): CallIndex | undefined {
  const owner = facts.functions[facts.calls[call]?.function ?? 0];
  const receiver = owner?.argumentOf?.call;
  return receiver !== undefined && (owner?.inline || RUNS_TRANSACTION.test(calledName(facts, receiver)))
    ? receiver
    : undefined;
}

function runsTransaction(evaluation: Evaluation, { file, call }: Site): boolean {
  const fact = evaluation.factsOf(file)?.calls[call];
  const frame = fact && evaluation.symbolicFrame({ file, index: fact.function });
  if (!fact || !frame) return false;
  const callee: Value = evaluation.evaluate(frame, fact.callee);
  if (callee.kind === 'cacheMethod') return false;
  if (callee.kind === 'databaseMethod') return handsClient(callee);
  return RUNS_TRANSACTION.test(calledName(frame.facts, call)) || runsGiven(evaluation, fact, callee);
}

/** `async function unit(work) { await client.query('BEGIN'); await work(client); await client.query('COMMIT'); }` */
function runsGiven(evaluation: Evaluation, { arguments: given }: CallFact, callee: Value): boolean {
  if (callee.kind !== 'function') return false;
  const { file, index } = callee.function;
  const facts = evaluation.factsOf(file);
  const parameters = facts?.functions[index]?.parameters ?? [];
  const bindings = given.flatMap((one, position) =>
    one.kind === 'function' ? (parameters[position]?.bindings ?? []) : [],
  );
  const isGiven = (expression: Expression): boolean =>
    expression.kind === 'name' && bindings.includes(expression.binding);
  return (facts?.calls ?? []).some((call, at) => {
    const site = { file, call: at };
    if (isGiven(call.callee)) return transactionAround(evaluation, site) !== undefined;
    return call.arguments.some(isGiven) && runsTransaction(evaluation, site);
  });
}

/** `startTransaction()` … `commitTransaction()`, or `const t = await db.transaction()` … `t.commit()`. */
function betweenBeginAndCommit(
  facts: FileFacts,
  call: CallIndex,
): readonly [CallIndex, CallIndex] | undefined {
  const calls = facts.functions[facts.calls[call]?.function ?? 0]?.calls ?? [];
  const begin = calls.findLast((index) => index < call && begins(facts, index));
  const commit = calls.find((index) => index > call && commits(facts, index));
  if (begin === undefined || commit === undefined) return undefined;
  const isOver = calls.some((index) => index > begin && index < call && commits(facts, index));
  return isOver ? undefined : [begin, commit];
}

function commits(facts: FileFacts, index: CallIndex): boolean {
  return COMMITS.test(calledName(facts, index)) || SQL_COMMIT.test(sentText(facts, index));
}

/** What a call is given first, where it is written out: `client.query('BEGIN')`. */
function sentText(facts: FileFacts, index: CallIndex): string {
  const [first] = facts.calls[index]?.arguments ?? [];
  return first?.kind === 'text' ? first.value : '';
}

function begins(facts: FileFacts, index: CallIndex): boolean {
  if (SQL_BEGIN.test(sentText(facts, index))) return true;
  const name = calledName(facts, index);
  const takesCallback = facts.calls[index]?.arguments.some((argument) => argument.kind === 'function');
  return BEGINS_TRANSACTION.test(name) || (RUNS_TRANSACTION.test(name) && takesCallback === false);
}
