/**
 * Reads a settings file: JSON with comments. In: its text. Out: what of it can be used, and what is wrong with the
 * rest, each with its place. Never throws; one mistake does not cost the other settings.
 */
import { type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { SourceSpan } from '../../../shared/src/finding.js';
import { SETTINGS_FILE_SCHEMA, sectionOf } from '../../../shared/src/settingsFile.js';
import { checkedValue, type ValueProblem } from './checkedValue.js';

export interface SettingsProblem {
  /** error: what is written cannot be used. warning: it is not known. */
  readonly severity: 'error' | 'warning';
  /** A whole sentence. */
  readonly message: string;
  readonly span: SourceSpan;
}

export interface SettingsFileContent {
  /** As the editor sends its settings. */
  readonly section: unknown;
  readonly problems: readonly SettingsProblem[];
  /** Half typed or broken: what could be read may not be what is meant. */
  readonly isBroken: boolean;
}

/** `file` is how the file is called in messages. */
export function readSettingsFile(file: string, text: string): SettingsFileContent {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const problems: ValueProblem[] = errors.slice(0, 1).map(({ error, offset, length }) => ({
    severity: 'error',
    message: `This is not valid JSON: ${describeError(error)}.`,
    start: offset,
    end: offset + length,
  }));
  const content = root ? checkedValue(root, SETTINGS_FILE_SCHEMA, '', problems) : undefined;
  return {
    section: sectionOf(isRecord(content) ? content : {}),
    problems: problems.map(({ severity, message, start, end }) => ({
      severity,
      message,
      span: spanOf(file, text, start, end),
    })),
    isBroken: errors.length > 0,
  };
}

const ERRORS: Readonly<Record<string, string>> = {
  CommaExpected: 'a comma is missing',
  ColonExpected: 'a colon is missing',
  PropertyNameExpected: 'the name of a setting is missing',
  ValueExpected: 'a value is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'there is something behind its end',
  UnexpectedEndOfString: 'a text does not end',
  UnexpectedEndOfComment: 'a comment does not end',
};

function describeError(code: ParseError['error']): string {
  const name = printParseErrorCode(code);
  return ERRORS[name] ?? name;
}

function spanOf(file: string, text: string, start: number, end: number): SourceSpan {
  const [from, to] = [placeOf(text, start), placeOf(text, end)];
  return { file, start, end, ...from, endLine: to.line, endColumn: to.column };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
