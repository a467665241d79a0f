/**
 * Which code does somebody run by hand? In: the facts of a file. Out: yes for a file that reads `process.argv`, gives nothing
 * to others, and waits for nothing that comes; and for the methods of a command, as frameworks for command lines have them.
 */
import { lastName } from '../facts/expressionNames.js';
import type { Expression, FileFacts, FunctionIndex } from '../facts/fileFacts.js';
import { some } from './calls/callFlow.js';

/** What goes on waiting: servers, consumers of queues, clocks. */
const WAITING = /^(listen|on|once|process|consume|subscribe|schedule|setInterval|cron|serve|work)$/;
const WAITING_CLASS = /(worker|consumer|server|processor|listener|job|cron)$/i;

export function isRunByHand(facts: FileFacts): boolean {
  if (facts.exports.length > 0) return false;
  // What is only declared is run by somebody else.
  if (!facts.functions[0]?.calls.some((call) => facts.calls[call] !== undefined)) return false;
  const isWaiting = facts.calls.some(({ callee, construction }) =>
    (construction ? WAITING_CLASS : WAITING).test(lastName(callee)),
  );
  return !isWaiting && readsArguments(facts);
}

const COMMAND_LINES =
  /^(@adonisjs\/(core\/build\/standalone|core\/ace|ace)|nest-commander|@oclif\/core|clipanion)$/;

/** `class CacheClear extends BaseCommand`: one of the commands of an application. */
export function isOfCommand(facts: FileFacts, index: FunctionIndex): boolean {
  const base = facts.classes[facts.functions[index]?.class ?? -1]?.extends;
  const source = base?.kind === 'name' ? facts.bindings[base.binding]?.import : undefined;
  return source !== undefined && COMMAND_LINES.test(source.module);
}

function readsArguments(facts: FileFacts): boolean {
  const isAsked = (part: Expression): boolean =>
    part.kind === 'member' && part.name === 'argv' && lastName(part.object) === 'process';
  const roots = [
    ...facts.bindings.flatMap(({ initializer }) => initializer ?? []),
    ...facts.calls.flatMap(({ callee, arguments: given }) => [callee, ...given]),
  ];
  return roots.some((root) => some(facts, root, isAsked));
}
