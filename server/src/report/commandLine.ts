/**
 * Reads the arguments of the command line. In: the words after the program's name. Out: what to do, or one
 * sentence about what is wrong with them. Pure.
 */
import { parseArgs } from 'node:util';
import { PRESETS, type Preset } from '../../../shared/src/ruleCatalogue.js';
import type { FailOn } from './report.js';

export interface ReviewCommand {
  readonly kind: 'review';
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly useCache: boolean;
  readonly failOn: FailOn;
  /** Absent: as the settings say. */
  readonly preset?: Preset;
}

export type CommandLine =
  | ReviewCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'mistake'; readonly message: string };

export const USAGE = `Usage: cache-review PATH [options]

Reviews the caching in the TypeScript and JavaScript files of a folder, or of one file.

Options:
  --format text|json             How to write the findings (default: text).
  --fail-on error|warning|info   The least severity that makes the command fail (default: warning).
  --preset recommended|strict    Which rules are on (default: recommended).
  --no-cache                     Neither use nor keep what earlier runs have learned.
  --version                      Print the version.
  --help                         Print this text.

Exit status: 0 nothing found, 1 findings at or above --fail-on, 2 the review could not run.
`;

const FORMATS = ['text', 'json'] as const;
const FAIL_ON = ['error', 'warning', 'info'] as const;
const OPTIONS = {
  format: { type: 'string' },
  'fail-on': { type: 'string' },
  preset: { type: 'string' },
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
  const [path = '.', ...others] = positionals;
  if (others.length > 0) return mistake(`One path at a time, please: got ${positionals.join(' and ')}.`);
  const format = oneOf(FORMATS, values.format ?? 'text');
  if (!format) return mistake(`--format must be text or json, not ${String(values.format)}.`);
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
    ...(preset ? { preset } : {}),
  };
}

function mistakeIn(name: string, rawName: string, value: string | undefined): string | undefined {
  const option = Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
  if (!option) return `Unknown option ${rawName}.`;
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
