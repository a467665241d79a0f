/**
 * What does a function say by its types that it hands its callback? In: the function, which of its parameters the callback is,
 * and which argument of the callback is asked for. Out: the client or the database that the type names; of rows a type is no
 * proof.
 */
import type { TypeReference } from '../../facts/fileFacts.js';
import { valueOfType } from '../evaluation/evaluateType.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference, Value } from '../evaluation/values.js';

/** `run: (tx: Prisma.TransactionClient) => Promise<T>` */
export function declaredArgument(
  evaluation: Evaluation,
  reference: FunctionReference,
  argument: number,
  position: number,
): Value | undefined {
  const frame = evaluation.symbolicFrame(reference);
  const type = frame?.fact.parameters[argument]?.type;
  const found = frame && type && functionTypeIn(evaluation, frame, type);
  const handed = found?.parameters[position];
  const value = found && handed && valueOfType(evaluation, found.frame, handed);
  return value?.kind === 'database' || value?.kind === 'cache' ? value : undefined;
}

interface FunctionType {
  /** Of the file in which it is written. */
  readonly frame: Frame;
  readonly parameters: readonly TypeReference[];
}

function functionTypeIn(
  evaluation: Evaluation,
  frame: Frame,
  type: TypeReference,
  hops = 0,
): FunctionType | undefined {
  if (type.kind === 'function') return { frame, parameters: type.parameters };
  if (type.kind === 'union') {
    for (const member of type.members) {
      const found = functionTypeIn(evaluation, frame, member, hops);
      if (found) return found;
    }
  }
  return type.kind === 'named' && hops < MAXIMUM_ALIASES
    ? functionTypeOfAlias(evaluation, frame, type, hops)
    : undefined;
}

const MAXIMUM_ALIASES = 2;

/** `type InTransaction<T> = (tx: Prisma.TransactionClient) => Promise<T>` */
function functionTypeOfAlias(
  evaluation: Evaluation,
  { file }: Frame,
  type: Extract<TypeReference, { kind: 'named' }>,
  hops: number,
): FunctionType | undefined {
  const declared = evaluation.declarations.ofType(file, type);
  const frame = declared && evaluation.moduleFrame(declared.file);
  const alias = frame?.facts.types.find((one) => one.name === declared?.name)?.alias;
  return frame && alias ? functionTypeIn(evaluation, frame, alias, hops + 1) : undefined;
}
