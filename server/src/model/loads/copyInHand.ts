/**
 * What a function does with a copy that it has in hand. In: the facts of its file, and which calls and variables give the
 * copy. Out: the members it looks at, the calls it hands the copy to, whether it gives it back, and whether the copy gets
 * out of sight: into an object, a field, a text, or a call of its own methods.
 */
import { lastName } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BindingIndex,
  CallFact,
  CallIndex,
  Expression,
  FileFacts,
  FunctionIndex,
} from '../../facts/fileFacts.js';
import { functionsInside, isInside } from '../../facts/functionNesting.js';
import { partsOfExpression } from '../calls/callFlow.js';
import type { PlacesInFile } from './placesInFile.js';

export interface Handed {
  readonly call: CallIndex;
  readonly argument: number;
}

export interface CopyInHand {
  /** Names of members that are looked at. */
  readonly looked: ReadonlySet<string>;
  readonly handed: readonly Handed[];
  readonly isReturned: boolean;
  readonly isLost: boolean;
}

export interface CopySource {
  /** Calls that give the copy. */
  readonly calls: ReadonlySet<CallIndex>;
  /** Parameters that are given it. */
  readonly parameters: readonly number[];
}

/** Names of members that lead to the copied rows, and are no columns of them. */
export type LeadingNames = ReadonlySet<string>;

export function copyInHand(
  facts: FileFacts,
  places: PlacesInFile,
  index: FunctionIndex,
  source: CopySource,
  leading: LeadingNames,
  isHarmless: (call: CallIndex) => boolean,
): CopyInHand {
  return new Hand(facts, places, index, source, leading, isHarmless).look();
}

/** Calls that give what they are given. */
const PASSING = /^(JSON\.parse|Promise\.(all|resolve|race)|Object\.freeze|structuredClone)$/;
const WAITING = /^(then|catch|finally)$/;
/** Variables that are filled from each other are followed this far. */
const MAXIMUM_ROUNDS = 6;

class Hand {
  private readonly looked = new Set<string>();
  private readonly held = new Set<BindingIndex>();
  private isLost = false;

  constructor(
    private readonly facts: FileFacts,
    private readonly places: PlacesInFile,
    private readonly index: FunctionIndex,
    private readonly source: CopySource,
    private readonly leading: LeadingNames,
    private readonly isHarmless: (call: CallIndex) => boolean,
  ) {}

  look(): CopyInHand {
    const own = this.facts.functions[this.index]?.range;
    const bindings = own ? this.places.bindingsIn(own) : [];
    const calls = own ? this.places.callsIn(own) : [];
    this.fill(bindings, calls);
    for (const [, { initializer, assigned, defaultValue }] of bindings) {
      for (const value of [initializer, defaultValue, ...assigned]) if (value) this.keep(value);
    }
    const handed = calls.flatMap(([position, call]) => this.handOn(position, call));
    const isReturned = this.giveBack();
    for (const { target, value, function: owner } of this.facts.assignments) {
      if (!this.isOwnFunction(owner)) continue;
      this.visit(target);
      this.visit(value);
      if (this.contains(value)) this.isLost = true;
    }
    return { looked: this.looked, handed, isReturned, isLost: this.isLost };
  }

  private isOwnFunction(index: FunctionIndex): boolean {
    return isInside(this.facts, index, this.index);
  }

  /** The variables that hold the copy. */
  private fill(
    bindings: readonly (readonly [BindingIndex, BindingFact])[],
    calls: readonly (readonly [CallIndex, CallFact])[],
  ): void {
    for (let round = 0, size = -1; this.held.size > size && round < MAXIMUM_ROUNDS; round++) {
      size = this.held.size;
      for (const [position, binding] of bindings) {
        const { initializer, assigned, path = [] } = binding;
        const isGiven =
          (initializer !== undefined && this.isCopy(initializer)) || this.isGivenParameter(binding);
        if (isGiven) this.take(position, path);
        else if (assigned.some((value) => this.isCopy(value))) this.held.add(position);
      }
      for (const [position, call] of calls) {
        if (this.source.calls.has(position) || this.waitsFor(call)) this.takeInCallbacks(call);
      }
    }
  }

  private isGivenParameter({ kind, parameter, function: owner }: BindingFact): boolean {
    return (
      kind === 'parameter' &&
      owner === this.index &&
      parameter !== undefined &&
      this.source.parameters.includes(parameter)
    );
  }

  private take(binding: BindingIndex, path: readonly string[]): void {
    const column = path.find((name) => !this.leads(name));
    if (column === undefined) this.held.add(binding);
    else this.looked.add(column);
  }

  private leads(name: string): boolean {
    return /^(\*|\d+)$/.test(name) || this.leading.has(name);
  }

  private waitsFor({ callee }: CallFact): boolean {
    return callee.kind === 'member' && callee.name === 'then' && this.isCopy(callee.object);
  }

  /** `load().then((row) => …)`, `load(id, (error, row) => …)` */
  private takeInCallbacks({ arguments: given, use }: CallFact): void {
    const callbacks = given.flatMap((one) => (one.kind === 'function' ? [one.function] : []));
    // Who makes nothing of what a call gives has it from a function that stands elsewhere.
    if (callbacks.length === 0 && use === 'floating') this.isLost = true;
    for (const { parameters } of callbacks.flatMap((one) => this.facts.functions[one] ?? [])) {
      for (const binding of parameters.flatMap((one) => one.bindings)) {
        this.take(binding, this.facts.bindings[binding]?.path ?? []);
      }
    }
  }

  /** The copy itself, or what leads to it. */
  private isCopy(expression: Expression): boolean {
    switch (expression.kind) {
      case 'call':
        return this.source.calls.has(expression.call) || this.passes(expression.call);
      case 'name':
        return this.held.has(expression.binding);
      case 'await':
      case 'spread':
        return this.isCopy(expression.value);
      case 'member':
        return this.leads(expression.name) && this.isCopy(expression.object);
      case 'element':
        return expression.index.kind === 'number' && this.isCopy(expression.object);
      case 'array':
        return expression.items.some((item) => this.isCopy(item));
      case 'conditional':
        return this.isCopy(expression.whenTrue) || this.isCopy(expression.whenFalse);
      case 'binary':
        return (
          (/^(&&|\|\||\?\?)$/.test(expression.operator) && this.isCopy(expression.right)) ||
          (/^(\|\||\?\?)$/.test(expression.operator) && this.isCopy(expression.left))
        );
      default:
        return false;
    }
  }

  private passes(index: CallIndex): boolean {
    const { callee, arguments: given = [] } = this.facts.calls[index] ?? {};
    if (!callee) return false;
    if (given.some((value) => this.givesCopy(value))) return true;
    if (callee.kind === 'member' && /^(catch|finally)$/.test(callee.name)) return this.isCopy(callee.object);
    return isPassing(callee) && given.some((value) => this.isCopy(value));
  }

  /** What runs a function may give what that gives: `trace('load', () => load(id))`. */
  private givesCopy(callback: Expression): boolean {
    if (callback.kind !== 'function') return false;
    const returns = this.facts.functions[callback.function]?.returns ?? [];
    return returns.some(({ value }) => value !== undefined && this.isCopy(value));
  }

  /** It is a part of what the expression makes. */
  private contains(expression: Expression): boolean {
    if (this.isCopy(expression)) return true;
    switch (expression.kind) {
      case 'object': {
        const values = [...expression.properties.map(({ value }) => value), ...expression.spreads];
        return values.some((value) => this.contains(value));
      }
      case 'array':
        return expression.items.some((item) => this.contains(item));
      case 'spread':
      case 'await':
        return this.contains(expression.value);
      case 'template':
        return expression.parts.some((part) => typeof part !== 'string' && this.contains(part));
      case 'conditional':
        return this.contains(expression.whenTrue) || this.contains(expression.whenFalse);
      case 'binary':
        return (
          (/^(\+|\|\||\?\?)$/.test(expression.operator) && this.contains(expression.left)) ||
          (/^(\+|,|&&|\|\||\?\?)$/.test(expression.operator) && this.contains(expression.right))
        );
      default:
        return false;
    }
  }

  /** A variable is given the copy, or something made of it. */
  private keep(value: Expression): void {
    this.visit(value);
    if (!this.isCopy(value) && this.contains(value)) this.isLost = true;
  }

  private handOn(position: CallIndex, call: CallFact): readonly Handed[] {
    const { callee, arguments: given, branches } = call;
    this.visit(callee);
    for (const one of given) this.visit(one);
    for (const { condition, source, again } of branches) {
      for (const one of [condition, source, again]) if (one) this.visit(one);
    }
    if (this.isCopy(callee) || this.isMethodCalled(call)) this.isLost = true;
    if (isPassing(callee) || this.isHarmless(position)) return [];
    return given.flatMap((argument, index): readonly Handed[] => {
      if (this.isCopy(argument) && argument.kind !== 'spread') return [{ call: position, argument: index }];
      if (this.contains(argument)) this.isLost = true;
      return [];
    });
  }

  /** Other than to wait for it, in a function that is written there. */
  private isMethodCalled({ callee, arguments: [callback] }: CallFact): boolean {
    if (callee.kind !== 'member' || !this.isCopy(callee.object)) return false;
    return !WAITING.test(callee.name) || (callback !== undefined && callback.kind !== 'function');
  }

  private giveBack(): boolean {
    let isReturned = false;
    for (const index of [this.index, ...functionsInside(this.facts, this.index)]) {
      const { returns = [], argumentOf, tested = [] } = this.facts.functions[index] ?? {};
      for (const name of tested) this.looked.add(name);
      for (const { value, branches } of returns) {
        for (const { condition } of branches) if (condition) this.visit(condition);
        if (!value) continue;
        this.visit(value);
        if (index === this.index && this.isCopy(value)) isReturned = true;
        else if (this.contains(value) && !(argumentOf && this.isCopy(value))) this.isLost = true;
      }
    }
    return isReturned;
  }

  /** Notes the members that are looked at; calls are visited by themselves. */
  private visit(expression: Expression): void {
    if (expression.kind === 'call') return;
    if (expression.kind === 'member' && this.isCopy(expression.object)) this.looked.add(expression.name);
    const isTakenByName = expression.kind === 'element' && expression.index.kind !== 'number';
    if (isTakenByName && this.isCopy(expression.object)) this.isLost = true;
    for (const part of partsOfExpression(this.facts, expression)) this.visit(part);
  }
}

function isPassing(callee: Expression): boolean {
  if (callee.kind === 'name') return PASSING.test(callee.name);
  return callee.kind === 'member' && PASSING.test(`${lastName(callee.object)}.${callee.name}`);
}
