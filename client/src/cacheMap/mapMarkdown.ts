/** Writes a cache map as a Markdown table, for a pull request. In: patterns. Out: text. Pure. */
import type { CodeSite, DatabaseWriteSite } from '../../../shared/src/protocol.js';
import { lifeText, type MappedPattern } from './mapNodes.js';

const HEAD = [
  '| Key pattern | Life | Copy of | Written by | Read by | Invalidated by | Database writes |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];

export function mapMarkdown(patterns: readonly MappedPattern[]): string {
  return `${[...HEAD, ...patterns.map(row)].join('\n')}\n`;
}

function row({ summary }: MappedPattern): string {
  const cells = [
    code(summary.pattern),
    lifeText(summary.ttl),
    summary.entities.map(code).join(', '),
    summary.writes.map(siteText).join('<br>'),
    summary.reads.map(siteText).join('<br>'),
    summary.invalidations.map(siteText).join('<br>'),
    summary.databaseWrites.map(databaseWriteText).join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function siteText({ functionName, span }: CodeSite): string {
  return `${code(functionName)} ${plain(span.file)}:${span.line}`;
}

const MARKS = { changed: '✔', left: '✖ leaves the copy:', accepted: '– needs no delete:' } as const;

function databaseWriteText(site: DatabaseWriteSite): string {
  return `${MARKS[site.copy]} ${siteText(site)}`;
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, '\\$&');
}
