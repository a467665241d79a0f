/**
 * A cached value that is dear to load, or wanted by everybody, and that every caller loads again when it expires.
 * Reported at the read, once for each function that loads; what belongs to one person is left alone.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import { hasText, isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { wordsOf } from '../../../shared/src/words.js';
import type { DatabaseEffect } from '../model/calls/effects.js';
import { siteKey } from '../model/calls/sites.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keysThroughWrapper } from './keysThroughWrapper.js';
import { keyTextOf } from './keyText.js';
import { namesWord } from './lexicon.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

/** A wrapper for fewer kinds of keys is judged like any other function. */
const MINIMUM_KEYS = 3;

export const stampede: Rule = {
  id: 'stampede',
  review(model, settings) {
    const groups = new Map(model.groups.map((group) => [group.text, group]));
    const findings = new Map<string, DraftFinding>();
    for (const aside of model.cacheAsides()) {
      const key = siteKey(aside.readSite);
      if (findings.has(key) || !isServingFile(aside.function.file)) continue;
      const load = isWrapper(aside)
        ? loadOfWrapper(model, aside)
        : loadOf(aside, groups.get(keyTextOf(aside.write)), settings);
      if (load && !model.isSingleFlight(aside.function)) findings.set(key, finding(model, aside, load));
    }
    return [...findings.values()];
  },
};

interface Load {
  /** What makes it dear; undefined when it is only wanted by everybody. */
  readonly cost?: string;
  /** There is one key only. */
  readonly hot: boolean;
  /** Whether many callers meet at one key can be said from the code. */
  readonly likely: boolean;
}

function isWrapper({ write, given }: CacheAside): boolean {
  return given.length > 0 && !patternsOf(write.key).some(hasText);
}

function loadOfWrapper(model: WorkspaceModel, aside: CacheAside): Load | undefined {
  return keysThroughWrapper(model, aside).size >= MINIMUM_KEYS
    ? { cost: 'whatever it is given to load', hot: false, likely: true }
    : undefined;
}

/** What is loaded, if it is worth sharing. Without an expiry a key is loaded once; that it stays is another matter. */
function loadOf(aside: CacheAside, group: KeyGroup | undefined, settings: ReviewSettings): Load | undefined {
  if (!group || aside.write.ttl.kind === 'none' || isPersonal(group, settings)) return undefined;
  const isResolved = aside.queries.length > 0 || aside.remote.length > 0;
  if (group.nature !== 'cache' && !isResolved) return undefined;
  const cost = costOf(aside);
  const hot = !group.pattern.parts.some(isHole);
  if (cost !== undefined)
    return { cost, hot, likely: hot ? !isOneRequest(aside) : loadsOf(aside) >= MANY_LOADS };
  return hot && (isResolved || aside.awaited.length > 0) ? { hot, likely: false } : undefined;
}

/** One request is no great load, unless very many wait for it. */
function isOneRequest({ queries, remote }: CacheAside): boolean {
  return queries.length === 0 && remote.length === 1;
}

const OF_ONE = /^(ip|email|phone|device|token|cookie|login|username|visitor|client)$/i;

/** One person asks for it, and seldom twice at once. */
function isPersonal({ pattern }: KeyGroup, settings: ReviewSettings): boolean {
  const names = pattern.parts.map((part) => (isHole(part) ? part.hole : part));
  const isOfPerson = names.some(
    (name) => namesWord(name, 'identity', settings.words) || wordsOf(name).some((word) => OF_ONE.test(word)),
  );
  return isOfPerson && pattern.parts.some(isHole);
}

/** For one key of many, this many queries or requests are a load worth sharing. */
const MANY_LOADS = 3;

function loadsOf({ queries, remote }: CacheAside): number {
  return new Set(queries.map(({ call }) => siteKey(call.site))).size + remote.length;
}

/** A number or sum instead of rows. */
function isAggregate({ rows, call }: DatabaseEffect): boolean {
  return rows.kind === 'derived' && rows.name === call.entity.name;
}

function costOf(aside: CacheAside): string | undefined {
  const requests = aside.remote.length;
  if (requests > 0)
    return requests > 1 ? `${requests} requests to other services` : 'a request to another service';
  const queries = loadsOf(aside);
  if (queries > 1) return `${queries} queries`;
  return aside.queries.some(isAggregate) ? 'an aggregate over many rows' : undefined;
}

function finding(model: WorkspaceModel, aside: CacheAside, { cost, hot, likely }: Load): DraftFinding {
  const text = keyTextOf(aside.write);
  const subject = isWrapper(aside) ? 'an entry' : `\`${text}\``;
  return {
    confidence: likely ? 'likely' : 'possible',
    span: model.nameSpan(aside.readSite),
    key: text,
    message: [
      `When ${subject} expires, every caller loads it again at the same time.`,
      cost === undefined
        ? 'All of them want this one key, so the load comes in one burst.'
        : `That is ${cost}, times the number of callers that are waiting.`,
      'Share one load among them: keep its promise for each key until it is done, or take a lock.',
    ].join(' '),
    related: [{ span: model.nameSpan(aside.writeSite), message: 'The cache is filled here.' }],
    fixes: fixesFor(model, aside),
    ...(cost !== undefined && hot && { severity: 'warning' as const }),
  };
}

/** One load that is waited for can be shared where it stands. */
function fixesFor(model: WorkspaceModel, aside: CacheAside): readonly FixDescription[] {
  const [load, ...more] = aside.awaited;
  const { read } = aside;
  const key =
    read.chain.length === 1 &&
    read.form.key === 0 &&
    model.argumentSpans(read.site, read.arguments.length)?.[0];
  if (!load || more.length > 0 || !key) return [];
  const call = model.callSpan(load);
  return [
    {
      kind: 'suggestion',
      title: 'Share one load among callers',
      edits: [
        {
          kind: 'replace',
          span: call,
          text: ['singleFlight(', { copy: key }, ', () => ', { copy: call }, ')'],
        },
        { kind: 'declare', name: 'singleFlight', typed: TYPED, untyped: UNTYPED },
      ],
    },
  ];
}

const TYPED = `const loadsUnderWay = new Map<string, Promise<unknown>>();

function singleFlight<T>(key: string, load: () => PromiseLike<T>): Promise<T> {
  const known = loadsUnderWay.get(key) as Promise<T> | undefined;
  if (known) return known;
  const loading = Promise.resolve(load()).finally(() => loadsUnderWay.delete(key));
  loadsUnderWay.set(key, loading);
  return loading;
}`;

const UNTYPED = TYPED.replace('<string, Promise<unknown>>', '')
  .replace('<T>(key: string, load: () => PromiseLike<T>): Promise<T>', '(key, load)')
  .replace(' as Promise<T> | undefined', '');
