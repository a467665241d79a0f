/**
 * How code tells a hit from a miss, and of what plain type the value is. In: facts of one file and a call that reads.
 * Out: the test of the variable that holds the result, and a type that can be falsy, where the text says one.
 */
import { callOf } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BindingIndex,
  CallFact,
  CallIndex,
  Expression,
  FileFacts,
  FunctionIndex,
  TextRange,
  TypeReference,
} from '../../facts/fileFacts.js';
import { whatIsCaught } from '../calls/callFlow.js';

/** A test of nothing but the truth of the variable: `if (hit)`, `!hit`, `hit || …`, `hit ? … : …`. */
export interface HitTest {
  readonly name: string;
  readonly range: TextRange;
  readonly negated: boolean;
  readonly fork: number;
  /** The arm that is taken where nothing was found. */
  readonly missArm: 'true' | 'false';
  /** The function is left where something was found. */
  readonly leavesOnHit: boolean;
  /** It is the left side of `hit || …`. */
  readonly isAlternative: boolean;
  /** The call whose result the variable is: the read, or what makes a number or a value of its text. */
  readonly through?: string;
  /** A failure gives something else than a miss does: `cache.get(key).catch(() => null)`. */
  readonly caught?: true;
}

/** Types with a value that is a hit and yet falsy. */
export type FalsyType = 'number' | 'boolean';

/** The tests that a function makes of the result of one of its calls. */
export function hitTestsOf(facts: FileFacts, call: CallIndex): readonly HitTest[] {
  const owner = facts.functions[facts.calls[call]?.function ?? 0];
  const places = [
    ...(owner?.calls ?? []).flatMap((index) => facts.calls[index] ?? []),
    ...(owner?.returns ?? []),
  ];
  const tests = new Map<number, HitTest>();
  for (const { branches } of places) {
    for (const { fork, condition, nameRange, arm, alternative } of branches) {
      if (!condition || !nameRange || tests.has(fork) || (arm !== 'true' && arm !== 'false')) continue;
      const negated = condition.kind === 'unary';
      const named = condition.kind === 'unary' ? condition.operand : condition;
      const held = named.kind === 'name' ? holds(facts, named.binding, call) : undefined;
      if (!held || named.kind !== 'name') continue;
      const missArm = negated ? 'true' : 'false';
      const leavesOnHit = (owner?.returns ?? []).some((entry) =>
        entry.branches.some((step) => step.fork === fork && step.arm !== missArm),
      );
      const { name } = named;
      tests.set(fork, {
        name,
        range: nameRange,
        negated,
        fork,
        missArm,
        leavesOnHit,
        isAlternative: alternative === true,
        ...held,
      });
    }
  }
  return [...tests.values()];
}

/** Whether a variable holds what a call gave, as it is or made a value again. */
function holds(
  facts: FileFacts,
  index: BindingIndex,
  call: CallIndex,
): Pick<HitTest, 'through' | 'caught'> | undefined {
  const binding = facts.bindings[index];
  if (binding?.kind !== 'variable' || binding.path) return undefined;
  const [value] = [...(binding.initializer ? [binding.initializer] : []), ...binding.assigned];
  const given = value && withoutAwait(madeOfHit(value));
  if (given?.kind !== 'call') return undefined;
  if (given.call === call) return {};
  if (whatIsCaught(facts, given.call) === call) return { caught: true };
  const outer = facts.calls[given.call];
  const name = outer && dottedName(outer.callee);
  const [argument] = outer?.arguments ?? [];
  if (name === undefined || !CONVERSIONS.test(name) || !argument) return undefined;
  return isResult(facts, argument, call) ? { through: name } : undefined;
}

/** `text === null ? null : Number(text)`, `text && JSON.parse(text)`: what stands there where there is something. */
function madeOfHit(value: Expression): Expression {
  if (value.kind === 'binary' && value.operator === '&&' && value.left.kind === 'name') return value.right;
  if (value.kind !== 'conditional') return value;
  const isNothing = ({ kind }: Expression) => kind === 'null' || kind === 'undefined';
  if (isNothing(value.whenTrue)) return value.whenFalse;
  return isNothing(value.whenFalse) ? value.whenTrue : value;
}

const CONVERSIONS = /^(Number|parseInt|parseFloat|Number\.parseInt|Number\.parseFloat|JSON\.parse)$/;

function isResult(facts: FileFacts, expression: Expression, call: CallIndex): boolean {
  const value = withoutAwait(expression);
  if (value.kind === 'call') return value.call === call;
  if (value.kind === 'binary' && /^(\?\?|\|\|)$/.test(value.operator))
    return isResult(facts, value.left, call);
  const initializer = value.kind === 'name' ? facts.bindings[value.binding]?.initializer : undefined;
  const kept = initializer && withoutAwait(initializer);
  return kept?.kind === 'call' && kept.call === call;
}

function withoutAwait(expression: Expression): Expression {
  return expression.kind === 'await' ? expression.value : expression;
}

function dottedName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'member' || expression.object.kind !== 'name') return undefined;
  return `${expression.object.name}.${expression.name}`;
}

/** The plain type that the text declares for what a read gives: by a type argument, a cast or an annotation. */
export function declaredTypeOf(facts: FileFacts, call: CallIndex): FalsyType | undefined {
  return typesOf(facts, call).flatMap((type) => falsyTypeIn(type) ?? [])[0];
}

function typesOf(facts: FileFacts, call: CallIndex): readonly TypeReference[] {
  const fact = facts.calls[call];
  const holders = facts.bindings.filter((binding) => holdsCall(facts, binding, call));
  const conversions = holders.map(({ initializer }) => initializer && assertedTypeOf(facts, initializer));
  const types = [
    fact?.typeArguments?.[0],
    fact?.asserted,
    ...conversions,
    ...holders.map(({ type }) => type),
  ];
  return types.filter((type) => type !== undefined);
}

function assertedTypeOf(facts: FileFacts, expression: Expression): TypeReference | undefined {
  const value = withoutAwait(madeOfHit(expression));
  return callOf(facts, value)?.asserted;
}

function holdsCall(facts: FileFacts, { kind, initializer, path }: BindingFact, call: CallIndex): boolean {
  if (kind !== 'variable' || !initializer || path) return false;
  const value = withoutAwait(madeOfHit(initializer));
  if (value.kind !== 'call') return false;
  const [argument] = facts.calls[value.call]?.arguments ?? [];
  return (
    whatIsCaught(facts, value.call) === call || (argument !== undefined && isResult(facts, argument, call))
  );
}

export function falsyTypeIn(type: TypeReference | undefined): FalsyType | undefined {
  if (type?.kind !== 'primitive' || type.names.includes('string')) return undefined;
  if (type.names.includes('number') || type.names.includes('bigint')) return 'number';
  return type.names.includes('boolean') ? 'boolean' : undefined;
}

/** Whether a call is told the type of its value by the type parameter of the function around it, or nothing else tells it. */
export function isGeneric(facts: FileFacts, call: CallIndex): boolean {
  const told = typesOf(facts, call);
  const owner = facts.functions[facts.calls[call]?.function ?? 0];
  const given = owner?.returnType && settledType(owner.returnType);
  return told.some(isTypeParameter) || (told.length === 0 && given !== undefined && isTypeParameter(given));
}

function isTypeParameter(type: TypeReference): boolean {
  return type.kind === 'named' && type.binding === -1 && /^([A-Z]|T[A-Z]\w*)$/.test(type.name);
}

/** `Promise<T>` comes to `T`. */
function settledType(type: TypeReference): TypeReference {
  const isPromise = type.kind === 'named' && type.name === 'Promise';
  return (isPromise ? type.arguments[0] : undefined) ?? type;
}

/** `new JsonCache<number>()`, whose method `get` is declared to give `Promise<T | undefined>`: what its maker says it holds. */
export function heldTypeOf(
  facts: FileFacts,
  call: CallIndex,
  returned: TypeReference | undefined,
): FalsyType | undefined {
  const callee = facts.calls[call]?.callee;
  if (callee?.kind !== 'member' || !returned || !isHeld(settledType(returned))) return undefined;
  const made = constructionOf(facts, callee.object);
  const [type, ...others] = made?.typeArguments ?? [];
  return others.length === 0 ? falsyTypeIn(type) : undefined;
}

/** `T`, `T | undefined` */
function isHeld(type: TypeReference): boolean {
  if (type.kind !== 'union') return isTypeParameter(type);
  return (
    type.members.some(isTypeParameter) && type.members.every((one) => isTypeParameter(one) || isEmpty(one))
  );
}

function isEmpty(type: TypeReference): boolean {
  return type.kind === 'primitive' && type.names.every((name) => name === 'null' || name === 'undefined');
}

/** The call that makes what a variable or a field holds. */
function constructionOf(facts: FileFacts, object: Expression): CallFact | undefined {
  const isField = object.kind === 'member' && object.object.kind === 'this';
  const fields = isField ? facts.classes.flatMap((one) => one.fields) : [];
  const made =
    object.kind === 'name'
      ? facts.bindings[object.binding]?.initializer
      : fields.find(({ name }) => object.kind === 'member' && name === object.name)?.initializer;
  const call = callOf(facts, made);
  return call?.construction ? call : undefined;
}

/** What a caller of a generic function says that it gives: by a type argument, its own type, or the function it hands over. */
export function askedTypeOf(facts: FileFacts, call: CallIndex): FalsyType | undefined {
  const fact = facts.calls[call];
  if (!fact) return undefined;
  const [argument] = fact.typeArguments ?? [];
  if (argument) return falsyTypeIn(argument);
  const own = fact.use === 'returned' ? facts.functions[fact.function]?.returnType : undefined;
  if (own) return falsyTypeIn(settledType(own));
  const loaders = fact.arguments.flatMap((one) => (one.kind === 'function' ? [one.function] : []));
  const [loader] = loaders;
  return loaders.length === 1 && loader !== undefined ? returnedTypeOf(facts, loader) : undefined;
}

function returnedTypeOf(facts: FileFacts, index: FunctionIndex): FalsyType | undefined {
  const { returns, returnType } = facts.functions[index] ?? { returns: [] };
  if (returnType) return falsyTypeIn(settledType(returnType));
  const [first, ...others] = returns.map(({ value }) => value && falsyTypeOf(facts, value));
  return others.every((type) => type === first) ? first : undefined;
}

const COMPARISONS: ReadonlySet<string> = new Set(['===', '!==', '==', '!=', '<', '<=', '>', '>=', 'in']);
/** Of texts there is a sum as well. */
const ARITHMETIC: ReadonlySet<string> = new Set(['-', '*', '/', '%', '**']);
const COUNTS =
  /^(count|countBy|countDocuments|estimatedDocumentCount|indexOf|findIndex|Number|parseInt|parseFloat)$/;
const CHECKS = /^(some|every|includes|has|startsWith|endsWith|test|isArray|Boolean)$/;

/** The plain type of an expression, as far as its text says it. */
export function falsyTypeOf(facts: FileFacts, expression: Expression, hops = 0): FalsyType | undefined {
  const value = withoutAwait(expression);
  switch (value.kind) {
    case 'boolean':
      return 'boolean';
    case 'unary':
      return value.operator === '!' ? 'boolean' : undefined;
    case 'binary':
      if (COMPARISONS.has(value.operator)) return 'boolean';
      return ARITHMETIC.has(value.operator) ? 'number' : undefined;
    case 'member':
      return /^(length|size)$/.test(value.name) ? 'number' : undefined;
    case 'conditional':
      return falsyTypeOf(facts, value.whenTrue, hops) ?? falsyTypeOf(facts, value.whenFalse, hops);
    case 'call': {
      const { callee, arguments: [first] = [] } = facts.calls[value.call] ?? {};
      const name = callee?.kind === 'member' || callee?.kind === 'name' ? callee.name : '';
      // Its text is read again as what it is.
      if (name === 'stringify' && first) return falsyTypeOf(facts, first, hops);
      if (COUNTS.test(name)) return callee && buildsQuery(facts, callee) ? undefined : 'number';
      return CHECKS.test(name) ? 'boolean' : undefined;
    }
    case 'name': {
      const binding = facts.bindings[value.binding];
      if (binding?.kind !== 'variable' || binding.path || hops > 2) return undefined;
      const kept = [...(binding.initializer ? [binding.initializer] : []), ...binding.assigned].at(-1);
      return falsyTypeIn(binding.type) ?? (kept && falsyTypeOf(facts, kept, hops + 1));
    }
    default:
      return undefined;
  }
}

/** `db('deals').where({ team }).count()`: a builder of queries gives rows, also of what it counted. */
function buildsQuery(facts: FileFacts, callee: Expression): boolean {
  if (callee.kind !== 'member' || callee.object.kind !== 'call') return false;
  const before = facts.calls[callee.object.call]?.callee;
  if (before?.kind !== 'member') return before !== undefined;
  return /^(select|from|groupBy)$/.test(before.name) || buildsQuery(facts, before);
}
