/**
 * A `Map` or object of a module used as a cache that only ever grows. Judged where it is declared, if one function looks
 * it up, loads and fills it for an id or the like, and nothing empties, counts or hands it on.
 */
import type { MemoryCache } from '../model/loads/memoryCaches.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const unboundedMemoryCache: Rule = {
  id: 'unbounded-memory-cache',
  review(model) {
    return model
      .memoryCaches()
      .filter(({ file }) => isServingFile(file) && !isForBrowsers(file))
      .map((cache) => finding(model, cache));
  },
};

/** A page is left sooner or later, and its memory with it. */
function isForBrowsers(file: string): boolean {
  return /\.[jt]sx$|(^|\/)(public|static|components|hooks|client|browser|webview)\//.test(file);
}

function finding(model: WorkspaceModel, { file, name, range, key, fill }: MemoryCache): DraftFinding {
  return {
    confidence: 'likely',
    span: model.spanOf(file, range),
    message: [
      `\`${name}\` keeps an entry for every \`${key}\`, and none ever leaves.`,
      'The process grows until it is restarted, and readers get what was loaded first for as long.',
      'Give it an end: `lru-cache` with `max` and `ttl`.',
    ].join(' '),
    related: [{ span: model.spanOf(file, fill), message: 'It is filled here.' }],
  };
}
