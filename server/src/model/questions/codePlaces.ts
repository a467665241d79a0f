/** How code is written and where it stands: spans, names, wording. No syntax leaves, only texts and ranges. */
import type { SourceSpan } from '../../../../shared/src/finding.js';
import type { Expression, FileFacts, TextRange } from '../../facts/fileFacts.js';
import { spanOfRange } from '../../facts/places.js';
import { argumentExpression, factorsOf, makerOf, nameOfExpression } from '../calls/callFlow.js';
import { calledName } from '../calls/callOrder.js';
import { decoratorAround } from '../calls/decoratedMethods.js';
import type { CacheEffect } from '../calls/effect.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import type { Site } from '../calls/sites.js';
import type { TtlAmount } from '../commands/commands.js';
import { firstArgument, variableAt, type WrittenCall, writtenCall } from '../commands/writtenCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import { isRunByHand } from '../handRun.js';
import { holesAsWritten } from '../keys/keyWording.js';
import { chosenAmounts } from '../lifetimes/chosenAmounts.js';
import { type ConvertedAmount, convertedAmount } from '../lifetimes/convertedAmounts.js';
import { collectDeclaredTtls, type DeclaredTtl } from '../lifetimes/declaredTtls.js';
import { type MeasuredLife, measuredLife } from '../lifetimes/measuredLives.js';
import { namedUnit } from '../lifetimes/namedUnits.js';
import { type TtlParameter, ttlParametersOf } from '../lifetimes/ttlParameters.js';
import { isUnroundedRemainder } from '../lifetimes/unroundedRemainders.js';
import { type MomentUnit, writtenMoment } from '../lifetimes/writtenMoments.js';
import { readsMember, usesMember } from '../loads/memberUses.js';

export class CodePlaces {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly files: readonly string[],
  ) {}

  /** What stands in the holes of a key that is the only argument of a call; undefined when it is more than names. */
  holesAsWritten({ file, call }: Site): readonly string[] | undefined {
    const facts = this.evaluation.factsOf(file);
    return facts && holesAsWritten(facts, call);
  }

  /** Whether a file is a script that somebody runs by hand. */
  isRunByHand(file: string): boolean {
    const facts = this.evaluation.factsOf(file);
    return facts !== undefined && isRunByHand(facts);
  }

  parameterCount({ file, index }: FunctionReference): number {
    return this.evaluation.factsOf(file)?.functions[index]?.parameters.length ?? 0;
  }

  /** Whether the text of a function reads a member of that name, of whatever it is. */
  readsMember(reference: FunctionReference, name: string): boolean {
    return readsMember(this.evaluation, reference, name);
  }

  /** The same where what is taken out and put into an object under its own name again does not count. */
  usesMember(reference: FunctionReference, name: string): boolean {
    return usesMember(this.evaluation, reference, name);
  }

  spanOf(file: string, range: TextRange): SourceSpan {
    return this.span(file, range);
  }

  /** The span of the shortest text that names a call: its method. */
  nameSpan(site: Site): SourceSpan {
    return this.span(site.file, this.callRange(site, 'nameRange'));
  }

  /** `set` of `redis.set(…)`. */
  calledName({ file, call }: Site): string {
    const facts = this.evaluation.factsOf(file);
    return facts ? calledName(facts, call) : '';
  }

  /** The span of a whole call. */
  callSpan(site: Site): SourceSpan {
    return this.span(site.file, this.callRange(site, 'range'));
  }

  /** What stands before the name of a method, with its dot: `this.redis.`; empty for a plain function. */
  receiverSpan(site: Site): SourceSpan {
    const [start] = this.callRange(site, 'range');
    return this.span(site.file, [start, this.callRange(site, 'nameRange')[0]]);
  }

  /** The spans of the arguments of a call, when they are the `given` ones that the library gets, one for one. */
  argumentSpans(site: Site, given: number): readonly SourceSpan[] | undefined {
    const call = this.evaluation.factsOf(site.file)?.calls[site.call];
    const isShifted = call?.arguments.some((argument) => argument.kind === 'spread');
    if (!call || isShifted || call.argumentRanges.length !== given) return undefined;
    return call.argumentRanges.map((range) => this.span(site.file, range));
  }

  /** The variable that a call keeps, as it is or as JSON. */
  variableKept({ site: { file, call }, form: { value } }: CacheEffect): SourceSpan | undefined {
    const facts = this.evaluation.factsOf(file);
    const range = facts && typeof value === 'number' ? variableAt(facts, call, value) : undefined;
    return range && this.span(file, range);
  }

  /** How the call that sends a command is written, where it may be written otherwise. */
  writtenCall(effect: CacheEffect): WrittenCall<SourceSpan> | undefined {
    const { file } = effect.site;
    const facts = this.evaluation.factsOf(file);
    const written = facts && writtenCall(facts, effect);
    if (!written) return undefined;
    return {
      ...written,
      call: this.span(file, written.call),
      name: this.span(file, written.name),
      receiver: this.span(file, written.receiver),
      arguments: written.arguments.map((range) => this.span(file, range)),
    };
  }

  /** The key that a call is given as its first argument; undefined where it is sent by another name. */
  keyArgument(effect: CacheEffect): SourceSpan | undefined {
    const facts = this.evaluation.factsOf(effect.site.file);
    const range = facts && effect.form.key === 0 ? firstArgument(facts, effect) : undefined;
    return range && this.span(effect.site.file, range);
  }

  /** Whether an argument is an object that stands in the call itself. */
  isWrittenOut({ file, call }: Site, argument: number): boolean {
    return this.evaluation.factsOf(file)?.calls[call]?.arguments[argument]?.kind === 'object';
  }

  /** What stands in a list of one that is an argument. */
  onlyItemSpan({ file, call }: Site, argument: number): SourceSpan | undefined {
    const fact = this.evaluation.factsOf(file)?.calls[call];
    const given = fact?.arguments[argument];
    const [start, end] = fact?.argumentRanges[argument] ?? [0, 0];
    const isOne = given?.kind === 'array' && given.items.length === 1 && given.items[0]?.kind !== 'spread';
    return isOne ? this.span(file, [start + 1, end - 1]) : undefined;
  }

  /** The spans of the arguments of a call, as they are written. */
  givenSpans(site: Site): readonly SourceSpan[] {
    const ranges = this.evaluation.factsOf(site.file)?.calls[site.call]?.argumentRanges ?? [];
    return ranges.map((range) => this.span(site.file, range));
  }

  /** The span of all of a function. */
  wholeFunctionSpan({ file, index }: FunctionReference): SourceSpan {
    return this.span(file, this.evaluation.factsOf(file)?.functions[index]?.range ?? [0, 0]);
  }

  /** The span of a function's name, or of all of it when it has none. */
  functionSpan(reference: FunctionReference): SourceSpan {
    const fact = this.evaluation.factsOf(reference.file)?.functions[reference.index];
    return this.span(reference.file, fact ? (fact.name ? fact.nameRange : fact.range) : [0, 0]);
  }

  /** `UserService.update`, `PUT /users/:id` for the handler of a route, or `(module)` for code outside functions. */
  functionName(reference: FunctionReference): string {
    const facts = this.evaluation.factsOf(reference.file);
    const name = facts?.functions[reference.index]?.name || '(module)';
    return name.replace(/^[a-z]+(?= \/)/, (verb) => (verb === 'use' ? verb : verb.toUpperCase()));
  }

  /** The function a call is written in, callbacks counted as part of the function around them. */
  functionOf(site: Site): FunctionReference {
    return functionOfCall(this.evaluation, site) ?? { file: site.file, index: 0 };
  }

  /** Where a method is given the decorator that the call of a library stands in. */
  decoratorSpan(method: FunctionReference, site: Site): SourceSpan | undefined {
    const decorator = decoratorAround(this.evaluation, method, site);
    return decorator && this.span(method.file, decorator.range);
  }

  /** The class a function is written in, or its file: what is written together. */
  unitOf({ file, index }: FunctionReference): string {
    const fact = this.evaluation.factsOf(file)?.functions[index];
    return `${file}#${fact?.class ?? ''}`;
  }

  /** The parameters that say how long an entry may live. */
  lifeParametersOf({ file, index }: FunctionReference): readonly LifeParameter[] {
    const facts = this.evaluation.factsOf(file);
    return (facts ? ttlParametersOf(facts, index) : []).map((parameter) => ({
      ...parameter,
      span: this.span(file, parameter.range),
    }));
  }

  /** The lengths of time that a call chooses from, with the name and the factors that the code gives for each: `TTL_MS`, `60 * 60`. */
  wordedAmounts(site: Site, amount: TtlAmount, given: number): readonly WordedAmount[] {
    const facts = this.evaluation.factsOf(site.file);
    const call = facts?.calls[site.call];
    if (!facts || !call) return [{ ...amount, wording: { factors: [] }, asIs: true }];
    // Spreads and `call('SET', …)` shift the arguments.
    const isShifted = call.arguments.length !== given;
    const written = isShifted
      ? undefined
      : argumentExpression(call, amount.argument, amount.option, amount.arm);
    const frame = this.evaluation.symbolicFrame({ file: site.file, index: call.function });
    const worded = (expression: Expression): TtlWording => {
      const counted = frame && namedUnit(this.evaluation, frame, expression);
      const said = { ...wording(facts, expression), ...(counted && { counted }) };
      const measured = frame && measuredLife(this.evaluation, frame, expression);
      return measured ? { ...said, ...wordingOfMeasured(measured) } : said;
    };
    return chosenAmounts(facts, call, amount.value, written).map(({ value, expression, asIs }) => ({
      ...amount,
      value,
      wording: expression ? worded(expression) : { factors: [] },
      asIs,
    }));
  }

  /** TTLs that are declared once for many entries, with the span of what declares them. */
  declaredTtls(): readonly (DeclaredTtl & { readonly span: SourceSpan })[] {
    return collectDeclaredTtls(this.evaluation).map((declared) => ({
      ...declared,
      span: this.span(declared.file, declared.range),
    }));
  }

  /** The version range a package is asked for in, near a file. */
  versionRange(file: string, packageName: string): string | undefined {
    return this.evaluation.linker.versionRange(file, packageName);
  }

  /** The major version that this range asks for. */
  majorVersion(file: string, packageName: string): number | undefined {
    return this.evaluation.linker.majorOf(file, packageName);
  }

  /** The suppression comments of all files, as they are written. */
  suppressions(): readonly Suppression[] {
    return this.files.flatMap((file) =>
      (this.evaluation.factsOf(file)?.suppressions ?? []).map(
        ({ range, wordRange, scope, line, rules, reason }): Suppression => ({
          scope,
          line,
          reason,
          span: this.span(file, range),
          word: this.span(file, wordRange),
          rules: rules.map((rule) => ({ id: rule.id, span: this.span(file, rule.range) })),
        }),
      ),
    );
  }

  /** Where authors say how long something lives in words that are no length of time. */
  unreadTtls(): readonly SourceSpan[] {
    return this.files.flatMap((file) =>
      (this.evaluation.factsOf(file)?.functions ?? []).flatMap(({ declared }) =>
        declared?.unreadTtl ? [this.span(file, declared.unreadTtl)] : [],
      ),
    );
  }

  private callRange(site: Site, which: 'range' | 'nameRange'): TextRange {
    return this.evaluation.factsOf(site.file)?.calls[site.call]?.[which] ?? [0, 0];
  }

  private span(file: string, range: TextRange): SourceSpan {
    return spanOfRange(file, this.evaluation.factsOf(file)?.lineStarts ?? [0], range);
  }
}

export interface Suppression {
  readonly scope: 'line' | 'file';
  /** The line that it is about, from 1. */
  readonly line: number;
  /** '' when none is given. */
  readonly reason: string;
  /** The whole comment. */
  readonly span: SourceSpan;
  /** `cache-review-ignore-next-line` */
  readonly word: SourceSpan;
  readonly rules: readonly SuppressedRule[];
}

export interface SuppressedRule {
  /** As written; there need not be such a rule. */
  readonly id: string;
  readonly span: SourceSpan;
}

export type LifeParameter = TtlParameter & { readonly span: SourceSpan };

/** What a call is given as a length of time, or one of those it chooses from. */
export type WordedAmount = TtlAmount & {
  readonly wording: TtlWording;
  /** Nothing between the choice and the call asks what was chosen. */
  readonly asIs: boolean;
};

/** How a number is written. */
export interface TtlWording {
  readonly name?: string;
  /** The function that gives it: `hoursToSeconds`. */
  readonly maker?: string;
  /** Of a product of known numbers. */
  readonly factors: readonly number[];
  /** `hours * 3600` */
  readonly converted?: ConvertedAmount;
  /** `HOUR` of `3 * HOUR`, which is one in this unit. */
  readonly counted?: ConvertedAmount;
  /** It is a moment, counted in this unit. */
  readonly moment?: MomentUnit;
  /** It is what is left until a moment, divided and not rounded. */
  readonly unrounded?: true;
}

/** `await redis.ttl(key)` */
function wordingOfMeasured({ method, unit }: MeasuredLife): Partial<TtlWording> {
  return unit === 'seconds' || unit === 'milliseconds'
    ? { converted: { name: `${method}()`, unit } }
    : { moment: unit };
}

function wording(facts: FileFacts, expression: Expression): TtlWording {
  const name = nameOfExpression(expression);
  const maker = makerOf(facts, expression);
  const converted = convertedAmount(facts, expression);
  const moment = writtenMoment(facts, expression);
  return {
    factors: factorsOf(facts, expression),
    ...(converted && { converted }),
    ...(moment && { moment }),
    ...(isUnroundedRemainder(facts, expression) && { unrounded: true as const }),
    ...(name !== undefined && { name }),
    ...(maker !== undefined && { maker }),
  };
}
