/**
 * `npm run ruling -- FOLDER [--write]`: reviews the checkouts in a folder (`owner+name`, at the commit of the
 * verdicts) and compares with what was judged. Ends with 1 when something is found that nobody has judged, or
 * something that was judged right is no longer found. `--write` takes the findings over, unjudged.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createAnalysis } from '../../server/src/analysis.js';
import { createDiskWorkspace } from '../../server/src/workspace/diskWorkspace.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../shared/src/settings.js';
import { type Comparison, compareRulings, findingsPerRule, tally } from './compareRulings.js';
import {
  checkoutName,
  type JudgedFinding,
  type Ruling,
  readRulings,
  repositoryOf,
  writeRuling,
} from './verdicts.js';

export async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { write: { type: 'boolean' } },
  });
  const [path] = positionals;
  if (path === undefined) {
    say('Which folder are the checkouts in? npm run ruling -- FOLDER [--write]');
    process.exitCode = 2;
    return;
  }
  const folder = resolve(process.env.INIT_CWD ?? '.', path);
  const known = readRulings();
  const rulings = values.write ? withNewCheckouts(folder, known) : known;
  let isAsJudged = true;
  for (const ruling of rulings) {
    const checkout = join(folder, checkoutName(ruling.repository));
    if (!existsSync(checkout)) {
      say(`${ruling.repository}: no checkout in ${checkout}. It is left out.`);
      continue;
    }
    const { lines, comparison } = await compare(checkout, ruling);
    report(ruling, comparison);
    if (values.write) writeRuling({ ...ruling, lines, findings: comparison.now });
    isAsJudged &&= isUnchanged(comparison);
  }
  process.exitCode = isAsJudged ? 0 : 1;
}

/** Checkouts that nobody has judged yet join with no verdicts. */
function withNewCheckouts(folder: string, known: readonly Ruling[]): readonly Ruling[] {
  const names = new Set(known.map(({ repository }) => repository));
  const others = readdirSync(folder)
    .filter((name) => name.includes('+') && !names.has(repositoryOf(name)))
    .flatMap((name): readonly Ruling[] => {
      const commit = commitOf(join(folder, name));
      return commit ? [{ repository: repositoryOf(name), commit, lines: 0, findings: [] }] : [];
    });
  return [...known, ...others];
}

/** A clone says itself which commit it is; a bare work tree has a file beside it: `owner+name.commit`. */
function commitOf(checkout: string): string | undefined {
  if (existsSync(`${checkout}.commit`)) return readFileSync(`${checkout}.commit`, 'utf8').trim();
  if (!existsSync(join(checkout, '.git'))) return undefined;
  return execFileSync('git', ['-C', checkout, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
}

async function compare(checkout: string, ruling: Ruling): Promise<{ lines: number; comparison: Comparison }> {
  const source = createDiskWorkspace(checkout);
  const result = await createAnalysis(source, DEFAULT_REVIEW_SETTINGS).review();
  const found = result.findings.map(({ span, rule, key }) => ({
    file: span.file,
    line: span.line,
    rule,
    ...(key === undefined ? {} : { key }),
  }));
  const snapshot = await source.snapshot();
  const lines = snapshot.files.reduce((sum, file) => sum + (snapshot.text(file)?.split('\n').length ?? 0), 0);
  return { lines, comparison: compareRulings(ruling.findings, found) };
}

function isUnchanged({ now, gone }: Comparison): boolean {
  return tally(now).unjudged === 0 && gone.every(({ verdict }) => verdict !== 'right');
}

function report({ repository }: Ruling, { now, gone }: Comparison): void {
  const { right, debatable, wrong, unjudged } = tally(now);
  say(`${repository}: ${now.length} findings (${findingsPerRule(now) || 'none'})`);
  say(`  ${right} right, ${debatable} debatable, ${wrong} wrong, ${unjudged} unjudged`);
  for (const finding of now.filter(({ verdict }) => verdict === 'unjudged'))
    say(`  unjudged  ${line(finding)}`);
  for (const finding of gone) say(`  gone      ${line(finding)} (was ${finding.verdict})`);
}

function line({ file, line: number, rule, key = '' }: JudgedFinding): string {
  return `${file}:${number}  ${rule}  ${key}`;
}

function say(text: string): void {
  console.log(text);
}
