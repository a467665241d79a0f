/**
 * A `Map` or object of a module used as a cache that only ever grows. Judged where it is declared, if one function looks
 * it up, loads and fills it for an id or the like, and nothing empties, counts or hands it on.
 */
import type { FixDescription, FixText } from '../../../shared/src/finding.js';
import { isHole } from '../../../shared/src/keyPattern.js';
import { siteKey } from '../model/calls/sites.js';
import type { MemoryCache } from '../model/loads/memoryCaches.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertBefore, replaceWith } from './fixEdits.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const unboundedMemoryCache: Rule = {
  id: 'unbounded-memory-cache',
  review(model) {
    const maps = model.loads.memoryCaches().filter(({ file }) => isServingFile(file) && !isForBrowsers(file));
    return [...maps.map((cache) => finding(model, cache)), ...hoards(model)];
  },
};

/** A page is left sooner or later, and its memory with it. */
function isForBrowsers(file: string): boolean {
  return /\.[jt]sx$|(^|\/)(public|static|components|hooks|client|browser|webview)\//.test(file);
}

const PROPOSED_ENTRIES = '1000';
const PROPOSED_MS = '300_000';

/** From this version on the class is exported by its name alone. */
const NAMED_FROM = 9;

/** An `lru-cache` in its place, where the project has one already. */
function fixesFor(model: WorkspaceModel, { file, made }: MemoryCache): readonly FixDescription[] {
  const major = model.code.majorVersion(file, 'lru-cache') ?? 0;
  if (made === undefined || major < NAMED_FROM) return [];
  const [call, name] = [model.code.callSpan({ file, call: made }), model.code.nameSpan({ file, call: made })];
  // `new Map` without parentheses
  if (call.end - name.end < 2) return [];
  const close = { ...call, start: call.end - 1, line: call.endLine, column: call.endColumn - 1 };
  const options: FixText = ['{ max: ', { select: PROPOSED_ENTRIES }, `, ttl: ${PROPOSED_MS} }`];
  return [
    {
      title: 'Bound it with `lru-cache`',
      kind: 'suggestion',
      edits: [
        replaceWith(name, 'LRUCache'),
        insertBefore(close, ...options),
        { kind: 'import', file, specifier: 'lru-cache', name: 'LRUCache', isDefault: false },
      ],
    },
  ];
}

function finding(model: WorkspaceModel, cache: MemoryCache): DraftFinding {
  const { file, name, range, key, fill } = cache;
  return {
    fixes: fixesFor(model, cache),
    confidence: 'likely',
    span: model.code.spanOf(file, range),
    message: [
      `\`${name}\` keeps an entry for every \`${key}\`, and none ever leaves.`,
      'The process grows until it is restarted, and readers get what was loaded first for as long.',
      'Bound it, for example with `lru-cache`, its `max` and `ttl`.',
    ].join(' '),
    related: [{ span: model.code.spanOf(file, fill), message: 'It is filled here.' }],
  };
}

/** An `lru-cache` with a `ttl` only, or with nothing, that is given keys for one of many. */
function hoards(model: WorkspaceModel): readonly DraftFinding[] {
  const filled = new Set(
    model.keyUses
      .filter(
        ({ effect, patterns }) =>
          effect.operation === 'write' && patterns.some(({ parts }) => parts.some(isHole)),
      )
      .flatMap(({ effect: { client } }) => (client.origin ? [siteKey(client.origin)] : [])),
  );
  return model.commands
    .hoardingClients()
    .filter(({ site }) => filled.has(siteKey(site)) && isServingFile(site.file) && !isForBrowsers(site.file))
    .map(({ site, client }) => ({
      confidence: 'certain',
      span: model.code.nameSpan(site),
      message: [
        client.major < 7
          ? 'This cache has no `max`, so it holds any number of entries.'
          : 'This cache has a `ttl` and no `max`: what has expired stays until somebody asks for it.',
        'Keys that nobody asks for again are never freed, and the process grows.',
        client.major < 7 ? 'Give it a `max`.' : 'Give it a `max` as well.',
      ].join(' '),
    }));
}
