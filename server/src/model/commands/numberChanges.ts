/**
 * Numbers that are read, changed and written back. In: facts of one file, with a call that reads and one that writes.
 * Out: what the written value adds to what was read, as far as the text says; undefined when it is no such change.
 */

import { lastName } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BindingIndex,
  CallFact,
  CallIndex,
  Expression,
  FileFacts,
} from '../../facts/fileFacts.js';

export interface NumberChange {
  /** Position of the argument that carries the new number. */
  readonly argument: number;
  /** The field of a stored object, or of a hash that was read whole. */
  readonly member?: string;
  /** What is added, as text; undefined when the argument is more than a sum of the number and this. */
  readonly amount?: string;
  readonly sign: 1 | -1;
}

type Change = Omit<NumberChange, 'argument'>;

/** What a read gave, or a member of it. */
interface NumberRead {
  readonly member?: string;
  /** Something makes a number of it, or says that it is one. */
  readonly isNumber: boolean;
}

const MAXIMUM_HOPS = 3;
const CONVERSIONS = /^(Number|parseInt|parseFloat|BigInt|parse)$/;
const WRAPPERS = /^(String|toString|stringify|max|min|floor|ceil|round|abs|toFixed|Number|parseInt)$/;

/** `givesText`: what is read is a text until something makes more of it. */
export function numberChange(
  facts: FileFacts,
  write: CallIndex,
  read: CallIndex,
  givesText: boolean,
): NumberChange | undefined {
  const given = facts.calls[write]?.arguments ?? [];
  for (const [argument, expression] of given.entries()) {
    const change = new NumberChanges(facts, read, givesText).of(expression);
    if (change) return { ...change, argument };
  }
  return undefined;
}

class NumberChanges {
  constructor(
    private readonly facts: FileFacts,
    private readonly read: CallIndex,
    private readonly givesText: boolean,
  ) {}

  of(expression: Expression, hops = 0): Change | undefined {
    switch (expression.kind) {
      case 'await':
        return this.of(expression.value, hops);
      case 'template': {
        const [only, ...others] = expression.parts;
        const isAlone = others.length === 0 && only !== undefined && typeof only !== 'string';
        return isAlone ? this.of(only, hops) : undefined;
      }
      case 'conditional':
        return without(this.of(expression.whenTrue, hops) ?? this.of(expression.whenFalse, hops));
      case 'binary':
        return this.ofBinary(expression.operator, expression.left, expression.right, hops);
      case 'object':
        return this.ofObject(expression, hops);
      case 'call':
        return this.ofCall(this.facts.calls[expression.call], hops);
      case 'name':
        return hops < MAXIMUM_HOPS ? this.ofVariable(expression.binding, hops + 1) : undefined;
      default:
        return undefined;
    }
  }

  private ofBinary(operator: string, left: Expression, right: Expression, hops: number): Change | undefined {
    if (operator === '??' || operator === '||') return without(this.of(left, hops));
    if (operator !== '+' && operator !== '-') return undefined;
    const first = this.readIn(left);
    const second = operator === '+' && !first ? this.readIn(right) : undefined;
    const [number, other] = first ? [first, right] : [second, left];
    if (!number || !isAmount(other)) return undefined;
    // A text with a number behind it is a longer text.
    const isSum = number.isNumber || (other.kind === 'number' && !this.givesText);
    if (operator === '+' && !isSum) return undefined;
    const amount = textOfAmount(other);
    return {
      sign: operator === '+' ? 1 : -1,
      ...(number.member !== undefined && { member: number.member }),
      ...(amount !== undefined && { amount }),
    };
  }

  private ofObject(object: Extract<Expression, { kind: 'object' }>, hops: number): Change | undefined {
    for (const { name, value } of object.properties) {
      const change = this.of(value, hops);
      if (change) return { ...without(change), sign: change.sign, member: name };
    }
    return undefined;
  }

  /** `String(n + 1)`, `Math.max(0, n - 1)`, `JSON.stringify({ ...data, count: data.count + 1 })` */
  private ofCall(call: CallFact | undefined, hops: number): Change | undefined {
    if (!call || call.construction || !WRAPPERS.test(lastName(call.callee))) return undefined;
    const { callee } = call;
    if (callee.kind === 'member' && /^to(String|Fixed)$/.test(callee.name))
      return this.of(callee.object, hops);
    const changes = call.arguments.flatMap((argument) => this.of(argument, hops) ?? []);
    const [change] = changes;
    return /^(String|Number|stringify)$/.test(lastName(callee)) ? change : without(change);
  }

  private ofVariable(index: BindingIndex, hops: number): Change | undefined {
    const binding = this.facts.bindings[index];
    if (binding?.kind !== 'variable' || binding.path) return undefined;
    for (const value of valuesOf(binding)) {
      const change = this.of(value, hops);
      if (change) return change;
    }
    const kept = valuesOf(binding).flatMap((value) => this.readIn(value, hops) ?? []);
    // Only a number can be counted up; what `+=` does to a text is none.
    if (binding.counted && kept.some(({ isNumber }) => isNumber)) return { sign: 1 };
    return kept.length > 0 ? this.ofMembers(index) : undefined;
  }

  /** `data.count += 1` on what a read gave. */
  private ofMembers(index: BindingIndex): Change | undefined {
    for (const { target, kind } of this.facts.changes) {
      if (target.kind !== 'member' || target.object.kind !== 'name' || target.object.binding !== index)
        continue;
      const { name } = target;
      if (kind === 'counted') return { sign: 1, member: name };
      const value = this.facts.assignments.find((assignment) => assignment.target === target)?.value;
      const change = value && this.of(value, MAXIMUM_HOPS);
      if (change) return { sign: change.sign, member: name };
    }
    return undefined;
  }

  /** Whether an expression is what the read gave, as a number, a member of it, or that with a default. */
  private readIn(expression: Expression, hops = 0): NumberRead | undefined {
    switch (expression.kind) {
      case 'await':
        return this.readIn(expression.value, hops);
      case 'call':
        return this.readInCall(expression.call, hops);
      case 'unary':
        return expression.operator === '+' ? asNumber(this.readIn(expression.operand, hops)) : undefined;
      case 'binary': {
        if (expression.operator !== '??' && expression.operator !== '||') return undefined;
        const left = this.readIn(expression.left, hops);
        return expression.right.kind === 'number' ? asNumber(left) : left;
      }
      case 'conditional':
        return this.readIn(expression.whenTrue, hops) ?? this.readIn(expression.whenFalse, hops);
      case 'member': {
        const object = this.readIn(expression.object, hops);
        return object && { ...object, member: expression.name };
      }
      case 'name':
        return hops < MAXIMUM_HOPS ? this.readInVariable(expression.binding, hops + 1) : undefined;
      default:
        return undefined;
    }
  }

  private readInCall(index: CallIndex, hops: number): NumberRead | undefined {
    const call = this.facts.calls[index];
    if (!call) return undefined;
    if (index === this.read) {
      const types = [call.typeArguments?.[0], call.asserted];
      const isNumber = types.some((type) => type?.kind === 'primitive' && type.names.includes('number'));
      return { isNumber };
    }
    const [first] = call.arguments;
    if (!first || !CONVERSIONS.test(lastName(call.callee))) return undefined;
    return asNumber(this.readIn(first, hops));
  }

  private readInVariable(index: BindingIndex, hops: number): NumberRead | undefined {
    const binding = this.facts.bindings[index];
    if (!binding) return undefined;
    if (binding.kind === 'parameter') return this.isReply(binding) ? { isNumber: false } : undefined;
    if (binding.kind !== 'variable') return undefined;
    for (const value of valuesOf(binding)) {
      const read = this.readIn(value, hops);
      if (!read) continue;
      const isNumber = read.isNumber || (binding.type?.kind === 'primitive' && isNumeric(binding.type.names));
      const member = binding.path?.at(-1) ?? read.member;
      return { isNumber, ...(member !== undefined && { member }) };
    }
    return undefined;
  }

  /** `client.get(key, (error, reply) => …)` */
  private isReply({ function: owner, parameter, path }: BindingFact): boolean {
    return parameter === 1 && !path && this.facts.functions[owner]?.argumentOf?.call === this.read;
  }
}

function isNumeric(names: readonly string[]): boolean {
  return names.includes('number') && !names.includes('string');
}

function asNumber(read: NumberRead | undefined): NumberRead | undefined {
  return read && { ...read, isNumber: true };
}

/** The same change, as part of something more. */
function without(change: Change | undefined): Change | undefined {
  if (!change) return undefined;
  const { amount: _amount, ...rest } = change;
  return rest;
}

function valuesOf({ initializer, assigned }: BindingFact): readonly Expression[] {
  return [...(initializer ? [initializer] : []), ...assigned];
}

/** Something that can be added to a number: no text, and no moment. */
function isAmount({ kind }: Expression): boolean {
  return kind !== 'text' && kind !== 'template' && kind !== 'object' && kind !== 'array';
}

/** `1`, `amount`, `options.step` */
function textOfAmount(expression: Expression): string | undefined {
  if (expression.kind === 'number') return String(expression.value);
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'this') return 'this';
  const object = expression.kind === 'member' ? textOfAmount(expression.object) : undefined;
  return object !== undefined && expression.kind === 'member' ? `${object}.${expression.name}` : undefined;
}
