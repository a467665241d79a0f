/**
 * Under which names does a plugin put its clients on an application: `app.register(fastifyRedis, { namespace: 'pages' })`? In: the
 * member that it adds. Out: the names, where every registration in sight gives one; none where one of them does not.
 */
import type { CallFact, Expression } from '../../facts/fileFacts.js';
import type { HostMember } from '../../libraries/library.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { plainText } from '../evaluation/texts.js';
import { isTestFile } from '../testFiles.js';

export class PluggedNames {
  private readonly known = new Map<HostMember, readonly string[]>();

  constructor(private readonly evaluation: Evaluation) {}

  of(host: HostMember): readonly string[] {
    const { namedBy: option } = host;
    if (option === undefined) return [];
    const known = this.known.get(host);
    if (known) return known;
    this.known.set(host, []);
    const names = this.evaluation.files.flatMap((file) => this.namesIn(file, host, option));
    const given = names.filter((name) => name !== undefined);
    const found = given.length === names.length ? [...new Set(given)] : [];
    this.known.set(host, found);
    return found;
  }

  /** Undefined for each registration without a name, or with one that cannot be read. */
  private namesIn(file: string, { packages }: HostMember, option: string): readonly (string | undefined)[] {
    const calls = isTestFile(file) ? [] : (this.evaluation.factsOf(file)?.calls ?? []);
    return calls.filter(registers).flatMap((call) => {
      const frame = this.evaluation.symbolicFrame({ file, index: call.function });
      const [plugin, options] = call.arguments;
      const value = frame && plugin && this.evaluation.evaluate(frame, plugin);
      if (!frame || value?.kind !== 'external' || !packages.includes(value.module)) return [];
      this.evaluation.links.speakers.add(file);
      const name = nameIn(options, option);
      return [name && plainText(this.evaluation.evaluate(frame, name))];
    });
  }
}

function registers({ callee }: CallFact): boolean {
  return callee.kind === 'member' && callee.name === 'register';
}

function nameIn(options: Expression | undefined, option: string): Expression | undefined {
  return options?.kind === 'object'
    ? options.properties.find(({ name }) => name === option)?.value
    : undefined;
}
