/**
 * A whole row with a password or another secret in it that is kept in a shared cache. Whoever may read the cache, or
 * gets the copy instead of the row, gets the secret as well.
 */

import { byPlace, outermostSite } from '../model/calls/sites.js';
import type { StoredColumn } from '../model/databases/knownColumns.js';
import type { Value } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { namesWord } from './lexicon.js';
import type { DraftFinding, Rule } from './rule.js';

/** What stays in the memory of the process is no further away than the row itself. */
const IN_PROCESS: ReadonlySet<string> = new Set(['lru-cache', 'memory-cache', 'node-cache']);

export const secretInCache: Rule = {
  id: 'secret-in-cache',
  follows: 'key',
  review(model, { words }) {
    const isSecret = (column: string) => namesWord(column, 'secret', words) && !SAYS_WHETHER.test(column);
    return model.groups.flatMap((group) => {
      if (group.nature !== 'cache') return [];
      for (const use of servingWrites(group)) {
        if (IN_PROCESS.has(use.effect.client.library.id)) continue;
        const stored = model.databases.storedColumns(use, isSecret);
        if (stored) return [finding(model, group, use, stored)];
      }
      return tokenInKey(model, group) ?? [];
    });
  },
};

/** The first of them that keeps a secret is reported, whatever file was looked at first. */
function servingWrites({ writes }: KeyGroup): readonly KeyUse[] {
  return writes.filter(isServing).sort((a, b) => byPlace(outermostSite(a.effect), outermostSite(b.effect)));
}

/** `isPasswordSet`, `passwordChangedAt`, `secretId` say something about a secret. */
const SAYS_WHETHER =
  /^(is|has|needs|must|requires?|allows?|enables?)(?=[A-Z_])|([aA]t|[oO]n|[dD]ate|[cC]ount|[aA]ttempts|[eE]xpir\w*|[rR]equired|[eE]nabled|[sS]et|[cC]hanged|[hH]int|[pP]olicy|[iI]d|[vV]ersion)$/;

/** What lets its holder in, named for what it is; a plain `token` may be one that says nothing by itself. */
const LETS_IN = /^(access|refresh|bearer|id)_?(token|secret)$|^(jwt|raw_?token|password)$/i;

/** `req.headers.authorization`, or a part that is cut out of it; what was hashed is made of such a part. */
function isSentToken(value: Value): boolean {
  switch (value.kind) {
    case 'parameter':
      return isHeader(value.path);
    case 'fallback':
      return isSentToken(value.value);
    case 'method':
      return /^\d+$/.test(value.name) && isSentToken(value.object);
    case 'derived': {
      const [only, ...others] = value.from;
      const isCut = only?.kind === 'parameter' && CUTTING.test(only.path.at(-1) ?? '');
      return isCut && others.length === 0 && isHeader(only.path.slice(0, -1));
    }
    default:
      return false;
  }
}

const CUTTING = /^(split|replace|slice|substring|trim)$/;

function isHeader(path: readonly string[]): boolean {
  return /^authorization$/i.test(path.at(-1) ?? '');
}

/** The token itself is part of the key: keys stand in lists, logs and metrics, and are not looked after like values. */
function tokenInKey(model: WorkspaceModel, group: KeyGroup): readonly DraftFinding[] | undefined {
  for (const use of servingWrites(group)) {
    const { key, client } = use.effect;
    if (IN_PROCESS.has(client.library.id) || key.kind !== 'text') continue;
    const name = key.parts
      .flatMap((part) => (typeof part === 'string' ? [] : part))
      .find(
        (hole) => (hole.value.kind === 'parameter' && LETS_IN.test(hole.name)) || isSentToken(hole.value),
      )?.name;
    if (name === undefined) continue;
    const message = [
      `\`${name}\` itself is part of the key \`${group.text}\`.`,
      'Keys stand in logs, metrics and lists of keys, and whoever reads one there can use it.',
      `Put a hash of \`${name}\` into the key, wherever it is built.`,
    ].join(' ');
    const span = model.code.nameSpan(outermostSite(use.effect));
    return [{ confidence: 'likely', span, key: group.text, message }];
  }
  return undefined;
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  { entity, column, site }: StoredColumn,
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(outermostSite(use.effect)),
    key: group.text,
    message: [
      `\`${entity}\` is kept under \`${group.text}\`, its \`${column}\` included.`,
      'Whoever can read the cache, its backups or its console can read the secret.',
      `Select the columns that are needed, or leave \`${column}\` out.`,
    ].join(' '),
    related: [{ span: model.code.nameSpan(site), message: `Read here with \`${column}\`.` }],
  };
}
