/**
 * Where the text of a key must grow so that it carries one more value, everywhere it is used. In: keys of one pattern and
 * the name of the value. Out: the texts, the builders and their calls, in whatever files they are; undefined unless the
 * value goes by that name at every use, and every use is understood.
 */

import { toGlob } from '../../../../shared/src/keyPattern.js';
import { callOf } from '../../facts/expressionNames.js';
import type { BindingFact, Expression, TextRange } from '../../facts/fileFacts.js';
import { functionsAround } from '../../facts/functionNesting.js';
import type { CallGraph } from '../calls/callGraph.js';
import { outermostSite, type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey, functionsIn } from '../evaluation/values.js';
import { type CallPlace, placeOfCall } from '../evaluation/wording.js';
import { globOfKey } from './keyColumns.js';
import type { KeyGroup } from './keyGroups.js';

export interface KeyExtension {
  /** Stands between the parts of the key. */
  readonly separator: string;
  /** Texts of keys, or variables that hold them, with a place where the value is said. */
  readonly texts: readonly Place[];
  readonly builders: readonly FunctionReference[];
  /** Calls of the builders. */
  readonly calls: readonly Site[];
  /** Types that the value is declared with: `string`. */
  readonly types: readonly string[];
  /** What the uses call it: `userId`, or `this.userId` where their object holds it. */
  readonly said: string;
}

export interface Place {
  readonly file: string;
  readonly range: TextRange;
  /** The function it stands in: there the value is said as well. */
  readonly near: TextRange;
}

const SAID = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;

const TEXTS: ReadonlySet<Expression['kind']> = new Set(['text', 'template', 'binary']);

export function keyExtension(
  evaluation: Evaluation,
  graph: CallGraph,
  group: KeyGroup,
  name: string,
): KeyExtension | undefined {
  const glob = toGlob(group.pattern);
  const uses = [...group.writes, ...group.reads, ...group.invalidations];
  if (!SAID.test(name) || uses.some(({ effect }) => effect.hooked)) return undefined;
  const found = new Extension(evaluation, name);
  for (const { effect } of uses) if (!found.add(outermostSite(effect), glob)) return undefined;
  const calls = new Set(found.calls.keys());
  for (const builder of found.builders.values()) {
    const callers = graph.callersOf(builder).map(({ frame, call }) => siteKey({ file: frame.file, call }));
    if (callers.some((caller) => !calls.has(caller)) || !takesOneMore(evaluation, builder)) return undefined;
  }
  return {
    separator: separatorOf(group),
    texts: [...found.texts.values()],
    builders: [...found.builders.values()],
    calls: [...found.calls.values()],
    types: [...found.types],
    said: found.ownClass === undefined ? name : `this.${name}`,
  };
}

class Extension {
  readonly texts = new Map<string, Place>();
  readonly builders = new Map<string, FunctionReference>();
  /** Methods of the class that holds the value, with the places of their calls. */
  readonly ownBuilders = new Map<string, FunctionReference>();
  readonly calls = new Map<string, Site>();
  readonly types = new Set<string>();
  /** The class whose objects hold the value. */
  ownClass: string | undefined;
  private isFirst = true;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly name: string,
  ) {}

  /** False where the key that a call is given is not understood. */
  add(site: Site, glob: string): boolean {
    const place = placeOfCall(this.evaluation, site);
    if (!place || !this.isSaidAt(place)) return false;
    const keys = place.fact.arguments.flatMap((argument, index) =>
      this.isKey(place, argument, glob) ? [index] : [],
    );
    const [index, ...others] = keys;
    const argument = index === undefined ? undefined : place.fact.arguments[index];
    const range = index === undefined ? undefined : place.fact.argumentRanges[index];
    if (
      !argument ||
      !range ||
      others.length > 0 ||
      place.fact.arguments.length !== place.fact.argumentRanges.length
    )
      return false;
    return this.addKey(place, argument, range);
  }

  /** Also one of the keys that a builder makes: `feedKey(0)`. */
  private isKey(place: CallPlace, argument: Expression, glob: string): boolean {
    if (globOfKey(this.evaluation.evaluate(place.frame, argument)) === glob) return true;
    const call = callOf(place.frame.facts, argument);
    const called = call ? functionsIn(this.evaluation.evaluate(place.frame, call.callee)) : [];
    return called.some(({ function: one }) =>
      [this.builders, this.ownBuilders].some((builders) => builders.has(functionKey(one))),
    );
  }

  private addKey(place: CallPlace, key: Expression, range: TextRange): boolean {
    const { file, facts } = place.frame;
    if (TEXTS.has(key.kind) || this.isNamed(place, key)) {
      this.texts.set(`${file}#${range[0]}`, {
        file,
        range,
        near: facts.functions[place.fact.function]?.range ?? range,
      });
      return true;
    }
    if (key.kind === 'call') return this.addCall({ file, call: key.call });
    const binding = key.kind === 'name' ? facts.bindings[key.binding] : undefined;
    const { initializer } = binding ?? {};
    // A variable of the module is filled before anybody asks.
    const isLocal = binding?.constant && !binding.path && binding.function === place.fact.function;
    if (!binding || !isLocal || !initializer || initializer.kind === 'name') return false;
    return this.addKey(place, initializer, binding.range);
  }

  /** `FEED_KEY`, `KEYS.feed`: the constant stays as it is. */
  private isNamed(place: CallPlace, key: Expression): boolean {
    const root = key.kind === 'member' ? key.object : key;
    const binding = root.kind === 'name' ? place.frame.facts.bindings[root.binding] : undefined;
    const isOfModule = binding !== undefined && binding.function === 0;
    return isOfModule && this.evaluation.evaluate(place.frame, key).kind === 'constant';
  }

  private addCall(site: Site): boolean {
    const place = placeOfCall(this.evaluation, site);
    const callee = place && functionsIn(this.evaluation.evaluate(place.frame, place.fact.callee));
    const [builder, ...others] = callee ?? [];
    const isPlain = place?.fact.arguments.every(({ kind }) => kind !== 'spread');
    if (!place || !builder || others.length > 0 || !isPlain) return false;
    if (this.ownClass !== undefined && this.classAround(builder.function) === this.ownClass) {
      return this.addOwnBuilder(place, builder.function);
    }
    this.builders.set(functionKey(builder.function), builder.function);
    this.calls.set(siteKey(site), site);
    return true;
  }

  /** A method of the object that holds the value needs not be told. */
  private addOwnBuilder({ frame: { facts }, fact }: CallPlace, { file, index }: FunctionReference): boolean {
    const builder = facts.functions[index];
    const near = facts.functions[fact.function]?.range;
    if (!builder || !near || builder.static || builder.returns.length !== 1) return false;
    this.ownBuilders.set(functionKey({ file, index }), { file, index });
    this.texts.set(`${file}#${builder.range[0]}`, { file, range: builder.range, near });
    return true;
  }

  /** By a variable that the function of the call knows, or by `this`: at all uses alike. */
  private isSaidAt(place: CallPlace): boolean {
    const known = this.identityAt(place);
    const { file } = place.frame;
    const own = known ? undefined : this.classAround({ file, index: place.fact.function });
    if (!known && (own === undefined || !this.isHeldBy(place, own))) return false;
    if (!this.isFirst && own !== this.ownClass) return false;
    this.isFirst = false;
    this.ownClass = own;
    if (known) this.addTypes(known);
    else for (const type of ['string', 'number']) this.types.add(type);
    return true;
  }

  /** The class by whose objects `this` is had in a function, as a text to compare. */
  private classAround({ file, index }: FunctionReference): string | undefined {
    const facts = this.evaluation.factsOf(file);
    const around = facts ? functionsAround(facts, index) : [];
    const method = around.map((one) => facts?.functions[one]).find((fact) => fact?.class !== undefined);
    return method?.class === undefined || method.static ? undefined : `${file}#${method.class}`;
  }

  private isHeldBy({ frame: { facts } }: CallPlace, own: string): boolean {
    const [root] = this.name.split('.');
    const { fields = [] } = facts.classes[Number(own.replace(/^.*#/, ''))] ?? {};
    return fields.some(({ name, static: isStatic }) => name === root && !isStatic);
  }

  /** The variable by which the name begins, if the function of a call knows it. */
  private identityAt({ frame: { facts }, fact }: CallPlace): BindingFact | undefined {
    const [root] = this.name.split('.');
    const around = new Set(functionsAround(facts, fact.function));
    return facts.bindings.find(
      ({ name, kind, function: owner, range }) =>
        name === root &&
        (kind === 'parameter' || kind === 'variable') &&
        around.has(owner) &&
        range[0] < fact.range[0],
    );
  }

  private addTypes({ type }: BindingFact): void {
    const isKnown = type?.kind === 'primitive' && !this.name.includes('.');
    for (const name of isKnown ? type.names : ['string', 'number']) this.types.add(name);
  }
}

/** A builder whose last parameter is one that must be given. */
function takesOneMore(evaluation: Evaluation, { file, index }: FunctionReference): boolean {
  const fact = evaluation.factsOf(file)?.functions[index];
  const last = fact?.parameters.at(-1);
  return fact?.returns.length === 1 && !fact.async && last?.optional !== true && last?.rest !== true;
}

/** What the key has between its parts already. */
function separatorOf({ pattern }: KeyGroup): string {
  const text = pattern.parts.filter((part) => typeof part === 'string').join('');
  return /[:/|_.-]/.exec(text)?.[0] ?? ':';
}
