/**
 * How the call that sends a command is written, for who wants to change it. In: an effect. Out: the spans of its
 * parts; undefined when it is not the library's method by its own name, with the arguments that the library gets.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { CallIndex, FileFacts, TextRange } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';

export interface WrittenCall<Span = TextRange> {
  readonly call: Span;
  /** The name of the method. */
  readonly name: Span;
  /** What stands before it, with its dot. */
  readonly receiver: Span;
  readonly arguments: readonly Span[];
}

export function writtenCall(facts: FileFacts, effect: CacheEffect): WrittenCall | undefined {
  const call = facts.calls[effect.site.call];
  // `sendCommand` and promisified methods go by other names, and a script has no call for each command.
  if (effect.script || call?.callee.kind !== 'member' || call.callee.name !== effect.command)
    return undefined;
  const isShifted =
    call.arguments.some(({ kind }) => kind === 'spread') ||
    call.argumentRanges.length !== effect.arguments.length;
  if (isShifted) return undefined;
  return {
    call: call.range,
    name: call.nameRange,
    receiver: [call.range[0], call.nameRange[0]],
    arguments: call.argumentRanges,
  };
}

/** The first argument of the library's method by its own name, whatever comes behind it. */
export function firstArgument(
  facts: FileFacts,
  { script, command, site }: CacheEffect,
): TextRange | undefined {
  const call = facts.calls[site.call];
  const isOther = script !== undefined || call?.callee.kind !== 'member' || call.callee.name !== command;
  return isOther || call.arguments[0]?.kind === 'spread' ? undefined : call.argumentRanges[0];
}

/** The variable that stands as an argument, or in a `JSON.stringify` there. */
export function variableAt(facts: FileFacts, call: CallIndex, argument: number): TextRange | undefined {
  const fact = facts.calls[call];
  const given = fact?.arguments[argument];
  if (given?.kind === 'name') return fact?.argumentRanges[argument];
  const inner = callOf(facts, given);
  const isJson = inner?.callee.kind === 'member' && inner.callee.name === 'stringify';
  return isJson && inner.arguments[0]?.kind === 'name' ? inner.argumentRanges[0] : undefined;
}
