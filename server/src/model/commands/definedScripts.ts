/**
 * Commands that code defines by a script: `redis.defineCommand('release', { numberOfKeys: 1, lua })`, or in the
 * options of a client. In: the facts of all files. Out: the script of a command by its name, if there is one only.
 */
import type { CallFact, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { DefinedScript, Value } from '../evaluation/values.js';

const TEXTS: readonly string[] = ['lua', 'SCRIPT'];
const COUNTS: readonly string[] = ['numberOfKeys', 'NUMBER_OF_KEYS'];

export function collectDefinedScripts(evaluation: Evaluation): ReadonlyMap<string, DefinedScript> {
  const found = new Map<string, DefinedScript | 'several'>();
  for (const file of evaluation.files) {
    for (const call of evaluation.factsOf(file)?.calls ?? []) {
      if (!mayDefine(call)) continue;
      evaluation.links.speakers.add(file);
      const frame = evaluation.symbolicFrame({ file, index: call.function });
      const given = frame ? call.arguments.map((argument) => evaluation.evaluate(frame, argument)) : [];
      for (const [name, script] of definitionsIn(given))
        found.set(name, found.has(name) ? 'several' : script);
    }
  }
  return new Map([...found].flatMap(([name, script]) => (script === 'several' ? [] : [[name, script]])));
}

function mayDefine(call: CallFact): boolean {
  if (call.callee.kind === 'member' && call.callee.name === 'defineCommand') return true;
  return call.arguments.some(hasScripts);
}

function hasScripts(argument: Expression): boolean {
  return argument.kind === 'object' && argument.properties.some((property) => property.name === 'scripts');
}

function definitionsIn(given: readonly Value[]): readonly (readonly [string, DefinedScript])[] {
  const [name, definition] = given;
  if (name?.kind === 'constant') {
    const script = definition && scriptOf(definition);
    return script ? [[String(name.value), script]] : [];
  }
  return given.flatMap((options) => {
    const scripts = options.kind === 'record' ? options.fields.get('scripts') : undefined;
    if (scripts?.kind !== 'record') return [];
    return [...scripts.fields].flatMap(([field, value]): readonly (readonly [string, DefinedScript])[] => {
      const script = scriptOf(value);
      return script ? [[field, script]] : [];
    });
  });
}

function scriptOf(definition: Value): DefinedScript | undefined {
  if (definition.kind !== 'record') return undefined;
  const { fields } = definition;
  const text = TEXTS.map((option) => fields.get(option)).find((value) => value);
  const count = COUNTS.map((option) => fields.get(option)).find((value) => value);
  if (!text) return undefined;
  const keys = count?.kind === 'constant' ? Number(count.value) : undefined;
  // A number that is computed elsewhere is not the same as one given with every call.
  return count && keys === undefined ? undefined : { text, keys };
}
