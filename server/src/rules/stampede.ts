/**
 * A cached value that many want, and that every caller loads again when it is gone. Reported at the read, once for
 * each function that loads dear things; of the other loads of a workspace only those count that matter most, each kind of
 * key once. What belongs to one person is left alone.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import { byPlace, siteKey } from '../model/calls/sites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { groupsOfWrites } from './groupOfWrite.js';
import { keyTextOf } from './keyText.js';
import { isWrapper, type LoadWeight, weightOf } from './loadWeight.js';
import type { DraftFinding, Rule } from './rule.js';
import { isBehindRequests, isServingFile } from './servedCode.js';

/** More of the same advice is not read, and of loads of one row even less. */
const MAXIMUM_ADVICE = 3;
const MAXIMUM_PLAIN_ADVICE = 1;

export const stampede: Rule = {
  id: 'stampede',
  comparesFolder: true,
  review(model, settings) {
    const groupOf = groupsOfWrites(model);
    const loads = new Map<string, WeighedLoad>();
    for (const aside of model.loads
      .cacheAsides()
      .filter((one) => isOfRequests(model, one))
      .sort(inOrder)) {
      const key = siteKey(aside.readSite);
      const weight = loads.has(key) ? undefined : weightOf(model, aside, groupOf, settings);
      if (weight) loads.set(key, { aside, weight });
    }
    const kindOf = ({ aside: { write } }: WeighedLoad): KeyGroup | string =>
      groupOf(write) ?? keyTextOf(write);
    return mostWorthSharing(model, [...loads.values()], kindOf)
      .filter(({ aside }) => !model.callers.isSingleFlight(aside.function))
      .map((load) => finding(model, load));
  },
};

interface WeighedLoad {
  readonly aside: CacheAside;
  readonly weight: LoadWeight;
}

/** Those that count as the first few are the same whatever file was looked at first. */
function inOrder(a: CacheAside, b: CacheAside): number {
  return byPlace(a.readSite, b.readSite) || byPlace(a.writeSite, b.writeSite);
}

/** What runs by itself at its times has no other callers to share with. */
function isOfRequests(model: WorkspaceModel, { function: owner }: CacheAside): boolean {
  return isServingFile(owner.file) && !isBehindRequests(owner.file) && !model.callers.runsByItself(owner);
}

/** Whether they are shared or not, so that sharing one brings no other to light. */
function mostWorthSharing(
  model: WorkspaceModel,
  loads: readonly WeighedLoad[],
  kindOf: (load: WeighedLoad) => KeyGroup | string,
): readonly WeighedLoad[] {
  const grave = loads.filter(({ weight }) => weight.grave);
  const known = new Set(grave.map(kindOf));
  // What more code asks for is more often asked for at once.
  const callers = ({ aside }: WeighedLoad): number => model.callers.callersOf(aside.function).length;
  const others = loads
    .filter(({ weight }) => !weight.grave)
    .sort((a, b) => b.weight.rank - a.weight.rank || callers(b) - callers(a))
    .filter((load) => isWrapper(load.aside) || isFirstOf(known, kindOf(load)));
  const plain = new Set(others.filter(({ weight }) => weight.plain).slice(MAXIMUM_PLAIN_ADVICE));
  return [...grave, ...others.filter((load) => !plain.has(load)).slice(0, MAXIMUM_ADVICE)];
}

function isFirstOf<T>(known: Set<T>, kind: T): boolean {
  const isFirst = !known.has(kind);
  known.add(kind);
  return isFirst;
}

function finding(model: WorkspaceModel, { aside, weight }: WeighedLoad): DraftFinding {
  const { cost, hot, grave } = weight;
  const text = keyTextOf(aside.write);
  const subject = isWrapper(aside) ? 'an entry' : `\`${text}\``;
  const end = aside.write.ttl.kind === 'none' ? 'is deleted' : 'expires';
  return {
    confidence: 'likely',
    span: model.code.nameSpan(aside.readSite),
    key: text,
    message: [
      `When ${subject} ${end}, every caller loads it again at the same time.`,
      burst(weight),
      'Share one load among them: keep its promise by key until it is done, or take a lock.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(aside.writeSite), message: 'The cache is filled here.' }],
    fixes: fixesFor(model, aside),
    ...(cost !== undefined && hot && grave && { severity: 'warning' as const }),
  };
}

function burst({ cost, hot }: LoadWeight): string {
  if (cost !== undefined) return `That is ${cost}, times the number of callers that are waiting.`;
  return hot
    ? 'All of them want this one key, so the load comes in one burst.'
    : 'The more callers want the key, the more often the same is loaded in that moment.';
}

/** One load that is waited for can be shared where it stands. */
function fixesFor(model: WorkspaceModel, aside: CacheAside): readonly FixDescription[] {
  const [load, ...more] = aside.awaited;
  const { read } = aside;
  const key =
    read.chain.length === 1 &&
    read.form.key === 0 &&
    model.code.argumentSpans(read.site, read.arguments.length)?.[0];
  if (!load || more.length > 0 || !key) return [];
  const call = model.code.callSpan(load);
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
