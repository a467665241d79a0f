/**
 * Commands that newer ones replace. Locks without an expiry have a rule that says more; clients that cannot send
 * the newer form yet are left alone.
 */

import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite } from '../model/calls/sites.js';
import { commandName, speaksRedis } from '../model/commands/commands.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter, replaceWith } from './fixEdits.js';
import { isEndlessLock } from './lock-without-expiry.js';
import type { DraftFinding, Rule } from './rule.js';
import { setIfAbsent } from './setIfAbsent.js';

/** The newer form, and since when servers have it. */
const REPLACEMENTS: Readonly<Record<string, readonly [form: string, since: string]>> = {
  setnx: ['SET … NX', '2.6.12'],
  getset: ['SET … GET', '6.2'],
  hmset: ['HSET', '4.0'],
  rpoplpush: ['LMOVE … RIGHT LEFT', '6.2'],
  brpoplpush: ['BLMOVE … RIGHT LEFT', '6.2'],
  georadius: ['GEOSEARCH', '6.2'],
  georadiusbymember: ['GEOSEARCH', '6.2'],
  substr: ['GETRANGE', '2.0'],
};

export const deprecatedCommand: Rule = {
  id: 'deprecated-command',
  review(model) {
    return model.operations.flatMap(({ effect }) => {
      const replacement = REPLACEMENTS[commandName(effect)];
      if (!replacement || isTestFile(effect.site.file) || effect.script || !canReplace(effect)) return [];
      if (isLockSaidElsewhere(model, effect)) return [];
      return [finding(model, effect, replacement)];
    });
  },
};

/** What is said of a lock includes its command. */
function isLockSaidElsewhere(model: WorkspaceModel, effect: CacheEffect): boolean {
  if (commandName(effect) !== 'setnx') return false;
  return (
    effect.ttl.kind !== 'none' ||
    model.keyUses.some((use) => isSameSite(use.effect.site, effect.site) && isEndlessLock(model, use))
  );
}

/** Before version 4, node-redis takes several fields at once in HMSET only. */
function canReplace(effect: CacheEffect): boolean {
  const { client } = effect;
  return speaksRedis(client) && !(client.library.id === 'redis' && client.major < 4);
}

function finding(
  model: WorkspaceModel,
  effect: CacheEffect,
  [form, since]: readonly [string, string],
): DraftFinding {
  const name = commandName(effect).toUpperCase();
  return {
    confidence: 'certain',
    span: model.code.nameSpan(effect.site),
    fixes: fixesFor(model, effect),
    message: [
      `\`${name}\` is deprecated.`,
      `\`${form}\` does the same since version ${since} of the server${name === 'SETNX' ? ', and takes an expiry as well' : ''}.`,
      `Write \`${form}\` instead.`,
    ].join(' '),
  };
}

/** Safe where every server in use has the newer form, and its answer is the same or looked at by nobody. */
function fixesFor(model: WorkspaceModel, effect: CacheEffect): readonly FixDescription[] {
  const name = commandName(effect);
  const edits = name === 'setnx' ? setIfAbsent(model, effect) : renamed(model, effect);
  if (!edits) return [];
  const isSafe = name === 'setnx' || name === 'substr' || (name === 'hmset' && !effect.client.batch);
  const [form] = REPLACEMENTS[name] ?? [''];
  return [{ title: `Write \`${form}\``, kind: isSafe ? 'safe' : 'suggestion', edits }];
}

interface NewerForm {
  readonly name: string;
  /** As node-redis spells it. */
  readonly camel: string;
  /** How many arguments it takes over, and what comes behind the second of them. */
  readonly given?: number;
  readonly words?: string;
}

const NEWER: Readonly<Record<string, NewerForm>> = {
  getset: { name: 'set', camel: 'set', given: 2, words: 'GET' },
  hmset: { name: 'hset', camel: 'hSet' },
  rpoplpush: { name: 'lmove', camel: 'lMove', given: 2, words: "'RIGHT', 'LEFT'" },
  brpoplpush: { name: 'blmove', camel: 'blMove', given: 3, words: "'RIGHT', 'LEFT'" },
  substr: { name: 'getrange', camel: 'getRange' },
};

function renamed(model: WorkspaceModel, effect: CacheEffect): readonly FixEdit[] | undefined {
  const newer = NEWER[commandName(effect)];
  const written = newer && model.code.writtenCall(effect);
  const second = written?.arguments[1];
  if (!newer || !written || !second) return undefined;
  if (newer.given !== undefined && written.arguments.length !== newer.given) return undefined;
  if (newer.name === 'hset' && !takesFields(model, effect)) return undefined;
  const isUpper = effect.command === effect.command.toUpperCase();
  const name = effect.client.library.id === 'redis' ? newer.camel : newer.name;
  const words = newer.words === 'GET' ? wordGet(effect) : newer.words;
  if (newer.words !== undefined && words === undefined) return undefined;
  return [
    replaceWith(written.name, isUpper ? newer.name.toUpperCase() : name),
    ...(words === undefined ? [] : [insertAfter(second, `, ${words}`)]),
  ];
}

/** HMSET answers with `OK`, and HSET with a number. Early ioredis takes an object in HMSET only. */
function takesFields(model: WorkspaceModel, { client, site, arguments: given }: CacheEffect): boolean {
  if (client.library.id === 'ioredis' && client.major < 5 && given.length < 3) return false;
  return client.batch || /^(completed|floating|discarded)$/.test(model.flow.fateOf(site).use);
}

function wordGet({ client }: CacheEffect): string | undefined {
  switch (client.library.ttlForm('set', client.major)) {
    case 'ex-arguments':
      return "'GET'";
    case 'ex-option':
      return '{ GET: true }';
    case 'lower-ex-option':
      return '{ get: true }';
    default:
      return undefined;
  }
}
