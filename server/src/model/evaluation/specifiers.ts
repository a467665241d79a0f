/**
 * By which specifier a file imports another. In: both files. Out: the one it already uses, else one in the style of its
 * other imports; undefined where no such specifier leads there, the other file is of another package, or
 * requires this one: two files that require each other see half of each other.
 */
import { requiredModule } from '../../facts/expressionNames.js';
import type { FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import { directoryOf } from './linker.js';

export function specifierFor(evaluation: Evaluation, from: string, to: string): string | undefined {
  const { linker } = evaluation;
  if (isScript(evaluation.factsOf(from)) && leadsTo(evaluation, to, from)) return undefined;
  const used = modulesOf(evaluation.factsOf(from));
  const known = used.find((module) => linker.resolve(from, module) === to);
  if (known !== undefined) return known;
  if (linker.packageOf(from) !== linker.packageOf(to)) return undefined;
  const isRelative = (module: string): boolean => module.startsWith('.');
  const relative = used.filter(isRelative);
  const endings = relative.length > 0 ? relative : modulesOf(evaluation.factsOf(to)).filter(isRelative);
  const byAlias =
    relative.length > 0 ? [] : used.flatMap((module) => aliased(evaluation, from, module, to) ?? []);
  const candidates = [...byAlias, relativeSpecifier(from, to, endings)];
  return candidates.find((candidate) => linker.resolve(from, candidate) === to);
}

/** It requires and does not import. */
function isScript(facts: FileFacts | undefined): boolean {
  return facts?.bindings.every((binding) => !binding.import) === true;
}

const MAXIMUM_FILES = 300;

function leadsTo(evaluation: Evaluation, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const file of seen) {
    if (file === to) return true;
    for (const module of seen.size < MAXIMUM_FILES ? modulesOf(evaluation.factsOf(file)) : []) {
      const next = evaluation.linker.resolve(file, module);
      if (next !== undefined) seen.add(next);
    }
  }
  return false;
}

function modulesOf(facts: FileFacts | undefined): readonly string[] {
  const imported = facts?.bindings.flatMap((binding) => binding.import?.module ?? []) ?? [];
  const required = facts?.calls.flatMap((call) => requiredModule(call) ?? []) ?? [];
  return [...imported, ...required];
}

/** `@/cache/users` where the file imports `@/db/client`: what both have in common stands for a folder. */
function aliased(evaluation: Evaluation, from: string, module: string, to: string): string | undefined {
  const target = evaluation.linker.resolve(from, module);
  if (target === undefined) return undefined;
  const [alias, path] = withoutCommonEnd(module.split('/'), stemOf(target).split('/'));
  const folder = path.length > 0 ? `${path.join('/')}/` : '';
  const stem = stemOf(to);
  return stem.startsWith(folder) ? [...alias, stem.slice(folder.length)].join('/') : undefined;
}

function withoutCommonEnd(
  a: readonly string[],
  b: readonly string[],
): readonly [readonly string[], readonly string[]] {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return [a.slice(0, a.length - length), b.slice(0, b.length - length)];
}

function relativeSpecifier(from: string, to: string, like: readonly string[]): string {
  const ending = like.map((module) => /\.[cm]?[jt]sx?$/.exec(module)?.[0]).find((one) => one !== undefined);
  const down = directoryOf(from).split('/').filter(Boolean);
  const path = to.split('/');
  while (down.length > 0 && path.length > 1 && down[0] === path[0]) {
    down.shift();
    path.shift();
  }
  const lead = down.length === 0 ? './' : '../'.repeat(down.length);
  const stem = stemOf(path.join('/'));
  if (ending === undefined) return lead + stem.replace(/(^|\/)index$/, '') || './';
  return (
    lead +
    stem +
    (/^\.[cm]?ts/.test(ending) ? endingOf(to) : endingOf(to).replace('ts', 'js').replace('x', ''))
  );
}

function stemOf(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}

function endingOf(path: string): string {
  return /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '';
}
