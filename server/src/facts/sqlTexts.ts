/** Which texts look like SQL: these are read to their end, and what is called with one is called for its reply. */
import type { Expression } from './fileFacts.js';

const SQL = /^[\s(]*(?:--[^\n]*\n\s*)?(?:select|insert|update|delete|replace|with|merge|truncate)\s/i;

export function looksLikeSql(text: string): boolean {
  return SQL.test(text);
}

/** A text, or a template that begins with one. */
export function beginsWithSql(expression: Expression | undefined): boolean {
  if (expression?.kind === 'text') return looksLikeSql(expression.value);
  if (expression?.kind === 'binary') return beginsWithSql(expression.left);
  const [head] = expression?.kind === 'template' ? expression.parts : [];
  return typeof head === 'string' && looksLikeSql(head);
}
