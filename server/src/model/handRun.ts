/**
 * Which code does somebody run by hand? In: the facts of a file. Out: yes for a file that reads `process.argv`, gives nothing
 * to others, and waits for nothing that comes; for the methods of a command, as frameworks for command lines have them; and for
 * calls that are only made where the file itself was started: `if (require.main === module)`.
 */
import { lastName, sourceOf } from '../facts/expressionNames.js';
import type { BranchStep, CallIndex, Expression, FileFacts, FunctionIndex } from '../facts/fileFacts.js';
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

/** Whether a file starts what goes on: a server that is started by its file is no script. Listening for errors is none of it. */
export function startsService({ calls }: FileFacts): boolean {
  return calls.some(({ callee, construction }) => {
    const name = lastName(callee);
    return construction ? WAITING_CLASS.test(name) : name !== 'on' && name !== 'once' && WAITING.test(name);
  });
}

/** Whether a call stands behind `if (require.main === module)`, in a function that is called at once there as well. */
export function isBehindMain(facts: FileFacts, index: CallIndex, depth = 0): boolean {
  const call = facts.calls[index];
  if (!call || depth > MAXIMUM_NESTING) return false;
  if (call.branches.some((step) => asksWhetherStarted(facts, step))) return true;
  const handed = facts.functions[call.function]?.argumentOf?.call;
  const around =
    handed ??
    facts.calls.findIndex(({ callee }) => callee.kind === 'function' && callee.function === call.function);
  return call.function !== 0 && around >= 0 && isBehindMain(facts, around, depth + 1);
}

const MAXIMUM_NESTING = 5;

/** `require.main === module`, `!module.parent`, `import.meta.url === pathToFileURL(process.argv[1]).href` */
function asksWhetherStarted(facts: FileFacts, { arm, condition }: BranchStep): boolean {
  if (condition?.kind === 'binary' && /^[!=]==?$/.test(condition.operator)) {
    const isAsked = [condition.left, condition.right].some(
      (side) => isMemberOf(side, 'require', 'main') || some(facts, side, isArguments),
    );
    return isAsked && arm === (condition.operator.startsWith('!') ? 'false' : 'true');
  }
  return (
    arm === 'true' &&
    condition?.kind === 'unary' &&
    condition.operator === '!' &&
    isMemberOf(condition.operand, 'module', 'parent')
  );
}

function isMemberOf(expression: Expression, object: string, name: string): boolean {
  return expression.kind === 'member' && expression.name === name && sourceOf(expression.object) === object;
}

const isArguments = (part: Expression): boolean => isMemberOf(part, 'process', 'argv');

function readsArguments(facts: FileFacts): boolean {
  const roots = [
    ...facts.bindings.flatMap(({ initializer }) => initializer ?? []),
    ...facts.calls.flatMap(({ callee, arguments: given }) => [callee, ...given]),
  ];
  return roots.some((root) => some(facts, root, isArguments));
}
