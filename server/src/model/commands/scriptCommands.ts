/**
 * The commands of a script as operations on the keys of the call that runs it. In: a call such as
 * `eval(script, 1, key, token)`. Out: its commands with values in the place of `KEYS` and `ARGV`; a script that
 * cannot be read is one operation of which nothing is known but its keys.
 */
import { plainRedisCommand } from '../../libraries/caches/redisCommands.js';
import type { CommandForm, ScriptLayout } from '../../libraries/library.js';
import { nameOfValue } from '../evaluation/pureCalls.js';
import { textOf } from '../evaluation/texts.js';
import { type CacheClient, derived, partsOf, UNKNOWN, type Value } from '../evaluation/values.js';
import { keyOfCall } from '../keys/keys.js';
import {
  readScript,
  type Script,
  type ScriptCommand,
  type ScriptOperand,
  UNKNOWN_PART,
} from './luaScript.js';

export interface ScriptedCommand {
  readonly name: string;
  readonly form: CommandForm;
  readonly args: readonly Value[];
  readonly script: ScriptPlace;
}

/** Where a command stands in its script, which runs as one: nothing comes between its commands. */
export interface ScriptPlace {
  /** It is only sent for certain contents of the same key, read in the same script. */
  readonly comparesFirst: boolean;
  /** A part of the script is not known: it may do more to its keys, such as give them a life. */
  readonly isOpen: boolean;
}

/** What a script is given, undefined where that cannot be said. */
interface ScriptArguments {
  readonly keys: readonly Value[] | undefined;
  readonly values: readonly Value[] | undefined;
}

const NOTHING: Script = { commands: [], isOpen: true };

/** A call that runs a script: its text comes first, or was given where the command was defined. */
export function commandsOfScript(
  client: CacheClient,
  name: string,
  layout: ScriptLayout,
  script: Value | undefined,
  args: readonly Value[],
): readonly ScriptedCommand[] {
  const given = layOut(layout, args);
  const text = script && scriptText(script);
  const { commands, isOpen } = text === undefined ? NOTHING : readScript(text);
  if (commands.length === 0) return [unreadScript(name, given)];
  const answers: Value[] = [];
  return commands.flatMap((command): readonly ScriptedCommand[] => {
    const values = command.arguments.flatMap((operand) => laidOut(operandValue(operand, given, answers)));
    const form = plainRedisCommand(command.name);
    const isRead = form?.operation === 'read';
    answers.push(isRead ? { kind: 'cached', key: keyOfCall(client, form, values) } : derived(values));
    if (!form) return [];
    return [
      {
        name: command.name,
        form,
        args: values,
        script: { comparesFirst: comparesFirst(commands, command), isOpen },
      },
    ];
  });
}

function laidOut(value: Value): readonly Value[] {
  return value.kind === 'array' ? value.items : [value];
}

function unreadScript(name: string, given: ScriptArguments): ScriptedCommand {
  return {
    name,
    form: { operation: 'other', key: 'all' },
    args: given.keys ?? [UNKNOWN],
    script: { comparesFirst: false, isOpen: true },
  };
}

function comparesFirst(commands: readonly ScriptCommand[], command: ScriptCommand): boolean {
  const [key] = command.arguments;
  return command.dependsOn.some((index) => {
    const other = commands[index];
    const isRead = other && /^(get|getex|hget|hmget|exists|hgetall)$/.test(other.name);
    return isRead && key !== undefined && JSON.stringify(other.arguments[0]) === JSON.stringify(key);
  });
}

function layOut(layout: ScriptLayout, args: readonly Value[]): ScriptArguments {
  switch (layout.kind) {
    case 'counted':
      return counted(args[0], args.slice(1));
    case 'fixed':
      return layout.keys === undefined
        ? counted(args[0], args.slice(1))
        : { keys: args.slice(0, layout.keys), values: args.slice(layout.keys) };
    case 'lists':
      return { keys: listed(args[0]), values: listed(args[1]) };
    case 'options': {
      const [options] = args;
      const fields = options?.kind === 'record' ? options.fields : undefined;
      return { keys: listed(fields?.get('keys')), values: listed(fields?.get(layout.values)) };
    }
  }
}

function counted(count: Value | undefined, rest: readonly Value[]): ScriptArguments {
  const keys = count?.kind === 'constant' ? Number(count.value) : Number.NaN;
  if (!Number.isInteger(keys) || keys < 0) return { keys: undefined, values: undefined };
  return { keys: rest.slice(0, keys), values: rest.slice(keys) };
}

function listed(value: Value | undefined): readonly Value[] | undefined {
  return value?.kind === 'array' ? value.items : undefined;
}

function operandValue(operand: ScriptOperand, given: ScriptArguments, answers: readonly Value[]): Value {
  const valueOfPart = (part: ScriptOperand): Value => operandValue(part, given, answers);
  switch (operand.kind) {
    case 'literal':
      return { kind: 'constant', value: operand.value };
    case 'given':
      return listOf(given, operand.list)?.[operand.position - 1] ?? UNKNOWN;
    case 'all': {
      const items = listOf(given, operand.list);
      return items ? { kind: 'array', items } : UNKNOWN;
    }
    case 'table':
      return { kind: 'array', items: operand.items.map(valueOfPart) };
    case 'joined':
      return textOf(
        operand.parts.map((part) => {
          const value = valueOfPart(part);
          return { name: nameOfValue(value), value };
        }),
      );
    case 'result':
      return answers[operand.command] ?? UNKNOWN;
    case 'computed':
      return derived(operand.from.map(valueOfPart));
  }
}

function listOf(given: ScriptArguments, list: 'KEYS' | 'ARGV'): readonly Value[] | undefined {
  return list === 'KEYS' ? given.keys : given.values;
}

const CALLS_COMMANDS = /\b(?:redis|server)\.p?call\s*\(/;
const MAXIMUM_DEPTH = 4;

/** The script a value is, or was made of: a hash of it, `new Script(text)`, what loading it gave. */
function scriptText(value: Value, depth = 0): string | undefined {
  const text = plainText(value);
  if (text !== undefined) return CALLS_COMMANDS.test(text) ? text : undefined;
  if (depth >= MAXIMUM_DEPTH) return undefined;
  const parts = value.kind === 'constructed' ? value.arguments : partsOf(value);
  for (const part of parts) {
    const found = scriptText(part, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function plainText(value: Value): string | undefined {
  if (value.kind === 'constant') return String(value.value);
  if (value.kind !== 'text') return undefined;
  return value.parts.map((part) => (typeof part === 'string' ? part : UNKNOWN_PART)).join('');
}
