/**
 * One open value document as data, and what a new answer of the server makes of it. Pure. Guarantee: a value
 * that was read once stays readable, whatever the server says afterwards.
 */
import type { ValueLimits, ValueResult } from '../redis/value.js';

export type ReadValue = Extract<ValueResult, { kind: 'value' }>;

export interface OpenValue {
  /** The last value that was read. */
  readonly value?: ReadValue;
  /** What has happened since, or why there is no value; short plain sentences. */
  readonly notice?: string;
  /** The type the key has now, when it is another one than that of `value`. */
  readonly newType?: string;
  readonly limits: Required<ValueLimits>;
  /** Milliseconds since the epoch: when `value` was read. */
  readonly readAt: number;
}

export const FIRST_ELEMENTS = 500;
const GROWTH = 8;

/** Limits for "show more". */
export function larger(limits: Required<ValueLimits>): Required<ValueLimits> {
  return { bytes: limits.bytes * GROWTH, elements: limits.elements * GROWTH };
}

/** `now` in milliseconds since the epoch. */
export function afterReading(
  before: OpenValue | undefined,
  result: ValueResult,
  limits: Required<ValueLimits>,
  now: number,
): OpenValue {
  if (result.kind === 'value') return { value: result, limits, readAt: now };
  const kept = before?.value ? { value: before.value, readAt: before.readAt } : { readAt: now };
  const notice = result.kind === 'failed' ? result.problem.message : result.message;
  if (result.kind === 'typeChanged') return { ...kept, limits, notice, newType: result.to };
  return { ...kept, limits, notice };
}
