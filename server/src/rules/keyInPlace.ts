/**
 * A key of one group, as code in the place of another key. In: the use that is given the other key, the group. Out: a
 * call of its builder, where there is one in the same file, else the text with the same names in its holes.
 */
import { isHole, type KeyPattern, keyPattern, toGlob } from '../../../shared/src/keyPattern.js';
import { outermostSite } from '../model/calls/sites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** Undefined when it cannot be said what belongs into the holes. */
export function keyInPlace(model: WorkspaceModel, use: KeyUse, group: KeyGroup): string | undefined {
  const written = model.code.holesAsWritten(outermostSite(use.effect));
  const pattern = withoutPrefix(use, group.pattern);
  const given = written && pattern && valuesFor(pattern, use, written);
  if (!pattern || !given) return undefined;
  return builderCall(model, use, group, given) ?? textOf(pattern, given);
}

/** The client puts its own prefix before the key. */
function withoutPrefix({ effect: { client } }: KeyUse, pattern: KeyPattern): KeyPattern | undefined {
  const { prefix } = client;
  if (!prefix) return pattern;
  const [first, ...rest] = pattern.parts;
  const text = prefix.kind === 'constant' ? String(prefix.value) : undefined;
  if (text === undefined || typeof first !== 'string' || !first.startsWith(text)) return undefined;
  return keyPattern([first.slice(text.length), ...rest]);
}

/** By the names of the holes; a single hole takes what there is. */
function valuesFor(
  pattern: KeyPattern,
  { patterns }: KeyUse,
  written: readonly string[],
): readonly string[] | undefined {
  const names = (patterns[0]?.parts ?? []).flatMap((part) => (isHole(part) ? [part.hole] : []));
  const wanted = pattern.parts.flatMap((part) => (isHole(part) ? [part.hole] : []));
  if (names.length !== written.length) return undefined;
  if (wanted.length === 1 && written.length === 1) return written;
  const values = wanted.map((name) => written[names.indexOf(name)]);
  return values.every((value) => value !== undefined) ? values : undefined;
}

function builderCall(
  model: WorkspaceModel,
  { effect }: KeyUse,
  group: KeyGroup,
  given: readonly string[],
): string | undefined {
  const { file } = outermostSite(effect);
  const builder = (model.keys.keyBuilders.get(toGlob(group.pattern)) ?? []).find(
    (reference) => reference.file === file && /^\w+$/.test(model.code.functionName(reference)),
  );
  const isFull = builder && given.length === 1 && model.code.parameterCount(builder) === 1;
  return isFull ? `${model.code.functionName(builder)}(${given[0]})` : undefined;
}

/** Characters that would have to be escaped. */
const AWKWARD = /['"`\\$\n]/;

function textOf(pattern: KeyPattern, given: readonly string[]): string | undefined {
  const texts = pattern.parts.filter((part) => typeof part === 'string');
  if (texts.some((text) => AWKWARD.test(text))) return undefined;
  if (given.length === 0) return `'${texts.join('')}'`;
  let next = 0;
  const parts = pattern.parts.map((part) => (isHole(part) ? `\${${given[next++]}}` : part));
  return `\`${parts.join('')}\``;
}
