/**
 * What the editor shows over a cache call: the key pattern, its life, who writes, reads and invalidates it,
 * and what the live keys say; over a finding, how far its search went. In: summaries, findings and live evidence. Out: text. Pure.
 */
import { type Hover, MarkupKind } from 'vscode-languageserver/node';
import { formatDuration } from '../../../shared/src/duration.js';
import type { Finding } from '../../../shared/src/finding.js';
import type { CodeSite, KeyPatternSummary, PatternTtl } from '../../../shared/src/protocol.js';
import { searchText } from './evidence.js';
import { type EvidenceByPattern, evidenceSentence } from './liveEvidence.js';
import { type LinkSurroundings, placeLink } from './placeLink.js';

export interface HoverSurroundings extends LinkSurroundings {
  readonly evidence: EvidenceByPattern;
}

/** More sites than this are only counted. */
const SHOWN_SITES = 8;
const SHOWN_PATTERNS = 4;

/** Nothing without a pattern and without a finding whose search is worth telling. */
export function hoverOf(
  patterns: readonly KeyPatternSummary[],
  findings: readonly Finding[],
  around: HoverSurroundings,
): Hover | undefined {
  const searches = findings.flatMap((finding) => searchText(finding, around) ?? []);
  const parts = [
    ...new Set(searches),
    ...patterns.slice(0, SHOWN_PATTERNS).map((pattern) => describe(pattern, around)),
  ];
  if (parts.length === 0) return undefined;
  const value = parts.join(around.readsMarkdown ? '\n\n---\n\n' : '\n\n');
  return { contents: { kind: around.readsMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value } };
}

function describe(summary: KeyPatternSummary, around: HoverSurroundings): string {
  const { pattern, nature, ttl, writes, reads, invalidations } = summary;
  const name = around.readsMarkdown ? `**\`${pattern.replaceAll('`', "'")}\`**` : pattern;
  const live = around.evidence.get(pattern);
  return [
    `${name} · ${nature === 'cache' ? 'cached copy' : 'state'} · ${lifeOf(ttl)}`,
    siteList('Written by', 'Nothing in this workspace writes it.', writes, around),
    siteList('Read by', 'Nothing in this workspace reads it.', reads, around),
    siteList('Invalidated by', 'Nothing in this workspace invalidates it.', invalidations, around),
    ...(live ? [evidenceSentence(live)] : []),
  ].join('\n\n');
}

function lifeOf(ttl: PatternTtl): string {
  switch (ttl.kind) {
    case 'none':
      return 'no TTL';
    case 'unknown':
      return 'TTL not known from the code';
    case 'known':
      return `TTL ${formatDuration(ttl.milliseconds)}`;
  }
}

function siteList(
  title: string,
  absent: string,
  sites: readonly CodeSite[],
  around: HoverSurroundings,
): string {
  if (sites.length === 0) return absent;
  const lines = sites.slice(0, SHOWN_SITES).map((site) => `- ${siteText(site, around)}`);
  const rest = sites.length - lines.length;
  return [`${title}`, '', ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
}

function siteText({ span, functionName, command }: CodeSite, around: HoverSurroundings): string {
  const name = around.readsMarkdown ? `\`${functionName}\`` : functionName;
  return `${name} (${command}) ${placeLink(span, around)}`;
}
