/**
 * Which conditions decide what a call is given that is put together before it? `const missing = ids.filter((id, i) => !found[i])`, and
 * `entries[key] = value` in a loop over them. In: a call of a function. Out: what is asked there, as values.
 */
import { lastName } from '../../facts/expressionNames.js';
import type {
  BindingIndex,
  BranchStep,
  CallIndex,
  Expression,
  FunctionIndex,
} from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

/** Methods whose callback says which elements are meant. */
const CHOOSING = /^(filter|reject|find|partition|pickBy|omitBy)$/;
const MAXIMUM_STEPS = 60;

export function conditionsBehind(evaluation: Evaluation, file: string, call: CallIndex): readonly Value[] {
  const frame = frameOf(evaluation, file, evaluation.factsOf(file)?.calls[call]?.function);
  return frame ? new Search(evaluation, frame).behind(call) : [];
}

function frameOf(evaluation: Evaluation, file: string, index: FunctionIndex = -1): Frame | undefined {
  return evaluation.symbolicFrame({ file, index });
}

/** Through the variables of one file. */
class Search {
  private readonly seen = new Set<BindingIndex>();
  private readonly found: Value[] = [];
  private steps = 0;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly frame: Frame,
  ) {}

  behind(call: CallIndex): readonly Value[] {
    const fact = this.frame.facts.calls[call];
    this.decided(fact?.branches ?? [], this.frame);
    for (const argument of fact?.arguments ?? []) this.follow(argument, this.frame);
    // `missing.map(async (id) => { … })`: which elements there are is decided around the callback.
    const around = this.frame.fact.argumentOf;
    const outer = around && this.frame.facts.calls[around.call];
    if (outer?.callee.kind === 'member') this.follow(outer.callee.object, this.frame);
    return this.found;
  }

  private decided(branches: readonly BranchStep[], frame: Frame): void {
    for (const { condition, source } of branches) {
      if (condition) this.asked(condition, frame);
      if (source) this.follow(source, frame);
    }
  }

  private asked(condition: Expression, frame: Frame): void {
    this.found.push(this.evaluation.evaluate(frame, condition));
    this.follow(condition, frame);
  }

  private follow(expression: Expression, frame: Frame): void {
    this.steps += 1;
    if (this.steps > MAXIMUM_STEPS) return;
    if (expression.kind === 'name') this.followName(expression.binding, frame);
    else if (expression.kind === 'call') this.followCall(expression.call, frame);
    else if (expression.kind === 'function') this.followCallback(expression.function, frame, false);
    else if (expression.kind === 'conditional') this.asked(expression.test, frame);
    else for (const part of partsOf(expression)) this.follow(part, frame);
  }

  private followName(binding: BindingIndex, frame: Frame): void {
    const fact = frame.facts.bindings[binding];
    if (!fact || fact.function === 0 || this.seen.has(binding)) return;
    this.seen.add(binding);
    if (fact.initializer) this.follow(fact.initializer, frame);
    const { facts } = frame;
    for (const index of this.evaluation.fillingsOf(facts, binding))
      this.filledAt(facts.calls[index]?.branches, facts.calls[index]?.function);
    for (const { branches, function: owner } of this.evaluation.assignmentsTo(facts, binding))
      this.filledAt(branches, owner);
  }

  private filledAt(branches: readonly BranchStep[] = [], owner: FunctionIndex | undefined): void {
    const frame = frameOf(this.evaluation, this.frame.file, owner);
    if (frame) this.decided(branches, frame);
  }

  private followCall(index: CallIndex, frame: Frame): void {
    const call = frame.facts.calls[index];
    if (!call) return;
    if (call.callee.kind === 'member') this.follow(call.callee.object, frame);
    const chooses = CHOOSING.test(lastName(call.callee));
    for (const argument of call.arguments) {
      if (argument.kind === 'function') this.followCallback(argument.function, frame, chooses);
      else this.follow(argument, frame);
    }
  }

  private followCallback(index: FunctionIndex, { file }: Frame, chooses: boolean): void {
    const inner = frameOf(this.evaluation, file, index);
    for (const { value, branches } of inner?.fact.returns ?? []) {
      if (!inner) return;
      this.decided(branches, inner);
      if (value && chooses) this.asked(value, inner);
      else if (value?.kind === 'conditional') this.asked(value.test, inner);
    }
  }
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'await':
    case 'spread':
      return [expression.value];
    case 'member':
      return [expression.object];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'array':
      return expression.items;
    default:
      return [];
  }
}
