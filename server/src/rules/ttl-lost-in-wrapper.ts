/**
 * A function that is told how long an entry may live and does not pass it on, or whose default means "for ever".
 * Reported once, at the parameter, with the calls that rely on it.
 */
import { formatDuration } from '../../../shared/src/duration.js';
import type { FixDescription, RelatedLocation } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, outermostSite, type Site } from '../model/calls/sites.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { LifeParameter } from '../model/questions/codePlaces.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { addedExpiry } from './addedExpiry.js';
import { endlessDefaultFixes } from './endlessDefaultFixes.js';
import { namedAmount } from './namedLife.js';
import type { DraftFinding, Rule } from './rule.js';
import { writtenAmount } from './writtenAmount.js';

export const ttlLostInWrapper: Rule = {
  id: 'ttl-lost-in-wrapper',
  review(model) {
    return [...unreadLives(model), ...endlessDefaults(model)];
  },
};

/** The parameter on the way of a write at which its expiry is lost. */
export function lostLife(model: WorkspaceModel, use: KeyUse): LifeParameter | undefined {
  if (use.ttl.kind !== 'none' || use.conditional) return undefined;
  const passed = use.effect.chain.map((site) => model.code.functionOf(site));
  for (const reference of passed) {
    const unread = model.code.lifeParametersOf(reference).find((parameter) => parameter.unread);
    if (unread && losesLife(use.effect)) return unread;
  }
  return endlessDefault(model, use)?.parameter;
}

const WRITES: ReadonlySet<string> = new Set(['write', 'write-part', 'counter', 'wrap']);

function losesLife({ operation, client, temporary, ttl }: CacheEffect): boolean {
  if (!WRITES.has(operation) || client.bounded || client.state || temporary) return false;
  return ttl.kind === 'none' || ttl.kind === 'known';
}

function unreadLives(model: WorkspaceModel): readonly DraftFinding[] {
  return model.functions.flatMap((reference) => {
    if (isTestFile(reference.file)) return [];
    const parameter = model.code.lifeParametersOf(reference).find(({ unread }) => unread);
    if (!parameter) return [];
    const writes = model
      .effectsOf(reference)
      .filter((effect): effect is CacheEffect => effect.kind === 'cache' && losesLife(effect));
    const write = writes.find((effect) => effect.ttl.kind === 'none') ?? writes[0];
    const calls = model.callers.callsOf(reference).filter((site) => !isTestFile(site.file));
    const given = calls.filter((site) => model.flow.passes(site, parameter));
    // What no caller gives is not lost.
    if (!write || (calls.length > 0 && given.length === 0)) return [];
    return [unreadFinding(model, parameter, write, given)];
  });
}

function unreadFinding(
  model: WorkspaceModel,
  parameter: LifeParameter,
  write: CacheEffect,
  given: readonly Site[],
): DraftFinding {
  const { name, span } = parameter;
  const isEndless = write.ttl.kind === 'none';
  const life = write.ttl.kind === 'known' ? ` for ${formatDuration(write.ttl.milliseconds)}` : '';
  return {
    confidence: write.chain.length === 1 ? 'certain' : 'likely',
    span,
    message: [
      `\`${name}\` is taken and never used.`,
      isEndless
        ? 'Callers who ask for an expiry get an entry that never expires.'
        : `Every entry stays${life}, whatever callers ask for.`,
      `Pass it on to \`${write.command}\`, or take the parameter out.`,
    ].join(' '),
    related: [
      { span: model.code.nameSpan(outermostSite(write)), message: 'Written here without it.' },
      ...callers(model, given, 'Asks for an expiry here.'),
    ],
    fixes: passedOn(model, parameter, write),
  };
}

/** The parameter as the expiry of the write, or in the place of the one it has. */
function passedOn(
  model: WorkspaceModel,
  { name, isObject }: LifeParameter,
  write: CacheEffect,
): readonly FixDescription[] {
  if (write.chain.length > 1 || isObject) return [];
  if (write.ttl.kind === 'none') return addedExpiry(model, write, { name });
  const amount = writtenAmount(model, write);
  if (!amount) return [];
  const edits = [amount.instead(namedAmount(name, amount.unit))];
  return [{ kind: 'suggestion', title: `Pass \`${name}\` on`, edits }];
}

function endlessDefaults(model: WorkspaceModel): readonly DraftFinding[] {
  const found = new Map<string, EndlessDefault & { readonly uses: KeyUse[] }>();
  for (const use of model.groups.flatMap((group) => (group.nature === 'cache' ? group.writes : []))) {
    if (!isServing(use) || use.ttl.kind !== 'none' || use.conditional || !losesLife(use.effect)) continue;
    const lost = endlessDefault(model, use);
    if (!lost) continue;
    const { file, start } = lost.parameter.span;
    const known = found.get(`${file}#${start}`);
    if (known) known.uses.push(use);
    else found.set(`${file}#${start}`, { ...lost, uses: [use] });
  }
  return [...found.values()].map((lost) => endlessFinding(model, lost, lost.uses));
}

interface EndlessDefault {
  readonly wrapper: FunctionReference;
  readonly parameter: LifeParameter;
}

/** The call that decides the expiry leaves it to a default that gives none. */
function endlessDefault(model: WorkspaceModel, use: KeyUse): EndlessDefault | undefined {
  const { chain } = use.effect;
  const index = chain.findIndex((site) => isSameSite(site, use.ttlSite));
  const [call, inner] = [chain[index], chain[index + 1]];
  if (!call || !inner) return undefined;
  const wrapper = model.code.functionOf(inner);
  const parameter = model.code
    .lifeParametersOf(wrapper)
    .find((one) => one.isForeverByDefault && !model.flow.passes(call, one));
  return parameter && { wrapper, parameter };
}

function endlessFinding(
  model: WorkspaceModel,
  { wrapper, parameter }: EndlessDefault,
  uses: readonly KeyUse[],
): DraftFinding {
  const { name, span } = parameter;
  const keys = [...new Set(uses.map((use) => use.ttlSite))];
  return {
    confidence: 'likely',
    span,
    message: [
      `Without \`${name}\` the entry never expires.`,
      `${keys.length === 1 ? 'A caller leaves' : `${keys.length} callers leave`} it out, so that entry stays until somebody deletes it or memory runs out.`,
      `Make \`${name}\` required, or give it a default that fits all callers.`,
    ].join(' '),
    related: callers(model, keys, 'Leaves the expiry to the default.'),
    fixes: endlessDefaultFixes(model, wrapper, parameter),
  };
}

const MAXIMUM_RELATED = 6;

function callers(model: WorkspaceModel, sites: readonly Site[], message: string): readonly RelatedLocation[] {
  return sites.slice(0, MAXIMUM_RELATED).map((site) => ({ span: model.code.nameSpan(site), message }));
}
