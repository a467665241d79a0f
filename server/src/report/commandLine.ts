/**
 * Reads the arguments of the command line. In: the words after the program's name. Out: what to do, or one
 * sentence about what is wrong with them. Pure.
 */
import { parseArgs } from 'node:util';
import { nearestWord } from '../../../shared/src/nearestWord.js';
import { PRESETS, type Preset } from '../../../shared/src/ruleCatalogue.js';
import type { FailOn } from './report.js';

export interface ReviewCommand {
  readonly kind: 'review';
  readonly path: string;
  readonly format: (typeof FORMATS)[number];
  readonly useCache: boolean;
  readonly failOn: FailOn;
  /** Say of every finding how it came to be. */
  readonly explain: boolean;
  /** Absent: as the settings say. */
  readonly preset?: Preset;
}

export interface MapCommand {
  readonly kind: 'map';
  readonly path: string;
  readonly format: 'text' | 'json' | 'mermaid';
  readonly useCache: boolean;
}

export type CommandLine =
  | ReviewCommand
  | MapCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'mistake'; readonly message: string };

export const USAGE = `Usage: cache-review PATH [options]
       cache-review map PATH [--format text|json|mermaid] [--no-cache]

Reviews the caching in the TypeScript and JavaScript files of a folder, or of one file; of the folder you are
in, where PATH is left out. With "map", lists the key patterns instead: their life, who writes, reads and invalidates them, and the database writes that do not.

Options:
  --format text|json|sarif       How to write the findings (default: text).
  --fail-on error|warning|info   The least severity that makes the command fail (default: warning).
  --preset recommended|strict    Which rules are on (default: recommended).
  --explain                      Say of every finding how it came to be, and what did not count.
  --no-cache                     Neither use nor keep what earlier runs have learned.
  --version                      Print the version.
  --help                         Print this text.

Exit status: 0 nothing found, 1 findings at or above --fail-on, 2 the review could not run.
`;

const FORMATS = ['text', 'json', 'sarif'] as const;
const MAP_FORMATS = ['text', 'json', 'mermaid'] as const;
const FAIL_ON = ['error', 'warning', 'info'] as const;
const OPTIONS = {
  format: { type: 'string' },
  'fail-on': { type: 'string' },
  preset: { type: 'string' },
  explain: { type: 'boolean' },
  'no-cache': { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const wrong = mistakeIn(token.name, token.rawName, token.value);
    if (wrong) return mistake(wrong);
  }
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const isMap = positionals[0] === 'map';
  const paths = isMap ? positionals.slice(1) : positionals;
  const [path = '.', ...others] = paths;
  if (others.length > 0) return mistake(`One path at a time, please: got ${paths.join(' and ')}.`);
  if (isMap) return mapCommand(path, values.format ?? 'text', !values['no-cache']);
  const format = oneOf(FORMATS, values.format ?? 'text');
  if (!format) return mistake(`--format must be text, json or sarif, not ${String(values.format)}.`);
  const failOn = oneOf(FAIL_ON, values['fail-on'] ?? 'warning');
  if (!failOn) return mistake(`--fail-on must be error, warning or info, not ${String(values['fail-on'])}.`);
  const preset = oneOf(PRESETS, values.preset);
  if (values.preset !== undefined && !preset)
    return mistake(`--preset must be recommended or strict, not ${String(values.preset)}.`);
  return {
    kind: 'review',
    path,
    format,
    failOn,
    useCache: !values['no-cache'],
    explain: values.explain === true,
    ...(preset ? { preset } : {}),
  };
}

function mapCommand(path: string, written: unknown, useCache: boolean): CommandLine {
  const format = oneOf(MAP_FORMATS, written);
  if (!format) return mistake(`--format must be text, json or mermaid, not ${String(written)}.`);
  return { kind: 'map', path, format, useCache };
}

function mistakeIn(name: string, rawName: string, value: string | undefined): string | undefined {
  const option = Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
  if (!option) {
    const nearest = nearestWord(name, Object.keys(OPTIONS));
    return `Unknown option ${rawName}.${nearest ? ` Did you mean --${nearest}?` : ''}`;
  }
  if (option.type === 'string' && (value === undefined || value.startsWith('-')))
    return `${rawName} needs a value.`;
  if (option.type === 'boolean' && value !== undefined) return `${rawName} takes no value.`;
  return undefined;
}

function mistake(message: string): CommandLine {
  return { kind: 'mistake', message: `${message} Type cache-review --help for the options.` };
}

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value);
}
