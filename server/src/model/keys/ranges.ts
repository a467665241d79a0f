/**
 * Between which two values are rows selected that whoever asks may choose? In: the comparisons of a column, and the parameters that a
 * function is handed for them. Out: the two, where both ends are given; whether callers give other ones in other calls.
 */
import { argumentsFor } from '../calls/callerArguments.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { isSameParameter, type Parameter, type Value } from '../evaluation/values.js';
import { originsIn } from '../requests/valueOrigins.js';
import { originOf } from './followedOrigins.js';

const FROM = /^\$?gte?$/;
const TO = /^\$?lte?$/;

/** `{ gte: from, lt: to }`; one end alone is as often the moment of the call. */
export function rangeIn(evaluation: Evaluation, compared: ReadonlyMap<string, Value>): readonly Parameter[] {
  const [from, to] = [FROM, TO].map((sign) => {
    const [, value] = [...compared].find(([name]) => sign.test(name)) ?? [];
    const origin = value && originOf(evaluation, value);
    return origin?.kind === 'parameter' ? origin : undefined;
  });
  return from && to && !isSameParameter(from, to) ? [from, to] : [];
}

/** What a key has that may say both ends: `report:${orgId}:${month}`. */
export function saysPeriod(name: string): boolean {
  return /period|range|interval|window|preset|day|date|week|month|quarter|year|span|time/i.test(name);
}

/** Not where all callers make it of the clock or of what they write out: `report(startOfMonth(now), now)`. */
export function isChosenByCallers(evaluation: Evaluation, graph: CallGraph, parameter: Parameter): boolean {
  const given = argumentsFor(evaluation, graph, parameter);
  return given.length === 0 || given.some((value) => originsIn(value).length > 0);
}
