/** Runs a review the way the product does, on a folder or on texts, and reads the markers beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnalysisOptions, createAnalysis, type ReviewResult } from '../../server/src/analysis.js';
import { createDiskWorkspace } from '../../server/src/workspace/diskWorkspace.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';
import { RULES, type RuleId } from '../../shared/src/ruleCatalogue.js';
import { DEFAULT_REVIEW_SETTINGS, isRuleOn, type ReviewSettings } from '../../shared/src/settings.js';
import { type Marker, parseMarkers } from './markers.js';

/** `folder` is an absolute path; `rule` is on even where it is off by default. */
export function reviewFolder(
  folder: string,
  rule?: RuleId,
  options: AnalysisOptions = {},
): Promise<ReviewResult> {
  return createAnalysis(createDiskWorkspace(folder), settingsWith(rule), options).review();
}

export function reviewTexts(files: Readonly<Record<string, string>>, rule?: RuleId): Promise<ReviewResult> {
  return createAnalysis(createMemoryWorkspace(files), settingsWith(rule)).review();
}

/** They have something to say of nearly every load, which the examples of other rules need not answer. */
const ADVICE: ReadonlySet<RuleId> = new Set(['stampede', 'cache-failure-breaks-request']);

/** The recommended rules and `rule`; a severity of its own would outrank those of its findings. */
function settingsWith(rule: RuleId | undefined): ReviewSettings {
  if (!rule) return DEFAULT_REVIEW_SETTINGS;
  const others = RULES.filter(
    ({ id }) => id !== rule && (ADVICE.has(id) || !isRuleOn(id, DEFAULT_REVIEW_SETTINGS)),
  );
  const severities = Object.fromEntries(others.map(({ id }) => [id, 'off']));
  return { ...DEFAULT_REVIEW_SETTINGS, preset: 'strict', severities };
}

const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;

/** Every source file of a folder with its text, by its path with forward slashes. */
export function readSources(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => SOURCE.test(file))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

export function readMarkers(folder: string): readonly Marker[] {
  return [...readSources(folder)].flatMap(([file, text]) => parseMarkers(file, text));
}
