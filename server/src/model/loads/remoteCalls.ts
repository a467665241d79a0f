/**
 * Which calls ask another service over the network: an HTTP client, the client of an API, `fetch`. In: the facts and
 * call graph of all files. Out: an answer for a call, through the workspace functions it leads to.
 */
import { requiredModule } from '../../facts/expressionNames.js';
import type { CallIndex, Expression, FileFacts, TypeReference } from '../../facts/fileFacts.js';
import { functionsInside } from '../../facts/functionNesting.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey, functionsIn } from '../evaluation/values.js';

/** Packages that do nothing else. */
const REMOTE_PACKAGES =
  /^(axios|got|ky|needle|undici|superagent|request|request-promise|node-fetch(-native)?|cross-fetch|isomorphic-fetch|ofetch|wretch|graphql-request|@nestjs\/axios|@octokit\/.+|octokit|stripe|openai|@anthropic-ai\/.+|ai|@google\/gen.+|googleapis|@aws-sdk\/.+|@apollo\/client|@sendgrid\/.+|@slack\/web-api|ethers|viem|web3|puppeteer|playwright)$/;
/** `await answer.json()`: the rest of what was asked for already. */
const READING_BODY = /^(json|text|blob|bytes|arrayBuffer|buffer|formData)$/;

function readsAnswer(callee: Expression): boolean {
  return callee.kind === 'member' && READING_BODY.test(callee.name) && callee.object.kind !== 'call';
}

const MAXIMUM_HOPS = 6;
/** Functions are followed this far; what lies deeper is hardly what a load is about. */
const MAXIMUM_DEPTH = 4;

export class RemoteCalls {
  private readonly asking = new Map<string, boolean>();

  constructor(private readonly evaluation: Evaluation) {}

  /** Whether a call asks another service, itself or through what it calls. */
  isRemote({ file, call }: Site, depth = 0): boolean {
    const facts = this.evaluation.factsOf(file);
    const fact = facts?.calls[call];
    if (!facts || !fact || fact.construction) return false;
    if (this.isDirect(file, facts, fact.callee)) return true;
    const frame = this.evaluation.symbolicFrame({ file, index: fact.function });
    if (!frame || depth >= MAXIMUM_DEPTH) return false;
    return functionsIn(this.evaluation.evaluate(frame, fact.callee)).some((callee) =>
      this.asks(callee.function, depth + 1),
    );
  }

  private asks(reference: FunctionReference, depth: number): boolean {
    const key = functionKey(reference);
    const known = this.asking.get(key);
    if (known !== undefined) return known;
    // A recursive function asks nobody while that is being found out.
    this.asking.set(key, false);
    const calls = callsWithin(this.evaluation.factsOf(reference.file), reference.index);
    const asks = calls.some((call) => this.isRemote({ file: reference.file, call }, depth));
    this.asking.set(key, asks);
    return asks;
  }

  private isDirect(file: string, facts: FileFacts, callee: Expression): boolean {
    if (callee.kind === 'name' && callee.binding === -1) return callee.name === 'fetch';
    if (readsAnswer(callee)) return false;
    const module = this.packageOf(file, facts, callee, 0);
    return module !== undefined && REMOTE_PACKAGES.test(module);
  }

  /** The package that the receiver of a call comes from, as far as names and annotations say. */
  private packageOf(file: string, facts: FileFacts, from: Expression, hops: number): string | undefined {
    if (hops > MAXIMUM_HOPS) return undefined;
    switch (from.kind) {
      case 'await':
        return this.packageOf(file, facts, from.value, hops);
      case 'call': {
        const call = facts.calls[from.call];
        return call && this.packageOf(file, facts, call.callee, hops + 1);
      }
      case 'member':
        return from.object.kind === 'this'
          ? this.packageOfField(file, facts, from.name, hops)
          : this.packageOf(file, facts, from.object, hops);
      case 'name':
        return this.packageOfBinding(file, facts, from.binding, hops);
      default:
        return undefined;
    }
  }

  private packageOfBinding(file: string, facts: FileFacts, index: number, hops: number): string | undefined {
    const binding = facts.bindings[index];
    if (!binding) return undefined;
    if (binding.import) return this.packageOfImport(file, binding.import.module, binding.import.name, hops);
    const required = moduleOf(facts, binding.initializer);
    if (required !== undefined) return this.packageOfImport(file, required, 'default', hops);
    const [value] = [binding.initializer, ...binding.assigned].filter((one) => one !== undefined);
    const found = value && this.packageOf(file, facts, value, hops + 1);
    return found ?? this.packageOfType(file, facts, binding.type, hops);
  }

  private packageOfImport(file: string, module: string, name: string, hops: number): string | undefined {
    const declared = this.evaluation.declarations.of(file, module, name);
    if (!declared) return this.evaluation.linker.resolve(file, module) === undefined ? module : undefined;
    const facts = this.evaluation.factsOf(declared.file);
    const entry = facts?.exports.find((one) => one.name === name || one.name === declared.name);
    return facts && entry?.value && this.packageOf(declared.file, facts, entry.value, hops + 1);
  }

  private packageOfField(file: string, facts: FileFacts, name: string, hops: number): string | undefined {
    for (const { fields } of facts.classes) {
      const field = fields.find((candidate) => candidate.name === name);
      const value = field?.initializer && this.packageOf(file, facts, field.initializer, hops + 1);
      const found = value ?? this.packageOfType(file, facts, field?.type, hops);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private packageOfType(
    file: string,
    facts: FileFacts,
    type: TypeReference | undefined,
    hops: number,
  ): string | undefined {
    return type?.kind === 'named' && type.binding >= 0
      ? this.packageOfBinding(file, facts, type.binding, hops + 1)
      : undefined;
  }
}

/** `require('axios')`, `require('axios').default` */
function moduleOf(facts: FileFacts, value: Expression | undefined): string | undefined {
  const inner = value?.kind === 'member' ? value.object : value;
  return inner?.kind === 'call' ? requiredModule(facts.calls[inner.call]) : undefined;
}

/** The calls of a function and of the callbacks written inside its calls, in order of the text. */
export function callsWithin(facts: FileFacts | undefined, index: number): readonly CallIndex[] {
  const own = facts?.functions[index]?.calls ?? [];
  const first = facts?.functions[index]?.range;
  if (!facts || !first) return own;
  const inner = functionsInside(facts, index).flatMap((inside) => {
    const { inline, parent } = facts.functions[inside] ?? {};
    return inline && parent === index ? callsWithin(facts, inside) : [];
  });
  return [...own, ...inner].sort((a, b) => a - b);
}
