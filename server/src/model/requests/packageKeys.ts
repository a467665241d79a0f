/**
 * Packages that keep responses under their URL: does an option put more into the key? In: what is put before a handler. Out: the
 * package it comes from, and whether such an option was given where it is made, or to all that one cache of apicache keeps.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import { apicache } from '../../libraries/caches/apicache.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

const KEY_OPTIONS = /^(appendKey|keyGenerator)$/;
const MAXIMUM_HOPS = 6;

export class PackageKeys {
  /** `apicache.options({ appendKey })` counts for whatever the export keeps, `apicache.newInstance(…)` for itself. */
  private readonly shared: boolean;
  private readonly own: boolean;

  constructor(private readonly evaluation: Evaluation) {
    const places = evaluation.files.flatMap((file) => this.optionsSetIn(file));
    this.shared = places.some(({ isOwn }) => !isOwn);
    this.own = places.some(({ isOwn }) => isOwn);
  }

  areSet(frame: Frame, expression: Expression, module: string): boolean {
    if (this.isGivenIn(frame, expression, 0)) return true;
    if (!apicache.packages.includes(module)) return false;
    return isOwnInstance(frame.facts, expression, 0) ? this.own : this.shared;
  }

  /** `cache({ keyGenerator })`, through members and variables. */
  private isGivenIn(frame: Frame, expression: Expression, hops: number): boolean {
    if (hops > MAXIMUM_HOPS) return false;
    if (expression.kind === 'call' && this.evaluation.argumentsOf(frame, expression.call).some(namesKey))
      return true;
    const inner = innerOf(frame.facts, expression);
    return inner !== undefined && this.isGivenIn(frame, inner, hops + 1);
  }

  private optionsSetIn(file: string): readonly { readonly isOwn: boolean }[] {
    const facts = this.evaluation.factsOf(file);
    return (facts?.calls ?? []).flatMap((call, index) => {
      if (!facts || lastName(call.callee) !== 'options' || !hasObject(call)) return [];
      const frame = this.evaluation.symbolicFrame({ file, index: call.function });
      if (!frame || !this.evaluation.argumentsOf(frame, index).some(namesKey)) return [];
      const isOfCache = apicache.packages.includes(moduleOf(this.evaluation, frame, call.callee) ?? '');
      return isOfCache ? [{ isOwn: isOwnInstance(facts, call.callee, 0) }] : [];
    });
  }
}

function hasObject({ arguments: [given] }: CallFact): boolean {
  return given?.kind === 'object' || given?.kind === 'name';
}

function namesKey(value: Value): boolean {
  return value.kind === 'record' && [...value.fields.keys()].some((name) => KEY_OPTIONS.test(name));
}

/** `apicache.newInstance()`, `apicache.clone()` */
function isOwnInstance(facts: FileFacts, expression: Expression, hops: number): boolean {
  if (hops > MAXIMUM_HOPS) return false;
  if (expression.kind === 'member' && /^(newInstance|clone)$/.test(expression.name)) return true;
  const inner = innerOf(facts, expression);
  return inner !== undefined && isOwnInstance(facts, inner, hops + 1);
}

/** The package that an expression comes from, through calls, members and variables. */
export function moduleOf(
  evaluation: Evaluation,
  frame: Frame,
  expression: Expression,
  hops = 0,
): string | undefined {
  if (hops > MAXIMUM_HOPS) return undefined;
  const value = evaluation.evaluate(frame, expression);
  if (value.kind === 'external' || value.kind === 'constructed') return value.module;
  if (value.kind === 'cache') return value.client.library.packages[0];
  const inner = innerOf(frame.facts, expression);
  return inner && moduleOf(evaluation, frame, inner, hops + 1);
}

function innerOf(facts: FileFacts, expression: Expression): Expression | undefined {
  if (expression.kind === 'call') return facts.calls[expression.call]?.callee;
  if (expression.kind === 'member') return expression.object;
  return expression.kind === 'name' ? facts.bindings[expression.binding]?.initializer : undefined;
}
