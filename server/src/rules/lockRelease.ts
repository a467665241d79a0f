/**
 * The fix that lets only the holder of a lock release it: a random token as its value, and a script that compares before
 * it deletes. In: where a lock is taken and released. Out: a fix, where both stand in one function and a word of no
 * meaning is stored.
 */
import type { DeclareEdit, FixDescription, FixEdit } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import type { CacheClient } from '../model/evaluation/values.js';
import { isSameFunction } from '../model/evaluation/values.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import { isMark } from './locks.js';

const TOKEN = 'lockToken';

export function releaseByHolder(
  model: WorkspaceModel,
  acquire: KeyUse,
  release: KeyUse,
): readonly FixDescription[] {
  const [taking, freeing] = [acquire, release].map(({ effect }) => model.code.writtenCall(effect));
  const helper = releaseLock(acquire.effect.client);
  const isList = release.effect.arguments[0]?.kind === 'array';
  const isHere =
    isSameFunction(acquire.function, release.function) &&
    acquire.effect.chain.length === 1 &&
    release.effect.chain.length === 1;
  const position = acquire.effect.form.value;
  const value = typeof position === 'number' ? taking?.arguments[position] : undefined;
  const [first, ...more] = freeing?.arguments ?? [];
  const key = isList ? model.code.onlyItemSpan(release.effect.site, 0) : first;
  const isUnused = release.effect.use === 'completed' || release.effect.use === 'floating';
  if (!isHere || !helper || !taking || !freeing || !value || !key || more.length > 0 || !isUnused) return [];
  if (!isMark(acquire.effect) || model.code.variableKept(acquire.effect)) return [];
  return [
    {
      title: 'Release it by its holder alone',
      kind: 'suggestion',
      edits: [
        {
          kind: 'insert-statement',
          call: taking.call,
          where: 'before',
          text: [`const ${TOKEN} = randomUUID();`],
          declares: { name: TOKEN, seenAt: freeing.call },
        },
        replaceWith(value, TOKEN),
        replaceWith(
          freeing.call,
          'releaseLock(',
          { receiver: freeing.receiver },
          ', ',
          { copy: key },
          `, ${TOKEN})`,
        ),
        {
          kind: 'import',
          file: acquire.effect.site.file,
          specifier: 'node:crypto',
          name: 'randomUUID',
          isDefault: false,
        },
        ...scriptImport(acquire.effect),
        helper,
      ],
    },
  ];
}

/** GLIDE takes scripts as objects of a class. */
function scriptImport({ client, site }: CacheEffect): readonly FixEdit[] {
  if (client.library.id !== 'valkey-glide') return [];
  const specifier = '@valkey/valkey-glide';
  return [{ kind: 'import', file: site.file, specifier, name: 'Script', isDefault: false }];
}

/** How a client is given a script, with one key and one argument. */
function evalOf({ library, major, batch }: CacheClient): readonly [type: string, sent: string] | undefined {
  if (batch) return undefined;
  if (library.id === 'valkey-glide') {
    return [
      'invokeScript(script: Script, given: { keys: string[]; args: string[] }): Promise<unknown>',
      'invokeScript(new Script(script), { keys: [key], args: [token] })',
    ];
  }
  if (library.id === 'ioredis' || library.id === 'iovalkey') {
    return [
      'eval(script: string, numberOfKeys: number, ...given: string[]): Promise<unknown>',
      'eval(script, 1, key, token)',
    ];
  }
  if (library.id === 'redis' && major >= 4) {
    return [
      'eval(script: string, given: { keys: string[]; arguments: string[] }): Promise<unknown>',
      'eval(script, { keys: [key], arguments: [token] })',
    ];
  }
  return library.id === 'upstash'
    ? [
        'eval(script: string, keys: string[], given: string[]): Promise<unknown>',
        'eval(script, [key], [token])',
      ]
    : undefined;
}

const SCRIPT =
  '`if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0`';

function releaseLock(client: CacheClient): DeclareEdit | undefined {
  const [type, sent] = evalOf(client) ?? [];
  if (type === undefined || sent === undefined) return undefined;
  const lines = [`  const script = ${SCRIPT};`, `  return (await client.${sent}) === 1;`, '}'];
  return {
    kind: 'declare',
    name: 'releaseLock',
    typed: [
      'async function releaseLock(',
      `  client: { ${type} },`,
      '  key: string,',
      '  token: string,',
      '): Promise<boolean> {',
      ...lines,
    ].join('\n'),
    untyped: ['async function releaseLock(client, key, token) {', ...lines].join('\n'),
  };
}
