/**
 * What does class-transformer make of rows? In: the call of the package. Out: the rows without what the class takes out on the
 * way in; something that the rows stand in where it may be anything else; undefined for other calls.
 */
import type { ClassFact, DecoratorFact, FileFacts } from '../../facts/fileFacts.js';
import { MAXIMUM_HEIGHT } from './baseClasses.js';
import type { Evaluation } from './evaluation.js';
import { exposedRows, PACKAGE } from './exposedMembers.js';
import { rowsMade } from './rowsMade.js';
import { derived, isNothing, type Rows, type Value } from './values.js';

const TO_CLASS = /^plainTo(Instance|Class)$/;
/** What these leave out is said by the class of each row. */
const OTHERS = /^(instanceToPlain|classToPlain|instanceToInstance|classToClass|serialize)$/;

/** `plainToInstance(UserDto, rows)`, `instanceToPlain(rows)` */
export function transformedRows(
  evaluation: Evaluation,
  callee: Extract<Value, { kind: 'external' }>,
  args: readonly Value[],
): Value | undefined {
  const name = callee.path.join('.');
  if (callee.module !== PACKAGE) return undefined;
  if (OTHERS.test(name)) return args[0] && derived([asPlain(evaluation, args[0])], name);
  const [made, given, options] = args;
  if (!TO_CLASS.test(name) || !made || !given) return undefined;
  const takenOut = keepsAll(options) ? takenOutBy(evaluation, made) : undefined;
  return (
    exposedRows(evaluation, callee, args) ??
    (takenOut && rowsMade(given, (rows) => withoutColumns(rows, takenOut))) ??
    derived([given], name)
  );
}

/** Rows without what the class of their entity excludes. */
function asPlain(evaluation: Evaluation, given: Value): Value {
  const left = rowsMade(given, (rows) => {
    const declared = (rows.site ? evaluation.columnDeclarations.ledToBy(rows.site.file) : []).filter(
      ({ identity }) => identity === rows.entity.identity,
    );
    const excluded = declared.filter(({ isExcluded }) => isExcluded).map(({ column }) => column);
    return withoutColumns(rows, { excluded, others: declared.map(({ column }) => column) });
  });
  return left ?? given;
}

/** Options by which nothing is left out that the class does not take out anyway. */
const NEUTRAL = /^(enableImplicitConversion|enableCircularCheck|exposeDefaultValues|exposeUnsetFields)$/;

function keepsAll(options: Value | undefined): boolean {
  if (!options || isNothing(options)) return true;
  return (
    options.kind === 'record' && !options.open && [...options.fields.keys()].every((one) => NEUTRAL.test(one))
  );
}

/** What a class does with members of what becomes an object of it. */
interface TakenOut {
  readonly excluded: readonly string[];
  readonly others: readonly string[];
}

function withoutColumns(rows: Rows, { excluded, others }: TakenOut): Value {
  if (rows.path.length > 0) return derived([{ kind: 'rows', rows }], 'plainToInstance');
  if (excluded.length === 0) return { kind: 'rows', rows };
  const columns = (rows.columns ?? others).filter((column) => !excluded.includes(column));
  return { kind: 'rows', rows: { ...rows, columns } };
}

/** Undefined where the class makes its members otherwise, or is not known. */
function takenOutBy(evaluation: Evaluation, made: Value, height = 0): TakenOut | undefined {
  if (made.kind !== 'class' || height > MAXIMUM_HEIGHT) return undefined;
  const facts = evaluation.factsOf(made.file);
  const fact = facts?.classes[made.index];
  if (!facts || !fact || ownDecorators(facts, fact.decorators).length > 0) return undefined;
  const own = takenOutByFields(facts, fact);
  const base = fact.extends && evaluation.evaluate(made.frame, fact.extends);
  if (!own || base?.kind !== 'class') return own;
  const inherited = takenOutBy(evaluation, base, height + 1);
  return (
    inherited && {
      excluded: [...own.excluded, ...inherited.excluded],
      others: [...own.others, ...inherited.others],
    }
  );
}

function takenOutByFields(facts: FileFacts, { fields, methods }: ClassFact): TakenOut | undefined {
  if (methods.some(({ name }) => name === 'toJSON')) return undefined;
  const kinds = fields.map(
    ({ name, decorators }) => [name, ownDecorators(facts, decorators).map(effectOf)] as const,
  );
  if (kinds.some(([, effects]) => effects.includes('otherwise'))) return undefined;
  const excluded = kinds.flatMap(([name, effects]) => (effects.includes('excluded') ? [name] : []));
  return { excluded, others: fields.map(({ name }) => name) };
}

function ownDecorators(facts: FileFacts, decorators: readonly DecoratorFact[]): readonly DecoratorFact[] {
  return decorators.filter(({ binding }) => facts.bindings[binding]?.import?.module === PACKAGE);
}

/** What is only done on the way out, by `instanceToPlain`, takes nothing out of an object that is made JSON of as it is. */
function effectOf({ name, arguments: [options] }: DecoratorFact): 'excluded' | 'otherwise' | 'none' {
  if (name === 'Type' || (name !== 'Exclude' && options === undefined)) return 'none';
  const isOnWayOut =
    options?.kind === 'object' &&
    options.properties.some(
      (one) => one.name === 'toPlainOnly' && one.value.kind === 'boolean' && one.value.value,
    );
  if (isOnWayOut) return 'none';
  return name === 'Exclude' ? 'excluded' : 'otherwise';
}
