/**
 * Whether two different things can have one key. In: the use of a key. Out: parts that become `[object Object]`, and
 * parts that stand side by side with nothing between them.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { TypeReference } from '../../facts/fileFacts.js';
import { argumentsFor } from '../calls/callerArguments.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Parameter, Rows, TextPart, Value } from '../evaluation/values.js';
import type { KeyUse } from './keyUses.js';

type Hole = Exclude<TextPart, string>;

/** The name of a part of the key that is an object when it becomes a text. */
export function objectInKey(evaluation: Evaluation, graph: CallGraph, use: KeyUse): string | undefined {
  const isWholeObject = (hole: Hole): boolean =>
    (isObject(evaluation, hole.value) || isGivenObjects(evaluation, graph, hole.value)) &&
    isAsItIs(evaluation, use, hole);
  return holesOf(use).find(isWholeObject)?.name;
}

/** The variable in the key holds the object itself, and not a text that was made of it. */
function isAsItIs(evaluation: Evaluation, use: KeyUse, { name, value }: Hole): boolean {
  if (value.kind === 'parameter') return value.name === name;
  const files = [...new Set(use.effect.chain.map(({ file }) => file))];
  const bindings = files
    .flatMap((file) => evaluation.factsOf(file)?.bindings ?? [])
    .filter((one) => one.name === name);
  return (
    bindings.length > 0 &&
    bindings.every(
      ({ initializer, kind }) =>
        kind === 'parameter' ||
        initializer?.kind === 'object' ||
        (value.kind === 'rows' && initializer?.kind === 'await'),
    )
  );
}

/** The names of two parts that follow each other. */
export function joinedPartsInKey({ effect: { key } }: KeyUse): readonly [string, string] | undefined {
  if (key.kind !== 'text') return undefined;
  for (const [index, part] of key.parts.entries()) {
    const next = key.parts[index + 1];
    // What the key begins with is most often a prefix, which ends with what separates it.
    if (index === 0 || typeof part === 'string' || next === undefined || typeof next === 'string') continue;
    if (isGiven(part) && isGiven(next)) return [part.name, next.name];
  }
  return undefined;
}

/** Parts that bring what separates them: of a URL, of a file name. */
const SEPARATED = /(url|path|pathname|search|query|hash|prefix|suffix|ending|ext|extension|separator)$/i;

/** Something that is handed in as it is; what was computed may bring what separates it. */
function isGiven({ name, value: { kind } }: Hole): boolean {
  return (kind === 'parameter' || kind === 'rows') && !SEPARATED.test(name);
}

function holesOf({ effect: { key } }: KeyUse): readonly Hole[] {
  return key.kind === 'text' ? key.parts.filter((part): part is Hole => typeof part !== 'string') : [];
}

function isObject(evaluation: Evaluation, value: Value): boolean {
  switch (value.kind) {
    case 'record':
      return true;
    case 'rows':
      return value.rows.path.length === 0 && !value.rows.fresh && isRead(evaluation, value.rows);
    case 'instance': {
      const fact = evaluation.factsOf(value.file)?.classes[value.index];
      // A class may say what it is as a text.
      return fact !== undefined && !fact.extends && !fact.methods.some(({ name }) => SAYS_TEXT.test(name));
    }
    case 'parameter': {
      const frame = value.path.length === 0 ? evaluation.symbolicFrame(value.function) : undefined;
      const type = frame?.fact.parameters[value.index]?.type;
      return (
        frame !== undefined &&
        type !== undefined &&
        isWhole(frame, value) &&
        isObjectType(evaluation, frame, type)
      );
    }
    default:
      return false;
  }
}

/** A parameter without a type that every caller gives an object it writes out. */
function isGivenObjects(evaluation: Evaluation, graph: CallGraph, value: Value): boolean {
  if (value.kind !== 'parameter' || value.path.length > 0) return false;
  const frame = evaluation.symbolicFrame(value.function);
  if (!frame || frame.fact.parameters[value.index]?.type || !isWhole(frame, value)) return false;
  const given = argumentsFor(evaluation, graph, value);
  return given.length > 0 && given.every(({ kind }) => kind === 'record');
}

/** What an insert answers is an id with some databases. */
function isRead(evaluation: Evaluation, { site }: Rows): boolean {
  const call = site && evaluation.factsOf(site.file)?.calls[site.call];
  return call !== undefined && !/insert/i.test(lastName(call.callee));
}

const SAYS_TEXT = /^(toString|valueOf|toJSON|\[?Symbol\.toPrimitive\]?)$/;

/** The parameter itself and not what is taken out of it. */
function isWhole({ fact, facts }: Frame, { index, name }: Parameter): boolean {
  const [only, ...others] = fact.parameters[index]?.bindings ?? [];
  const binding = only === undefined ? undefined : facts.bindings[only];
  return others.length === 0 && binding?.name === name && binding.path === undefined;
}

/** A literal type or an interface with members that are no methods of a text. */
function isObjectType(evaluation: Evaluation, frame: Frame, type: TypeReference): boolean {
  if (type.kind === 'literal') return saysObject(type.members);
  if (type.kind !== 'named' || type.arguments.length > 0) return false;
  const declared = evaluation.declarations.ofType(frame.file, type);
  const fact =
    declared && evaluation.factsOf(declared.file)?.types.find(({ name }) => name === declared.name);
  if (!fact || fact.extends.length > 0) return false;
  return saysObject(fact.alias?.kind === 'literal' ? fact.alias.members : fact.alias ? [] : fact.members);
}

function saysObject(members: readonly { readonly name: string }[]): boolean {
  return members.length > 0 && !members.some(({ name }) => SAYS_TEXT.test(name) || name.startsWith('_'));
}
