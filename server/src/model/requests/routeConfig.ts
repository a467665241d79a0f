/**
 * What routes of Fastify say of themselves for hooks to read: `{ config: { evicts } }`. In: a hook, an effect of it, and a handler that
 * it runs around. Out: whether the effect waits for something that the route of the handler does not say.
 */
import type { Expression, FileFacts } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, type Value, walkValue } from '../evaluation/values.js';

export function waitsForConfig(
  evaluation: Evaluation,
  { guards, key }: CacheEffect,
  { file, index }: FunctionReference,
): boolean {
  const asked = [key, ...guards.map(({ value }) => value)].flatMap(configAsked);
  if (asked.length === 0) return false;
  const facts = evaluation.factsOf(file);
  const said = facts && configOf(facts, index);
  return said !== undefined && !asked.some((name) => said.includes(name));
}

/** `evicts` of `request.routeOptions.config.evicts` */
function configAsked(value: Value): readonly string[] {
  const found: string[] = [];
  walkValue(value, (part) => {
    if (part.kind !== 'parameter') return true;
    const at = part.path.indexOf('config');
    const name = at < 0 ? undefined : part.path[at + 1];
    if (name !== undefined) found.push(name);
    return true;
  });
  return found;
}

/** What the route says whose handler a function is; undefined where that is not written out. */
function configOf(facts: FileFacts, handler: number): readonly string[] | undefined {
  const call = facts.calls[facts.functions[handler]?.argumentOf?.call ?? -1];
  if (call?.callee.kind !== 'member' || !/^(get|post|put|patch|delete|all|route)$/.test(call.callee.name))
    return undefined;
  const options = call.arguments.filter(({ kind }) => kind !== 'text' && kind !== 'function');
  const names = options.map(configIn);
  return names.every((one) => one !== undefined) ? names.flat() : undefined;
}

function configIn(options: Expression): readonly string[] | undefined {
  if (options.kind !== 'object' || options.spreads.length > 0) return undefined;
  const config = options.properties.find(({ name }) => name === 'config')?.value;
  if (!config) return [];
  return config.kind === 'object' ? config.properties.map(({ name }) => name) : undefined;
}
