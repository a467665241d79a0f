/** Which command a call on a client is, and its own arguments: `call('SET', key, value)` is a `set`. */
import type { ArgumentOption, CommandForm } from '../libraries/library.js';
import type { CacheClient, Value } from './values.js';

export interface CommandCall {
  readonly name: string;
  readonly form: CommandForm;
  readonly args: readonly Value[];
}

export function commandOfCall(
  client: CacheClient,
  method: string,
  given: readonly Value[],
): CommandCall | undefined {
  const form = client.library.command(method, client.major);
  const args = withoutCommandOptions(given);
  if (form?.operation !== 'named') return form && { name: method, form, args };
  const [command, ...rest] = args.flatMap((value) => (value.kind === 'array' ? value.items : [value]));
  if (command?.kind !== 'constant') return undefined;
  const name = String(command.value).toLowerCase();
  const named = client.library.command(name, form.namedMajor ?? client.major);
  return named && named.operation !== 'named' ? { name, form: named, args: rest } : undefined;
}

/** `commandOptions({ … })` of node-redis 4 stands before everything else. */
function withoutCommandOptions(args: readonly Value[]): readonly Value[] {
  const [first, ...rest] = args;
  return first?.kind === 'derived' && first.name === 'commandOptions' ? rest : args;
}

/** The argument, or the property of an argument, that a table names. */
export function argumentAt(place: number | ArgumentOption, args: readonly Value[]): Value | undefined {
  if (typeof place === 'number') return args[place];
  const argument = args[place.argument];
  return argument?.kind === 'record' ? argument.fields.get(place.option) : undefined;
}
