/**
 * Where a request is turned away, and on what that depends. In: facts of all files. Out: for a group of keys, what is
 * asked of its copies before somebody is answered 401, 402 or 403, or an error is thrown that says the same.
 */
import { hasText, type KeyPattern, unify } from '../../../../shared/src/keyPattern.js';
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, Expression } from '../../facts/fileFacts.js';
import { type Entity, isSameEntity } from '../../libraries/entityNames.js';
import { isSameSite, type Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import { type FunctionReference, MAXIMUM_PARTS, partsOf, type Value } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';

/** One thing that is asked of cached data before a request is turned away. */
export interface Refusal {
  readonly site: Site;
  /** The members that are looked at, outermost last: `locked` of `user.locked`; none where it is asked itself. */
  readonly members: readonly string[];
}

interface Asked extends Refusal {
  readonly patterns: readonly KeyPattern[];
  /** The rows that are asked; one function may read those of every table. */
  readonly read?: { readonly entity: Entity; readonly site: Site };
}

export class Refusals {
  private known: readonly Asked[] | undefined;

  constructor(private readonly evaluation: Evaluation) {}

  /** What is asked of the copies of a group. */
  of(group: KeyGroup): readonly Refusal[] {
    this.known ??= this.evaluation.files.flatMap((file) => refusalsIn(this.evaluation, file));
    return this.known.filter(({ patterns, read }) => {
      const isRead =
        read &&
        group.entities.some(
          ({ entity, site }) => site && isSameSite(site, read.site) && isSameEntity(entity, read.entity),
        );
      return isRead || patterns.some((pattern) => unify(pattern, group.pattern));
    });
  }
}

function refusalsIn(evaluation: Evaluation, file: string): readonly Asked[] {
  const facts = evaluation.factsOf(file);
  if (!facts) return [];
  const answers = facts.functions.flatMap(({ name }, index) =>
    /(^|\.)canActivate$/.test(name) ? answersOf(evaluation, { file, index }) : [],
  );
  const refusals = facts.calls.flatMap((call, index) =>
    refuses(call) ? askedBefore(evaluation, file, call, { file, call: index }) : [],
  );
  return [...refusals, ...answers];
}

/** What a guard answers with. */
function answersOf(evaluation: Evaluation, guard: FunctionReference): readonly Asked[] {
  const frame = evaluation.symbolicFrame(guard);
  const returned = frame?.fact.returns ?? [];
  return returned.flatMap(({ value, order }) =>
    frame && value ? askedIn(evaluation.evaluate(frame, value), { file: guard.file, call: order }) : [],
  );
}

function askedBefore(evaluation: Evaluation, file: string, call: CallFact, site: Site): readonly Asked[] {
  const frame = evaluation.symbolicFrame({ file, index: call.function });
  if (!frame) return [];
  // What left the function before only decides where nothing else does.
  const deciding = call.branches.filter(
    ({ afterExit }, index, { length }) => !afterExit || index === length - 1,
  );
  return deciding.flatMap(({ condition }) =>
    condition ? askedIn(evaluation.evaluate(frame, condition), site) : [],
  );
}

/** Methods that ask a list or a text for what is in it, and those that make something of a text. */
const ASKING = /^(includes|has|some|every|find|indexOf|length|size|then|parse|toString|filter|map|\d+|\*)$/;

function askedIn(condition: Value, site: Site): readonly Asked[] {
  const found: Asked[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value, members: readonly string[]): void => {
    if (seen.has(value) || seen.size > MAXIMUM_PARTS) return;
    seen.add(value);
    if (value.kind === 'method') {
      visit(value.object, ASKING.test(value.name) ? members : [value.name, ...members]);
    } else if (value.kind === 'rows') {
      const { path, site: read, entity } = value.rows;
      const all = [...path.filter((name) => !ASKING.test(name)), ...members];
      if (read) found.push({ site, members: all, patterns: [], read: { entity, site: read } });
    } else if (value.kind === 'cached') {
      found.push({ site, members, patterns: patternsOf(value.key).filter(hasText) });
    } else {
      for (const part of partsOf(value)) visit(part, members);
    }
  };
  visit(condition, []);
  return found;
}

const REFUSING_STATUS: ReadonlySet<number> = new Set([401, 402, 403]);
const REFUSING_NAME =
  /(un_?authori[sz]ed|not[_ ]?authori[sz]ed|unauthenticated|forbidden|(access|permission)[_ ]?denied|not[_ ]?(allowed|permitted)|payment[_ ]?required)/i;

/** `res.status(403)`, `new ForbiddenException()`, `error({ code: 'FORBIDDEN' })`, `json(body, { status: 401 })`. */
function refuses(call: CallFact): boolean {
  if (call.branches.length === 0) return false;
  // What an error says in its text counts, what is written to a log does not.
  const isSaid = call.construction;
  return REFUSING_NAME.test(lastName(call.callee)) || call.arguments.some((one) => saysRefusal(one, isSaid));
}

function saysRefusal(expression: Expression, isSaid: boolean): boolean {
  switch (expression.kind) {
    case 'number':
      return REFUSING_STATUS.has(expression.value);
    case 'member':
      return REFUSING_NAME.test(expression.name);
    case 'text':
      return isSaid && REFUSING_NAME.test(expression.value);
    case 'object':
      return expression.properties.some(
        ({ name, value }) => /^(status(code)?|code|error)$/i.test(name) && saysRefusal(value, true),
      );
    default:
      return false;
  }
}
