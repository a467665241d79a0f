/**
 * A cached value that was selected by something the key does not carry, other than who asks: whoever asks for something
 * else gets what was asked for first. Reported at the write.
 */

import { isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { isSameFunction } from '../model/evaluation/values.js';
import type { ConditionBeyondKey } from '../model/keys/keyCompleteness.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { MemoizedFunction } from '../model/keys/memoizedFunctions.js';
import { isServing } from '../model/keys/serving.js';
import type { FixedKey } from '../model/requests/nestFixedKeys.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { namesWord } from './lexicon.js';
import { longerKeys } from './longerKey.js';
import { missingIdentity, missingTenant, selectedBy, writtenBelow } from './missingIdentity.js';
import { placeKey, spanOfKey } from './placeOfKey.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const incompleteKey: Rule = {
  id: 'incomplete-key',
  follows: 'key',
  review(model, { words }) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      if (group.nature !== 'cache') continue;
      for (const use of group.writes.filter(isServing)) {
        if (missingIdentity(model, use, words) || missingTenant(model, use, words)) continue;
        const missing = model.keys
          .conditionsBeyondKey(use)
          .find((condition) => isMissed(group, use, condition, words));
        const key = placeKey(spanOfKey(model, use));
        if (missing && !findings.has(key)) findings.set(key, finding(model, group, use, missing));
      }
    }
    const memoized = model.keys.memoizedFunctions().filter(({ file }) => isServingFile(file));
    const fixed = model.requests.fixedKeys().filter(({ file }) => isServingFile(file));
    return [
      ...findings.values(),
      ...memoized.map((one) => findingOfMemoized(model, one)),
      ...fixed.map((one) => findingOfFixed(model, one)),
    ];
  },
};

function findingOfMemoized(
  model: WorkspaceModel,
  { file, range, function: reference, first, other }: MemoizedFunction,
): DraftFinding {
  const span = model.code.spanOf(file, range);
  const taken = {
    span: model.code.functionSpan(reference),
    message: `This takes \`${other}\` besides \`${first}\`.`,
  };
  const sentences = [
    `This keeps results under the first argument alone, \`${first}\`, although they depend on \`${other}\`.`,
    'Whoever asks for something else gets what was asked for first.',
    `Make a key of \`${first}\` and \`${other}\`, with the function that it takes for this.`,
  ];
  return {
    confidence: 'likely',
    span,
    message: sentences.join(' '),
    related: [taken],
    explanation: {
      steps: [taken, { span, message: sentences[0] ?? '' }],
      dismissed: [],
      search: 'Looked at what it is given: nothing in it makes a key of the arguments.',
    },
  };
}

/** `@CacheKey('product') @Get(':id')` */
function findingOfFixed(model: WorkspaceModel, fixed: FixedKey): DraftFinding {
  const { file, range, key, handler, asked, changing } = fixed;
  const span = model.code.spanOf(file, range);
  const taken = { span: model.code.functionSpan(handler), message: `Its response depends on \`${asked}\`.` };
  const sentences = [
    `\`${key}\` is the key of every response of this route, whatever \`${asked}\` a request gives.`,
    changing === undefined
      ? 'Whoever asks for something else gets what was asked for first.'
      : 'The handler runs for the first request alone, and the others are answered with what that one got.',
    changing === undefined
      ? 'Leave `@CacheKey` out, so that the URL is the key.'
      : `Leave \`@CacheKey\` out: without it the interceptor keeps nothing of \`@${changing}\`.`,
  ];
  return {
    confidence: 'likely',
    span,
    key,
    message: sentences.join(' '),
    related: [taken],
    explanation: {
      steps: [taken, { span, message: sentences[0] ?? '' }],
      dismissed: [],
      search: 'Looked at the interceptor: it puts nothing of the request beside this key.',
    },
  };
}

/** What is unique by itself needs nothing more in its key. */
const UNIQUE = /^_?(id|uuid|guid|slug|code|email|token|hash|key)$|(^|_)(id|uuid)$|Id$/i;
const UNIQUE_ROW = /^_?(id|uuid|guid)$/i;

/** Texts of one thing in several languages share everything but their own id. */
const EDITION = /^(locales?|lang(uage)?s?|(locale|lang|language)_?(id|code)|countr(y|ies)|currenc(y|ies))$/i;

function isMissed(
  { pattern }: KeyGroup,
  use: KeyUse,
  condition: ConditionBeyondKey,
  words: ReviewSettings['words'],
): boolean {
  const { entity, asks, carried, column, parameterOf, many, ofRequest, askedAt, shapes } = condition;
  if (entity === undefined || asks) return false;
  if (askedAt) return !REMOVED.test(column);
  // What a function in between is called with may always be the same.
  const isGiven = parameterOf !== undefined && isSameFunction(parameterOf, use.function);
  if (!isGiven && !ofRequest) return false;
  // A rate or a translation is read beside the row that the key names.
  const isSelectedByKey = carried.length > 0 || !pattern.parts.some(isHole) || EDITION.test(column);
  const unique = many || EDITION.test(column) ? UNIQUE_ROW : UNIQUE;
  const isTold =
    !shapes && carried.some((one) => unique.test(one) && !isOneOfTwo(entity, one, column, words));
  return isSelectedByKey && !isTold && !REMOVED.test(column);
}

const REMOVED = /delet|archiv/i;

const FOREIGN = /[a-z\d](Id|_id)$/;

/**
 * `{ workspaceId_userId: { workspaceId, userId } }`, `{ userId, courseId }` of an enrolment: each of the two alone says of
 * many rows whose they are. Who belongs to a tenant may belong to that one alone.
 */
function isOneOfTwo(
  entity: string,
  carried: string,
  missing: string,
  words: ReviewSettings['words'],
): boolean {
  const [, whole, part] = /^(\w+_\w+)\.(\w+)$/.exec(carried) ?? [];
  if (whole !== undefined && part !== undefined)
    return whole.startsWith(`${part}_`) || whole.endsWith(`_${part}`);
  const isOwn = (column: string): boolean =>
    column.replace(/_?id$/i, '').toLowerCase() === entity.toLowerCase().replace(/s$/, '');
  const areForeign = [carried, missing].every((column) => FOREIGN.test(column) && !isOwn(column));
  return areForeign && !namesWord(missing, 'tenant', words);
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  missing: ConditionBeyondKey,
): DraftFinding {
  const { entity, name, endsRange } = missing;
  return {
    confidence: 'likely',
    span: spanOfKey(model, use),
    key: group.text,
    message: [
      `The cached \`${entity ?? 'value'}\` depends on \`${name}\`, and the key \`${group.text}\` does not.`,
      'Whoever asks for something else gets what was asked for first.',
      `Put \`${name}\` into the key, wherever it is built.`,
    ].join(' '),
    // With one end alone the key would still be too short.
    fixes: endsRange ? [] : longerKeys(model, group, name),
    related: [...selectedBy(model, missing), ...writtenBelow(model, use)],
  };
}
