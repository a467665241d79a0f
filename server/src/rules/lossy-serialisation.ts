/**
 * A date or set that has been through JSON and is used as one again, and an object of which the client makes a text. Reported at
 * the use, once for each member of what is kept under one pattern, or at the write; members that get a value of their own after
 * the read, and what a reviver made, are left alone.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import { formatKeyPattern, hasText } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { LostType } from '../model/loads/lostTypes.js';
import type { ObjectAsText } from '../model/loads/textOfObjects.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter, insertBefore, replaceWith } from './fixEdits.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const lossySerialisation: Rule = {
  id: 'lossy-serialisation',
  follows: 'key',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const lost of model.loads.lostTypes()) {
      if (!isServingFile(lost.file)) continue;
      const key = `${lost.file}#${siteKey(lost.parsed)}#${lost.member}#${textOf(lost) ?? ''}`;
      if (!findings.has(key)) findings.set(key, finding(model, lost));
    }
    for (const { effect } of [...model.operations, ...model.keyUses]) {
      if (model.loads.givesPairs(effect) && isServingFile(effect.site.file)) {
        findings.set(siteKey(effect.site), pairsFinding(model, effect));
        continue;
      }
      const stored = STORES.has(effect.operation) ? model.loads.objectStoredAsText(effect) : undefined;
      if (!stored || !isServingFile(stored.site.file) || !isServingFile(effect.site.file)) continue;
      const key = siteKey(stored.site);
      if (!findings.has(key)) findings.set(key, textFinding(model, effect, stored));
    }
    return [...findings.values()];
  },
};

const STORES: ReadonlySet<string> = new Set(['write', 'write-part']);

/** `redis.set(key, user)` */
function textFinding(model: WorkspaceModel, effect: CacheEffect, stored: ObjectAsText): DraftFinding {
  const { site, argument, isList, within } = stored;
  const text = keyTextOf(effect);
  const span = model.code.givenSpans(site)[argument];
  return {
    confidence: 'certain',
    span: model.code.nameSpan(site),
    key: text,
    message: [
      `${isList ? 'A list of objects' : 'An object'} is stored as \`${text}\`, and this client makes the text \`[object Object]\` of it.`,
      'What is in it is lost, and no error says so.',
      'Store `JSON.stringify` of it, and parse that where it is read.',
    ].join(' '),
    related:
      effect.chain.length > 1
        ? [{ span: model.code.nameSpan(effect.site), message: 'It is stored here as it is given.' }]
        : [],
    ...(span &&
      !within && {
        fixes: [
          {
            title: 'Store it as JSON',
            kind: 'suggestion' as const,
            edits: [insertBefore(span, 'JSON.stringify('), insertAfter(span, ')')],
          },
        ],
      }),
  };
}

/** `redis.mset(rows.map((row) => [row.key, row.text]))` */
function pairsFinding(model: WorkspaceModel, { site, command }: CacheEffect): DraftFinding {
  const [given] = model.code.givenSpans(site);
  return {
    confidence: 'certain',
    span: model.code.nameSpan(site),
    message: [
      `\`${command}\` is given pairs, and this client makes one text of each: \`key,value\`.`,
      'Nothing is stored under the keys that are meant, and no error says so.',
      'Give keys and values in turn, as `.flat()` has them.',
    ].join(' '),
    explanation: {
      steps: [{ span: model.code.nameSpan(site), message: `\`${command}\` is given a list of lists here.` }],
      dismissed: [],
      search: 'Looked at what the client makes of lists: it lays out the outer one alone.',
    },
    ...(given && {
      fixes: [
        {
          title: 'Give keys and values in turn',
          kind: 'suggestion' as const,
          edits: [replaceWith(given, { operand: given }, '.flat()')],
        },
      ],
    }),
  };
}

/** The pattern of the keys it is kept under. */
function textOf({ key }: LostType): string | undefined {
  const [pattern] = patternsOf(key).filter(hasText);
  return pattern && formatKeyPattern(pattern);
}

function finding(model: WorkspaceModel, lost: LostType): DraftFinding {
  const { file, range, member, parsed } = lost;
  const text = textOf(lost);
  const fix = fixOf(model, lost);
  return {
    confidence: 'likely',
    span: model.code.spanOf(file, range),
    ...(text !== undefined && { key: text }),
    message: [
      `${subjectOf(member, text)} has been through JSON, and is ${what(lost)}.`,
      consequence(lost),
      advice(lost),
    ].join(' '),
    related: [{ span: model.code.nameSpan(parsed), message: 'It becomes plain JSON here.' }],
    ...(fix && { fixes: [fix] }),
  };
}

/** `createdAt` of `user:{id}`. */
function subjectOf(member: string, text: string | undefined): string {
  const value = text === undefined ? 'the cached value' : `\`${text}\``;
  if (member !== '') return `\`${member}\` of ${value}`;
  return text === undefined ? 'The cached value' : `The value of ${value}`;
}

function what({ lost }: LostType): string {
  return lost === 'Date' ? 'a string, not a `Date`' : `no longer a \`${lost}\``;
}

function advice({ lost }: LostType): string {
  if (lost === 'Date') return 'Turn it into a `Date` where it is read.';
  return lost === 'Set'
    ? 'Cache an array, and make a `Set` of it where it is read.'
    : 'Cache its entries, and make a `Map` of them where it is read.';
}

function consequence({ fails }: LostType): string {
  return fails
    ? 'This throws as soon as the value comes out of the cache.'
    : 'A string is neither before nor after a date, so every comparison is false.';
}

/** A reviver beside the call that parses, where that stands in the same file. */
function fixOf(model: WorkspaceModel, { file, lost, parsed }: LostType): FixDescription | undefined {
  if (lost !== 'Date' || parsed.file !== file) return undefined;
  const [text] = model.code.argumentSpans(parsed, 1) ?? [];
  if (!text || model.code.calledName(parsed) !== 'parse') return undefined;
  return {
    title: 'Make dates of them where they are read',
    kind: 'suggestion',
    edits: [
      insertAfter(text, ', reviveDates'),
      { kind: 'declare', name: 'reviveDates', typed: TYPED, untyped: UNTYPED },
    ],
  };
}

const TYPED = `function reviveDates(_name: string, value: unknown): unknown {
  const isDate = typeof value === 'string' && /^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d/.test(value);
  return isDate ? new Date(value) : value;
}`;

const UNTYPED = TYPED.replace('(_name: string, value: unknown): unknown', '(_name, value)');
