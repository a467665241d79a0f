/**
 * What is put behind a text that a variable holds: `key += ':' + id`, `if (draft) key += ':draft'`. In: the variable, and what it
 * begins with. Out: the text in the end; also as it was, where it was used before.
 */
import type { AppendFact, BindingIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { append } from '../lists.js';
import { assembledText, beginsText, type Piece } from './assembledTexts.js';
import { nameOf } from './evaluateExpression.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { frameInside } from './promised.js';
import { placeBehind } from './takenForks.js';
import { either, type Value } from './values.js';

/** What is put together of more is a document, and no key. */
const MAXIMUM_APPENDS = 12;

/** What is put behind each variable and parameter of a file. */
export function findAppends(facts: FileFacts): ReadonlyMap<BindingIndex, readonly AppendFact[]> {
  const found = new Map<BindingIndex, AppendFact[]>();
  for (const fact of facts.appends) if (fact.target.kind === 'name') append(found, fact.target.binding, fact);
  return found;
}

export function withAppended(
  evaluation: Evaluation,
  frame: Frame,
  binding: BindingIndex,
  value: Value,
): Value {
  // What functions put behind a text of the module is not there when the next one begins.
  if (frame.function.index === 0) return value;
  const appends = evaluation.appendsTo(frame.facts, binding);
  const [first] = appends;
  if (!first || appends.length > MAXIMUM_APPENDS) return value;
  if (!beginsText(value) && !appends.some((one) => mayBeText(one.value))) return value;
  const begun: Piece = { name: frame.facts.bindings[binding]?.name ?? '', value, behind: [] };
  const pieces = appends.flatMap((one) => pieceOf(evaluation, frame, binding, one) ?? []);
  if (pieces.length === 0) return value;
  const starts = value.kind === 'either' && !value.test && beginsText(value) ? value.values : [value];
  const whole = either(starts.map((start) => assembledText([{ ...begun, value: start }, ...pieces])));
  return isUsedBefore(frame.facts, binding, first) ? either([whole, value]) : whole;
}

function pieceOf(
  evaluation: Evaluation,
  frame: Frame,
  binding: BindingIndex,
  { value, branches, function: owner }: AppendFact,
): Piece | undefined {
  const inner = frameInside(evaluation, frame, owner);
  const isOwn = owner === frame.function.index;
  const within = isOwn ? frame.facts.bindings[binding]?.within : 0;
  const place = inner && placeBehind(evaluation, inner, branches, within);
  if (!inner || !place) return undefined;
  // A callback may be called often.
  const repeated = place.repeated || !isOwn;
  return {
    name: nameOf(value),
    value: evaluation.evaluate(inner, value),
    behind: place.behind,
    ...(repeated && { repeated }),
  };
}

function mayBeText(expression: Expression): boolean {
  if (expression.kind === 'binary') return mayBeText(expression.left) || mayBeText(expression.right);
  return expression.kind === 'text' || expression.kind === 'template';
}

/** `const all = await redis.get(key); key += ':draft'` */
function isUsedBefore(
  facts: FileFacts,
  binding: BindingIndex,
  { order, function: owner }: AppendFact,
): boolean {
  return facts.calls
    .slice(0, order)
    .some(
      (call) =>
        call.function === owner &&
        call.arguments.some((argument) => argument.kind === 'name' && argument.binding === binding),
    );
}
