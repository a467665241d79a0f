/**
 * An expiry in a place or shape that this version of the client does not read. Judged where the library is
 * called, and where a caller hands the arguments over, at the caller.
 */

import type { FixDescription, TtlArgumentForm } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { outermostSite, type Site, siteKey } from '../model/calls/sites.js';
import type { UnreadStore } from '../model/commands/cacheModules.js';
import { type UnreadTtl, unreadTtl } from '../model/commands/commands.js';
import type { UnreadAddress } from '../model/commands/unreadAddresses.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import { inTransaction } from './inTransaction.js';
import type { DraftFinding, Rule } from './rule.js';

export const ttlIgnored: Rule = {
  id: 'ttl-ignored',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const { effect } of model.operations) {
      add(model, findings, effect, effect.site);
      addSwapped(model, findings, effect);
      addConstruction(model, findings, effect);
    }
    for (const { effect } of model.keyUses) {
      if (findings.has(siteKey(effect.site))) continue;
      add(model, findings, effect, outermostSite(effect));
    }
    const stores = model.commands.unreadStores().filter(({ file }) => !isTestFile(file));
    const addresses = model.commands.unreadAddresses().filter(({ file }) => !isTestFile(file));
    return [
      ...findings.values(),
      ...stores.map((store) => findingOfStore(model, store)),
      ...addresses.map((address) => findingOfAddress(model, address)),
    ];
  },
};

function add(
  model: WorkspaceModel,
  findings: Map<string, DraftFinding>,
  effect: CacheEffect,
  site: Site,
): void {
  if (isTestFile(site.file) || isTestFile(effect.site.file)) return;
  const unread = ignoredTtl(model, effect);
  if (unread) findings.set(siteKey(site), finding(model, effect, unread, site));
}

/** `new LRUCache({ maxAge: 60_000 })`, where `ttl` is read */
function addConstruction(
  model: WorkspaceModel,
  findings: Map<string, DraftFinding>,
  { client }: CacheEffect,
): void {
  const { unreadTtl: option, origin, library, major } = client;
  if (option === undefined || !origin || isTestFile(origin.file) || findings.has(siteKey(origin))) return;
  const [read] = Object.keys(library.defaultTtl?.(major) ?? {});
  findings.set(siteKey(origin), {
    confidence: 'certain',
    span: model.code.nameSpan(origin),
    message: [
      `${library.id} ${major} does not read \`${option}\`, so nothing that is kept here expires.`,
      client.bounded
        ? 'What is asked for often is never loaded again, however old it gets.'
        : 'It stays until somebody deletes it or memory runs out, however old it gets.',
      `Give it \`${read}\`.`,
    ].join(' '),
  });
}

/** `setex(key, value, seconds)` */
function addSwapped(model: WorkspaceModel, findings: Map<string, DraftFinding>, effect: CacheEffect): void {
  const { site, command, arguments: args } = effect;
  const swapped = isTestFile(site.file) ? undefined : model.commands.swappedArguments(effect);
  if (!swapped) return;
  const spans = model.code.argumentSpans(site, args.length);
  const [ttl, value] = [spans?.[swapped.ttl], spans?.[swapped.value]];
  findings.set(siteKey(site), {
    confidence: 'certain',
    span: model.code.nameSpan(site),
    message: `\`${command}\` takes the expiry before the value, and here it gets the value. The command fails, and nothing is stored. Give the key, the expiry and then the value.`,
    ...(ttl &&
      value && {
        fixes: [
          {
            title: 'Give the expiry before the value',
            kind: 'safe',
            edits: [replaceWith(ttl, { copy: value }), replaceWith(value, { copy: ttl })],
          },
        ],
      }),
  });
}

/** `CacheModule.register({ store, options: { ttl } })` */
function findingOfStore(model: WorkspaceModel, { file, range, major }: UnreadStore): DraftFinding {
  return {
    confidence: 'certain',
    span: model.code.spanOf(file, range),
    message: [
      `@nestjs/cache-manager ${major} does not read \`store\`, so entries stay in the memory of each process, without the expiry that the store was given.`,
      'A delete in one process leaves the copies of all others.',
      'Give `stores`: a list with a Keyv store, such as that of `@keyv/redis`.',
    ].join(' '),
  };
}

/** `new Keyv('redis://…')` */
function findingOfAddress(model: WorkspaceModel, { file, range, major }: UnreadAddress): DraftFinding {
  return {
    confidence: 'certain',
    span: model.code.spanOf(file, range),
    message: [
      `Keyv ${major} does not read the address of a server, so entries stay in the memory of each process, and no error says so.`,
      'A delete in one process leaves the copies of all others, and a restart forgets everything.',
      'Give it a store, such as `new KeyvRedis(url)` of `@keyv/redis`.',
    ].join(' '),
  };
}

/** The expiry that is not read, unless a store behind the cache may read it after all. */
export function ignoredTtl(model: WorkspaceModel, effect: CacheEffect): UnreadTtl | undefined {
  const unread = unreadTtl(effect) ?? numberForStore(model, effect);
  if (!unread) return undefined;
  if (unread.word === undefined && isOfOldStore(model, effect)) return unread;
  const { id } = effect.client.library;
  // This store takes `{ ttl }` in seconds whatever cache-manager hands through.
  const store =
    id === 'cache-manager' && model.code.versionRange(effect.site.file, 'cache-manager-redis-store');
  return store ? undefined : unread;
}

/** Stores for cache-manager 4 and older that read nothing but `{ ttl }`. */
function isOfOldStore(model: WorkspaceModel, { client, site }: CacheEffect): boolean {
  if (client.library.id !== 'cache-manager' || client.major > 4 || !client.onRedis) return false;
  const store = model.code.majorVersion(site.file, 'cache-manager-redis-store');
  return store !== undefined && store < 3;
}

function numberForStore(model: WorkspaceModel, effect: CacheEffect): UnreadTtl | undefined {
  const [, , amount] = effect.arguments;
  const isNumber = amount?.kind === 'constant' && typeof amount.value === 'number' && amount.value > 0;
  if (effect.command !== 'set' || !isNumber || !isOfOldStore(model, effect)) return undefined;
  return {
    text: `${amount.value}`,
    refused: false,
    wanted: '`{ ttl: seconds }` after the value',
    argument: 2,
    amount,
  };
}

function finding(model: WorkspaceModel, effect: CacheEffect, unread: UnreadTtl, site: Site): DraftFinding {
  const { library, major } = effect.client;
  const client = `${library.id === 'redis' ? 'node-redis' : library.id} ${major}`;
  return {
    confidence: effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(site),
    fixes: fixesFor(model, effect, unread),
    message: unread.refused
      ? `${client} does not read \`${unread.text}\` as an expiry, and the server refuses the command. Nothing is stored. Give ${unread.wanted}.`
      : `${client} does not read \`${unread.text}\` as an expiry, ${consequence(effect)} Give ${unread.wanted}.`,
  };
}

function consequence({ client }: CacheEffect): string {
  if (client.defaultTtl || client.bounded) {
    return 'so the entry gets the default of the client. It may stay for hours or for ever, whatever this call asks for.';
  }
  return 'so the entry never expires. It stays until somebody deletes it or memory runs out, however old it gets.';
}

/** The same expiry in the form that is read, where what it counts can be told. */
function fixesFor(model: WorkspaceModel, effect: CacheEffect, unread: UnreadTtl): readonly FixDescription[] {
  const { client, command, chain } = effect;
  if (effect.operation === 'write-part') return besideHash(model, effect, unread);
  const options = effect.arguments[unread.argument];
  const isObject = options?.kind === 'record';
  const hasMore = isObject && (options.fields.size > 1 || options.open === true);
  const form = chain.length === 1 ? client.library.ttlForm(command, client.major) : undefined;
  const written = form && model.code.writtenCall(effect);
  const said = unitSaid(unread.word);
  const meant = said ?? unitOfNumber(unread);
  if (
    !form ||
    !written ||
    !meant ||
    (isObject && hasMore && !model.code.isWrittenOut(effect.site, unread.argument))
  )
    return [];
  const factor = WORDED.test(unread.word ?? '') && readsWords(form) ? undefined : factorTo(form, meant);
  return [
    {
      title: 'Give the expiry in the form that is read',
      kind: said ? 'safe' : 'suggestion',
      edits: [
        {
          kind: 'rewrite-ttl',
          call: written.call,
          argument: unread.argument,
          form,
          ...(factor !== undefined && { factor }),
          ...(isObject && unread.word !== undefined && { option: unread.word }),
        },
      ],
    },
  ];
}

/** `hset(key, field, value, 'EX', 60)`: as a command of its own, sent together with it. */
function besideHash(
  model: WorkspaceModel,
  effect: CacheEffect,
  { argument, word = '' }: UnreadTtl,
): readonly FixDescription[] {
  const given = effect.chain.length === 1 ? (model.code.writtenCall(effect)?.arguments ?? []) : [];
  const [key, before, token, life] = [given[0], given[argument - 1], given[argument], given[argument + 1]];
  const isLast = life !== undefined && given.length === argument + 2;
  if (!key || !before || !token || !isLast || model.flow.fateOf(effect.site).use !== 'completed') return [];
  const name = /^px$/i.test(word) ? (effect.client.library.id === 'redis' ? 'pExpire' : 'pexpire') : 'expire';
  const edits = inTransaction(model, effect, [`${name}(`, { copy: key }, ', ', { copy: life }, ')']);
  if (!edits || !/^(ex|px)$/i.test(word)) return [];
  const rest = { ...life, start: before.end, line: before.endLine, column: before.endColumn };
  return [
    {
      title: 'Send the expiry as a command of its own, in one `MULTI`',
      kind: 'suggestion',
      edits: [...edits, replaceWith(rest)],
    },
  ];
}

type Unit = 'seconds' | 'milliseconds';

/** Words of the server's own, which most clients read as they are. */
const WORDED = /^(ex|px|exat|pxat)$/i;

function unitSaid(word = ''): Unit | undefined {
  if (/^(ex|exat)$|sec(ond)?s?$/i.test(word)) return 'seconds';
  return /^(px|pxat)$|ms$|milli(second)?s$/i.test(word) ? 'milliseconds' : undefined;
}

/** Whole thousands are hardly ever seconds. */
function unitOfNumber({ amount }: UnreadTtl): Unit | undefined {
  if (amount?.kind !== 'constant' || typeof amount.value !== 'number') return undefined;
  return amount.value % 1_000 === 0 ? 'milliseconds' : 'seconds';
}

function readsWords(form: TtlArgumentForm): boolean {
  return (
    form === 'ex-arguments' ||
    form === 'ex-option' ||
    form === 'lower-ex-option' ||
    form === 'typed-expiry-option'
  );
}

function factorTo(form: TtlArgumentForm, meant: Unit): number | undefined {
  const read: Unit = form.includes('milliseconds') ? 'milliseconds' : 'seconds';
  if (read === meant) return undefined;
  return read === 'milliseconds' ? 1_000 : 1 / 1_000;
}
