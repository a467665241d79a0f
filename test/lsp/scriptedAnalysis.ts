/**
 * A stand-in for the engine, so that the parts around it are tested by themselves. It reads directives
 * from the text of the files:
 *
 *   // finding <rule> [file]       a finding on the next line, about that file too and with evidence there, and a suggestion
 *   // repairable <rule>           a finding on the next line with a safe fix: `repaired()` instead
 *   // writes|reads|invalidates <pattern>   the next line touches keys of the pattern
 *   // told <rule> [<rule>]        a finding on the next line; while it is typed only of the first rule, at once
 */
import type { Analysis, CreateAnalysis, ReviewOptions, ReviewResult } from '../../server/src/analysis.js';
import type { WorkspaceSnapshot } from '../../server/src/workspace/snapshot.js';
import type { Explanation, Finding, FixDescription, SourceSpan } from '../../shared/src/finding.js';
import type { CodeSite, KeyPatternSummary, PatternFunction } from '../../shared/src/protocol.js';
import { RULES } from '../../shared/src/ruleCatalogue.js';

export const createScriptedAnalysis: CreateAnalysis = (source, initial): Analysis => {
  let settings = initial;
  let reviewed: WorkspaceSnapshot | undefined;
  const typed = new Map<string, string>();
  return {
    openDocument(file, text) {
      typed.set(file, text);
      source.setOpenDocument(file, text);
    },
    closeDocument: (file) => source.closeDocument(file),
    filesChanged: (files) => source.filesChanged(files),
    configure(changed) {
      settings = changed;
    },
    async review(options) {
      const { maximumFileBytes, ignore } = settings;
      source.setLimits({ maximumFileBytes, ignore, ignoreRoot: '' });
      const snapshot = await source.snapshot(options?.signal);
      const result = await readDirectives(snapshot, options);
      reviewed = snapshot;
      const isOn = (finding: Finding) => settings.severities[finding.rule] !== 'off';
      return { ...result, findings: result.findings.filter(isOn) };
    },
    reviewFile: async (file) => toldAtOnce(file, typed.get(file) ?? '', reviewed),
    keep: () => undefined,
    reviewedText: (file) => reviewed?.text(file),
  };
};

interface ScriptedSites {
  readonly writes: CodeSite[];
  readonly reads: CodeSite[];
  readonly invalidations: CodeSite[];
  readonly functions: PatternFunction[];
}

async function readDirectives(snapshot: WorkspaceSnapshot, options?: ReviewOptions): Promise<ReviewResult> {
  const findings: Finding[] = [];
  const patterns = new Map<string, ScriptedSites>();
  for (const [index, file] of snapshot.files.entries()) {
    const text = snapshot.text(file) ?? '';
    if (text.includes('// review fails')) throw new Error('the script says so');
    if (text.includes('// review is slow')) await untilAborted(options?.signal);
    options?.onProgress?.(index + 1, snapshot.files.length);
    for (const { words, span } of directivesOf(file, text)) {
      const [verb, name = '', other = ''] = words;
      if (verb === 'told') findings.push(findingOf(other || name, '', span, snapshot));
      if (verb === 'finding') findings.push(findingOf(name, other, span, snapshot));
      if (verb === 'repairable') {
        findings.push({ ...findingOf(name, other, span, snapshot), fixes: [repairOf(span)] });
      }
      if (verb !== 'writes' && verb !== 'reads' && verb !== 'invalidates' && verb !== 'builds') continue;
      const summary = patterns.get(name) ?? { writes: [], reads: [], invalidations: [], functions: [] };
      const list = verb === 'writes' ? 'writes' : verb === 'reads' ? 'reads' : 'invalidations';
      if (verb === 'builds') summary.functions.push({ span, functionName: 'run', role: 'key-builder' });
      else summary[list].push({ span, functionName: 'run', command: 'set' });
      patterns.set(name, summary);
    }
  }
  return {
    findings,
    keyPatterns: [...patterns].map(
      ([pattern, sites]): KeyPatternSummary => ({
        pattern,
        nature: 'cache',
        entities: [],
        ttl: { kind: 'known', milliseconds: 300_000 },
        databaseWrites: [],
        ...sites,
      }),
    ),
    skipped: snapshot.skipped,
    statistics: {
      files: snapshot.files.length,
      parsed: snapshot.files.length,
      first: 0,
      further: 0,
      milliseconds: 1,
    },
    problems: [],
    settingsFile: { problems: [] },
  };
}

function toldAtOnce(
  file: string,
  text: string,
  reviewed: WorkspaceSnapshot | undefined,
): readonly Finding[] | undefined {
  if (!reviewed || !text.includes('// told ')) return undefined;
  return directivesOf(file, text).map(({ words, span }) => findingOf(words[1] ?? '', '', span, reviewed));
}

function directivesOf(file: string, text: string): readonly { words: readonly string[]; span: SourceSpan }[] {
  const lines = text.split('\n');
  let start = 0;
  return lines.flatMap((line, index) => {
    start += line.length + 1;
    const words = /^\s*\/\/ (.+)$/.exec(line)?.[1]?.split(' ');
    const call = lines[index + 1]?.replace(/;\s*$/, '');
    if (!words || call === undefined) return [];
    const indentation = call.length - call.trimStart().length;
    const span: SourceSpan = {
      file,
      start: start + indentation,
      end: start + call.length,
      line: index + 2,
      column: indentation + 1,
      endLine: index + 2,
      endColumn: call.length + 1,
    };
    return [{ words, span }];
  });
}

function findingOf(name: string, neighbour: string, span: SourceSpan, snapshot: WorkspaceSnapshot): Finding {
  const rule = RULES.find(({ id }) => id === name)?.id ?? 'missing-ttl';
  const other = neighbour === '' ? undefined : snapshot.text(neighbour);
  return {
    rule,
    severity: 'warning',
    confidence: 'likely',
    span,
    message: `Found by ${rule}${other === undefined ? '' : ` with ${other.trim()}`}.`,
    key: 'user:{id}',
    related: neighbour === '' ? [] : [{ span: { ...span, file: neighbour }, message: 'Look here.' }],
    ...(neighbour !== '' && { explanation: explanationBy(neighbour, span) }),
    fixes: [
      {
        title: 'Add a TTL of 5 minutes',
        kind: 'suggestion',
        edits: [{ kind: 'add-ttl', call: span, form: 'ex-arguments', milliseconds: 300_000 }],
      },
    ],
  };
}

function explanationBy(neighbour: string, span: SourceSpan): Explanation {
  const there = { ...span, file: neighbour };
  return {
    steps: [
      { span: there, message: 'It starts here.' },
      { span, message: 'It ends here.' },
    ],
    dismissed: [{ span: there, message: 'This is another key.' }],
    search: 'Looked at 1 caller.',
  };
}

function repairOf(span: SourceSpan): FixDescription {
  return { title: 'Repair', kind: 'safe', edits: [{ kind: 'replace', span, text: ['repaired()'] }] };
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}
