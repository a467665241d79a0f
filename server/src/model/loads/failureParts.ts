/**
 * Parts of objects and lists that stand for a load that failed. In: an expression, and the members that are taken of what it
 * gives. Out: the parts that are meant, and whether nothing is in them. An object that says itself how the load went has none.
 */
import { isEmptyValue } from '../../facts/emptyValues.js';
import type { BindingFact, Expression, FileFacts, ReturnFact } from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';
import { some } from '../calls/callFlow.js';
import { asksForNote, saysHowItWent } from '../calls/notes.js';

/** Members that are taken of a value, outermost first; `*` or a number for an element of a list. */
export type Path = readonly string[];

export interface Part {
  readonly value: Expression;
  readonly path: Path;
}

/** Of an object or a list that is written out: what is taken of it, or all that is in it; undefined of anything else. */
export function partsAt(facts: FileFacts, value: Expression, path: Path): readonly Part[] | undefined {
  const [step, ...rest] = path;
  const whole = (inner: Expression): Part => ({ value: inner, path: [] });
  if (value.kind === 'array') {
    if (step === undefined) return value.items.map(whole);
    const meant = step === '*' ? value.items : value.items.slice(Number(step), Number(step) + 1);
    return meant.map((item) => ({ value: item, path: rest }));
  }
  if (value.kind !== 'object') return undefined;
  if (step === undefined) {
    if (value.properties.some((property) => isNote(facts, property.value))) return [];
    const members = [...value.properties, ...(value.computed ?? [])].map((member) => member.value);
    return [...members, ...value.spreads].map(whole);
  }
  const named = value.properties.find(({ name }) => name === step);
  if (named) return [{ value: named.value, path: rest }];
  return value.spreads.map((spread) => ({ value: spread, path }));
}

/** `failed`, `error` beside what was loaded: whoever reads it can tell. */
function isNote(facts: FileFacts, value: Expression): boolean {
  const isCaught = (part: Expression): boolean => isOfKind(facts, part, 'catch');
  return some(facts, value, (part) => {
    if (part.kind !== 'name') return false;
    const { function: owner, assigned = [] } = facts.bindings[part.binding] ?? {};
    return (
      isCaught(part) ||
      assigned.some((given) => some(facts, given, isCaught)) ||
      asksForNote(facts, part, owner, (note) => saysHowItWent(facts, note))
    );
  });
}

function isOfKind(facts: FileFacts, part: Expression, kind: BindingFact['kind']): boolean {
  return part.kind === 'name' && facts.bindings[part.binding]?.kind === kind;
}

/** Whether what is taken of a value is there, and empty. */
export function isEmptyAt(facts: FileFacts, value: Expression, path: Path): boolean {
  if (path.length === 0) return isEmptyValue(value);
  const parts = value.kind === 'object' ? (partsAt(facts, value, path) ?? []) : [];
  return parts.some((part) => part.path.length < path.length && isEmptyAt(facts, part.value, part.path));
}

/**
 * `{ id, minutes: 0 }` where another return gives `{ id, minutes: await load(id) }`: the same but for what is empty. Where a
 * member is taken of it, that one decides.
 */
export function isPartlyEmpty(value: Expression, path: Path, returns: readonly ReturnFact[]): boolean {
  if (value.kind !== 'object' || path.length > 0 || value.spreads.length > 0) return false;
  const own = value.properties;
  return returns.some(({ value: other, branches }) => {
    if (other?.kind !== 'object' || branches.some(({ arm }) => arm === 'catch')) return false;
    const differing = own.filter(({ name, value: member }) => {
      const meant = other.properties.find((property) => property.name === name);
      return !meant || !isSameExpression(meant.value, member);
    });
    return (
      other.properties.length === own.length &&
      differing.length > 0 &&
      differing.every((member) => isEmptyValue(member.value))
    );
  });
}
