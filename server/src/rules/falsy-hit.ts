/**
 * A hit that is taken for a miss because its value is falsy: `if (cached)` where 0 or false may be cached. Or a miss that is
 * taken for a hit, because what is read is an empty object or list. Judged where the same function fills the key after such a
 * test, and what is kept or read can be told.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { outermostSite } from '../model/calls/sites.js';
import { commandName } from '../model/commands/commands.js';
import { truthOf } from '../model/evaluation/truth.js';
import type { FalsyType, HitTest } from '../model/loads/hitTests.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';

export const falsyHit: Rule = {
  id: 'falsy-hit',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (isTestFile(owner.file)) continue;
      const effects = model.effectsOf(owner);
      for (const read of effects.filter(isPlainRead)) {
        for (const found of [...judge(model, read, effects), ...emptyHits(model, read, effects)]) {
          findings.set(`${found.span.file}#${found.span.start}`, found);
        }
      }
    }
    return [...findings.values()];
  },
};

/** What a script answers is put together in it, whatever it reads. */
function isPlainRead(effect: Effect): effect is CacheEffect {
  return effect.kind === 'cache' && effect.operation === 'read' && !effect.client.batch && !effect.script;
}

function judge(
  model: WorkspaceModel,
  read: CacheEffect,
  effects: readonly Effect[],
): readonly DraftFinding[] {
  if (!/^(get|peek|hget)$/.test(commandName(read))) return [];
  const tests = model.loads.hitTestsOf(outermostSite(read));
  return tests.flatMap((test) => {
    const fill = effects.find((effect) => fills(effect, read, test));
    const type = fill?.kind === 'cache' ? typeOf(model, read, fill, test) : undefined;
    return type ? [finding(model, read, test, type)] : [];
  });
}

/** `const user = await redis.hgetall(key); if (user) return user;` */
function emptyHits(
  model: WorkspaceModel,
  read: CacheEffect,
  effects: readonly Effect[],
): readonly DraftFinding[] {
  const { client, chain, site } = read;
  const command = commandName(read);
  const empty = chain.length === 1 ? client.library.emptyAnswer?.(command, client.major) : undefined;
  if (empty === undefined) return [];
  const tests = model.loads
    .hitTestsOf(site)
    .filter((test) => test.through === undefined && effects.some((effect) => fills(effect, read, test)));
  return tests.map((test) => ({
    confidence: 'likely',
    span: model.code.spanOf(site.file, test.range),
    key: keyTextOf(read),
    message: [
      `\`${command}\` gives \`${empty}\` where there is nothing, which is true as well.`,
      `So \`${keyTextOf(read)}\` is never filled, and readers get nothing.`,
      client.library.valueUnder === undefined
        ? 'Ask how much there is in it.'
        : `Ask for \`${test.name}.${client.library.valueUnder}\`.`,
    ].join(' '),
    related: [{ span: model.code.nameSpan(site), message: 'The value is read here.' }],
  }));
}

/** A write of the same key where the test found nothing. */
function fills(effect: Effect, read: CacheEffect, { fork, missArm, leavesOnHit }: HitTest): boolean {
  if (effect.kind !== 'cache' || !/^write(-part)?$/.test(effect.operation)) return false;
  if (keyTextOf(effect) !== keyTextOf(read) || effect.order < read.order) return false;
  const step = effect.branches.find((branch) => branch.fork === fork);
  return step ? step.arm === missArm : leavesOnHit;
}

/** What the value is, where it may be falsy; a text that Redis gives back hardly ever is. */
function typeOf(
  model: WorkspaceModel,
  read: CacheEffect,
  fill: CacheEffect,
  { through }: HitTest,
): FalsyType | undefined {
  if (fill.value && truthOf(fill.value) === 'true') return undefined;
  if (through !== undefined && through !== 'JSON.parse') return 'number';
  const site = outermostSite(read);
  const isText = read.client.library.givesText === true && read.chain.length === 1 && through === undefined;
  if (isText) return undefined;
  return (
    model.loads.declaredFalsyType(site) ??
    (read.chain.length === 1 ? model.loads.falsyTypeOfCache(read) : undefined) ??
    model.loads.storedFalsyType(fill) ??
    model.loads.falsyTypeOfCallers(site)
  );
}

const EXAMPLES: Readonly<Record<FalsyType, string>> = { number: '0', boolean: 'false' };

function finding(model: WorkspaceModel, read: CacheEffect, test: HitTest, type: FalsyType): DraftFinding {
  const span = model.code.spanOf(outermostSite(read).file, test.range);
  const fix = fixOf(model, read, test);
  const miss = missOf(read, test);
  return {
    confidence: 'likely',
    span,
    key: keyTextOf(read),
    message: [
      `A cached \`${EXAMPLES[type]}\` of \`${keyTextOf(read)}\` is taken for a miss here.`,
      'It is loaded and cached again in every call, as if it had never been cached.',
      `Compare with ${miss === undefined ? 'what a miss gives' : `\`${miss}\``} instead of testing for truth.`,
    ].join(' '),
    related: [{ span: model.code.nameSpan(outermostSite(read)), message: 'The value is read here.' }],
    ...(fix && { fixes: [fix] }),
  };
}

/** What the client gives for a key that is not there, where the code asks it directly and nothing else stands for that. */
function missOf({ client, chain }: CacheEffect, { caught }: HitTest): string | undefined {
  return chain.length === 1 && !caught ? client.library.miss?.(client.major) : undefined;
}

function fixOf(model: WorkspaceModel, read: CacheEffect, test: HitTest): FixDescription | undefined {
  // `Number(null)` is a hit of 0, and `a || b` has no test to rewrite.
  if ((test.through !== undefined && test.through !== 'JSON.parse') || test.isAlternative) return undefined;
  const miss = missOf(read, test);
  const operator = `${test.negated ? '=' : '!'}=${miss ? '=' : ''}`;
  const comparison = `${test.name} ${operator} ${miss ?? 'null'}`;
  return {
    title: `Write \`${comparison}\``,
    kind: miss ? 'safe' : 'suggestion',
    edits: [replaceWith(model.code.spanOf(outermostSite(read).file, test.range), comparison)],
  };
}
