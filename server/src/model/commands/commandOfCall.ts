/**
 * Which commands a call on a client is, each with its own arguments: `call('SET', key, value)` is a `set`,
 * `pipeline([['set', key, value], …])` is all that stand in the list.
 */
import type { ArgumentOption, CommandForm } from '../../libraries/library.js';
import type { CacheClient, Value } from '../evaluation/values.js';
import { commandsOfScript, type ScriptPlace } from './scriptCommands.js';

export interface CommandCall {
  readonly name: string;
  readonly form: CommandForm;
  readonly args: readonly Value[];
  /** Set for a command that a script sends. */
  readonly script?: ScriptPlace;
}

/** The command a call is; undefined when no table knows it. */
export function commandOfCall(
  client: CacheClient,
  method: string,
  given: readonly Value[],
): CommandCall | undefined {
  const form = client.library.command(method, client.major);
  const args = withoutCommandOptions(given);
  if (form?.operation === 'named') return namedCommand(client, args);
  const isFlat = form?.operation !== 'batch' && client.library.flattens?.(client.major) === true;
  return form && { name: method, form, args: isFlat ? flattened(args) : args };
}

/** Lists in the place of single arguments, laid out. */
function flattened(args: readonly Value[]): readonly Value[] {
  return args.flatMap((value) => (value.kind === 'array' ? value.items : [value]));
}

/** What a call does: one command, those of a script or of a batch written as a list, or nothing by itself. */
export function commandsOfCall(
  { client, name, script }: Extract<Value, { kind: 'cacheMethod' }>,
  given: readonly Value[],
): readonly CommandCall[] {
  if (script) {
    const isFlat = client.library.flattens?.(client.major) === true;
    const layout = { kind: 'fixed', keys: script.keys } as const;
    return commandsOfScript(client, name, layout, script.text, isFlat ? flattened(given) : given);
  }
  const command = commandOfCall(client, name, given);
  if (!command || command.form.operation === 'client') return [];
  if (command.form.script) {
    return commandsOfScript(
      client,
      command.name,
      command.form.script,
      command.args[0],
      command.args.slice(1),
    );
  }
  if (command.form.operation !== 'batch') return [command];
  const [list] = command.args;
  const items = list?.kind === 'array' ? list.items : [];
  return items.flatMap((item) => {
    const named = item.kind === 'array' ? namedCommand(client, item.items) : undefined;
    return named ?? [];
  });
}

function namedCommand(client: CacheClient, args: readonly Value[]): CommandCall | undefined {
  const [command, ...rest] = flattened(args);
  if (command?.kind !== 'constant') return undefined;
  const name = String(command.value).toLowerCase();
  const { library, major } = client;
  const form = library.namedCommand ? library.namedCommand(name) : library.command(name, major);
  return form && form.operation !== 'named' ? { name, form, args: rest } : undefined;
}

/** Marks what node-redis 4 takes before everything else. */
export const COMMAND_OPTIONS = 'commandOptions';

function withoutCommandOptions(args: readonly Value[]): readonly Value[] {
  const [first, ...rest] = args;
  return first?.kind === 'derived' && first.name === COMMAND_OPTIONS ? rest : args;
}

/** The argument, or the property of an argument, that a table names. */
export function argumentAt(place: number | ArgumentOption, args: readonly Value[]): Value | undefined {
  if (typeof place === 'number') return args[place];
  const argument = args[place.argument];
  return argument?.kind === 'record' ? argument.fields.get(place.option) : undefined;
}
