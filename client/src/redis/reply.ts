/** Reads replies of servers without trusting their shape: what is not as expected becomes empty or zero. */
import type { RespValue } from './commandGate.js';

export function bytesOf(reply: RespValue | undefined): Buffer {
  return Buffer.isBuffer(reply) ? reply : Buffer.from(typeof reply === 'number' ? String(reply) : '');
}

export function textOf(reply: RespValue | undefined): string {
  return bytesOf(reply).toString();
}

/** Also of numbers sent as text; 0 when it is none. */
export function numberOf(reply: RespValue | undefined): number {
  const number = typeof reply === 'number' ? reply : Number(textOf(reply));
  return Number.isFinite(number) ? number : 0;
}

export function listOf(reply: RespValue | undefined): readonly RespValue[] {
  return Array.isArray(reply) ? reply : [];
}

/** A flat list as pairs: `[a, 1, b, 2]` gives `[a, 1]` and `[b, 2]`. */
export function pairsOf(reply: RespValue | undefined): readonly (readonly [RespValue, RespValue])[] {
  const list = listOf(reply);
  const pairs: [RespValue, RespValue][] = [];
  for (let index = 0; index + 1 < list.length; index += 2)
    pairs.push([list[index] ?? null, list[index + 1] ?? null]);
  return pairs;
}
