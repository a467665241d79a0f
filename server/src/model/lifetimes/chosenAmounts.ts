/**
 * Between which lengths of time does a call choose? In: what stands in the place of one, as a value and as it is written. Out: each
 * that it may be, with its own words; the value alone where nothing is chosen.
 */
import type { CallFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import { some } from '../calls/callFlow.js';
import type { Value } from '../evaluation/values.js';
import { isSettled } from './writtenMoments.js';

export interface ChosenAmount {
  readonly value: Value;
  /** Undefined where it is written elsewhere. */
  readonly expression?: Expression | undefined;
  /** Nothing between the choice and the call asks what was chosen. */
  readonly asIs: boolean;
}

export function chosenAmounts(
  facts: FileFacts,
  call: CallFact,
  value: Value,
  expression: Expression | undefined,
): readonly ChosenAmount[] {
  const otherwise = value.kind === 'fallback' && isSetElsewhere(value.value) ? value.otherwise : undefined;
  if (otherwise) {
    const written = expression?.kind === 'binary' ? expression.right : undefined;
    return [
      { value, expression, asIs: false },
      ...chosenAmounts(facts, call, otherwise, written).map((each) => ({ ...each, asIs: false })),
    ];
  }
  if (value.kind !== 'either' || !value.test) return [{ value, expression, asIs: true }];
  const choice = expression && choiceIn(facts, expression);
  const asIs = expression !== undefined && choice !== undefined && !isAsked(facts, call, expression);
  const arms = choice ? [choice.whenTrue, choice.whenFalse] : [];
  return value.values.flatMap((each, index) =>
    chosenAmounts(facts, call, each, arms[index]).map((chosen) => ({ ...chosen, asIs: asIs && chosen.asIs })),
  );
}

/** Callers that are seen say more than a default. */
function isSetElsewhere({ kind }: Value): boolean {
  return kind === 'environment' || kind === 'unknown';
}

/** `long ? 3600 : 60`, also of a variable that holds it for good. */
function choiceIn(
  facts: FileFacts,
  expression: Expression,
): Extract<Expression, { kind: 'conditional' }> | undefined {
  if (expression.kind === 'conditional') return expression;
  const declared = expression.kind === 'name' ? facts.bindings[expression.binding] : undefined;
  if (declared?.initializer?.kind !== 'conditional' || !isSettled(facts, expression)) return undefined;
  return declared.initializer;
}

/** `if (ttl > 0) …` around the call, or a return before it. */
function isAsked(facts: FileFacts, { branches }: CallFact, expression: Expression): boolean {
  const binding = expression.kind === 'name' ? expression.binding : -1;
  return branches.some(
    ({ condition }) =>
      condition && some(facts, condition, (part) => part.kind === 'name' && part.binding === binding),
  );
}
