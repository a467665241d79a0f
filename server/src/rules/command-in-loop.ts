/**
 * One round trip for each element of a list. Reported where a loop waits for nothing but commands of one kind,
 * each about its element, so that one command or a pipeline does the same.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, type Site } from '../model/calls/sites.js';
import { commandName, setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import type { LoopOfCall } from '../model/questions/callFlowQuestions.js';
import type { CacheOperationUse } from '../model/questions/modelParts.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

const SHORT_LIST = 3;

const TOGETHER: Readonly<Record<string, string>> = {
  get: 'Read them all with one `MGET`.',
  exists: 'Ask for them all in one pipeline.',
  ttl: 'Ask for them all in one pipeline.',
  pttl: 'Ask for them all in one pipeline.',
  type: 'Ask for them all in one pipeline.',
  strlen: 'Ask for them all in one pipeline.',
  llen: 'Ask for them all in one pipeline.',
  scard: 'Ask for them all in one pipeline.',
  zcard: 'Ask for them all in one pipeline.',
  hlen: 'Ask for them all in one pipeline.',
  xlen: 'Ask for them all in one pipeline.',
  zscore: 'Ask for them all in one pipeline, or with one `ZMSCORE` where the key is the same.',
  sismember: 'Ask for them all in one pipeline, or with one `SMISMEMBER` where the key is the same.',
  hexists: 'Ask for them all in one pipeline.',
  hget: 'Read them all in one pipeline, or with one `HMGET` where the key is the same.',
  hgetall: 'Read them all in one pipeline.',
  smembers: 'Read them all in one pipeline.',
  set: 'Write them all in one pipeline.',
  setex: 'Write them all in one pipeline.',
  psetex: 'Write them all in one pipeline.',
  hset: 'Write them all in one pipeline.',
  sadd: 'Write them all in one pipeline, or with one `SADD` where the key is the same.',
  zadd: 'Write them all in one pipeline, or with one `ZADD` where the key is the same.',
  lpush: 'Write them all in one pipeline, or with one `LPUSH` where the key is the same.',
  rpush: 'Write them all in one pipeline, or with one `RPUSH` where the key is the same.',
  expire: 'Send them all in one pipeline.',
  del: 'Delete them all with one `DEL` or `UNLINK`.',
  unlink: 'Delete them all with one `UNLINK`.',
  srem: 'Remove them all in one pipeline, or with one `SREM` where the key is the same.',
  hdel: 'Remove them all in one pipeline, or with one `HDEL` where the key is the same.',
};

export const commandInLoop: Rule = {
  id: 'command-in-loop',
  review(model) {
    const inLoops = model.operations.filter((use) => isCandidate(model, use));
    return [
      ...inLoops.flatMap((use) => (isBatchable(model, use) ? [finding(model, use.effect)] : [])),
      ...model.functions.flatMap((owner) => wrapped(model, owner)),
    ];
  },
};

/** One command of a function that the loop calls, and that does nothing else. */
function wrapped(model: WorkspaceModel, owner: FunctionReference): readonly DraftFinding[] {
  if (!isServingFile(owner.file)) return [];
  const effects = model.effectsOf(owner);
  return effects.flatMap((effect) => {
    const [call, ...inner] = effect.chain;
    if (effect.kind !== 'cache' || !call || inner.length === 0 || !isCommand(model, effect)) return [];
    const loop = model.flow.loopOf(call);
    const loops = effect.branches.filter((step) => step.arm === 'loop').length;
    const isAlone =
      effects.every((other) => other === effect || !other.chain[0] || !isSameSite(other.chain[0], call)) &&
      inner.every((site) => model.flow.isAllThatIsDone(site));
    const isBatchable = loop && waitsFor(loop, call) && loop.waitedFor.length === 1 && loop.depth === loops;
    return isBatchable && isAlone ? [findingAtWrapper(model, effect, call)] : [];
  });
}

function isCandidate(model: WorkspaceModel, { effect }: CacheOperationUse): boolean {
  return isServingFile(effect.site.file) && isCommand(model, effect);
}

function isCommand(model: WorkspaceModel, effect: CacheEffect): boolean {
  const { client, branches, site } = effect;
  // Whoever claims one after the other looks at each answer.
  if (effect.script || setsOnlyIfAbsent(effect) || !branches.some((step) => step.arm === 'loop'))
    return false;
  const isOfServer = speaksRedis(client) && !client.batch && !client.cluster;
  return isOfServer && TOGETHER[commandName(effect)] !== undefined && !model.flow.runsOnLoad(site);
}

/** Of a loop over a list that may be long, and that goes through all of it. */
function waitsFor(loop: LoopOfCall, { call }: Site): boolean {
  if (loop.returns || !loop.waitedFor.some((site) => site.call === call)) return false;
  return loop.source.kind !== 'array' || loop.source.items.length > SHORT_LIST;
}

function isBatchable(model: WorkspaceModel, { effect, function: owner }: CacheOperationUse): boolean {
  const loop = model.flow.loopOf(effect.site);
  if (!loop || !waitsFor(loop, effect.site)) return false;
  const others = loop.waitedFor.filter((site) => site.call !== effect.site.call);
  const operations = model
    .effectsOf(owner)
    .flatMap((other) => (other.kind === 'cache' && other.chain.length === 1 ? [other] : []));
  // Whatever else is waited for may be what the order is for.
  const isAlone = others.every((site) =>
    operations.some(
      (other) =>
        other.site.file === site.file &&
        other.site.call === site.call &&
        other.operation === effect.operation &&
        commandName(other) === commandName(effect),
    ),
  );
  return isAlone && others.every((site) => site.call > effect.site.call);
}

/** How clients collect commands and send them; of Upstash an empty pipeline is refused. */
function pipelineOf({
  library,
  major,
}: CacheEffect['client']): readonly [open: string, send: string] | undefined {
  if (library.id === 'ioredis' || library.id === 'iovalkey') return ['pipeline()', 'exec()'];
  return library.id === 'redis' && major >= 4 ? ['multi()', 'execAsPipeline()'] : undefined;
}

/** A pipeline around the loop, where nobody asks what the commands answer. */
function fixesFor(model: WorkspaceModel, effect: CacheEffect): readonly FixDescription[] {
  const [open, send] = pipelineOf(effect.client) ?? [];
  const written = model.code.writtenCall(effect);
  if (open === undefined || send === undefined || !written) return [];
  return [
    {
      title: 'Send them in one pipeline',
      kind: 'suggestion',
      edits: [{ kind: 'pipeline-loop', call: written.call, open, send }],
    },
  ];
}

function finding(model: WorkspaceModel, effect: CacheEffect): DraftFinding {
  return {
    confidence: 'certain',
    span: model.code.nameSpan(effect.site),
    key: keyTextOf(effect),
    message: [...problemOf(effect), TOGETHER[commandName(effect)] ?? ''].join(' '),
    fixes: fixesFor(model, effect),
  };
}

function findingAtWrapper(model: WorkspaceModel, effect: CacheEffect, call: Site): DraftFinding {
  const name = model.code.calledName(call);
  const [first = '', ...rest] = TOGETHER[commandName(effect)] ?? '';
  return {
    confidence: 'likely',
    span: model.code.nameSpan(call),
    key: keyTextOf(effect),
    message: [
      ...problemOf(effect),
      `Give ${name ? `\`${name}\`` : 'what is called here'} a form for several: ${first.toLowerCase()}${rest.join('')}`,
    ].join(' '),
    related: [{ span: model.code.nameSpan(effect.site), message: 'The command is sent here.' }],
  };
}

function problemOf(effect: CacheEffect): readonly string[] {
  return [
    `This loop waits for one \`${commandName(effect).toUpperCase()}\` after the other.`,
    'Each costs a round trip to the server, so a list of a hundred takes a hundred times as long.',
  ];
}
