/**
 * The cache map as nodes: key patterns, and under each its life, what it is a copy of, who writes, reads and
 * invalidates it, and the database writes with a mark for those that leave the copy. In: the patterns of the code
 * and a filter. Out: plain data, the same ids for the same things. Pure.
 */
import { formatDuration, formatShortDuration } from '../../../shared/src/duration.js';
import type { SourceSpan } from '../../../shared/src/finding.js';
import type {
  CodeSite,
  CopyBehind,
  DatabaseWriteSite,
  KeyPatternSummary,
  PatternTtl,
} from '../../../shared/src/protocol.js';

/** A pattern with the folder its files are relative to, as a URI. */
export interface MappedPattern {
  readonly folderUri: string;
  readonly summary: KeyPatternSummary;
}

export interface MapNode {
  /** Unique in the tree. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** The name of a codicon. */
  readonly icon: string;
  /** A theme colour for the icon. */
  readonly colour?: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly children: readonly MapNode[];
  readonly isExpanded: boolean;
  /** The place in the code that it opens. */
  readonly opens?: { readonly folderUri: string; readonly span: SourceSpan };
  /** Set on the node of a pattern. */
  readonly pattern?: MappedPattern;
}

/** Those whose pattern, entities or functions contain the filter; all without one. */
export function filterPatterns(patterns: readonly MappedPattern[], filter: string): readonly MappedPattern[] {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' ? patterns : patterns.filter(({ summary }) => textOf(summary).includes(wanted));
}

function textOf({
  pattern,
  entities,
  writes,
  reads,
  invalidations,
  databaseWrites,
}: KeyPatternSummary): string {
  const sites = [...writes, ...reads, ...invalidations, ...databaseWrites];
  return [pattern, ...entities, ...sites.flatMap(({ functionName, span }) => [functionName, span.file])]
    .join('\n')
    .toLowerCase();
}

/** Caches first, then state. */
export function mapNodes(patterns: readonly MappedPattern[]): readonly MapNode[] {
  const caches = patterns.filter(({ summary }) => summary.nature === 'cache');
  const state = patterns.filter(({ summary }) => summary.nature === 'state');
  return [...caches, ...state].map(patternNode);
}

function patternNode(mapped: MappedPattern): MapNode {
  const { folderUri, summary } = mapped;
  const { pattern, nature, ttl, entities } = summary;
  const id = `${folderUri}#${pattern}`;
  const leaving = summary.databaseWrites.filter((site) => site.copy === 'left').length;
  const description = [shortLife(ttl), ...entities].filter(Boolean).join(' · ');
  const remark =
    leaving === 0 ? '' : `${count(leaving, 'database write')} leave${leaving === 1 ? 's' : ''} it as it was.`;
  return {
    id,
    label: pattern,
    description,
    tooltip: [pattern, `${natureText(nature)}. ${lifeText(ttl)}.`, remark].filter(Boolean).join('\n'),
    icon: leaving > 0 ? 'warning' : nature === 'cache' ? 'layers' : 'database',
    ...(leaving > 0 && { colour: 'list.warningForeground' }),
    spoken: [`Key pattern ${pattern}`, natureText(nature), lifeText(ttl), remark].filter(Boolean).join('. '),
    isExpanded: false,
    pattern: mapped,
    children: [
      factNode(`${id}/ttl`, lifeText(ttl), 'watch'),
      ...entities.map((entity) => factNode(`${id}/entity/${entity}`, `Copy of ${entity}`, 'table')),
      sectionNode(id, 'Written by', summary.writes, (site, index) =>
        siteNode(folderUri, id, 'write', site, index),
      ),
      sectionNode(id, 'Read by', summary.reads, (site, index) =>
        siteNode(folderUri, id, 'read', site, index),
      ),
      sectionNode(id, 'Invalidated by', summary.invalidations, (site, index) =>
        siteNode(folderUri, id, 'invalidation', site, index),
      ),
      ...databaseSection(folderUri, id, summary),
    ],
  };
}

function databaseSection(
  folderUri: string,
  id: string,
  { databaseWrites }: KeyPatternSummary,
): readonly MapNode[] {
  if (databaseWrites.length === 0) return [];
  return [
    sectionNode(id, 'Database writes', databaseWrites, (site, index) =>
      databaseWriteNode(folderUri, id, site, index),
    ),
  ];
}

function factNode(id: string, label: string, icon: string): MapNode {
  return { id, label, description: '', tooltip: label, icon, spoken: label, children: [], isExpanded: false };
}

function sectionNode<Site>(
  parentId: string,
  label: string,
  sites: readonly Site[],
  nodeOf: (site: Site, index: number) => MapNode,
): MapNode {
  const amount = sites.length === 0 ? 'nothing in this workspace' : String(sites.length);
  return {
    id: `${parentId}/${label}`,
    label,
    description: amount,
    tooltip: `${label}: ${amount}`,
    icon: SECTION_ICONS[label] ?? 'list-unordered',
    spoken: `${label}: ${amount}`,
    children: sites.map(nodeOf),
    isExpanded: true,
  };
}

const SECTION_ICONS: Readonly<Record<string, string>> = {
  'Written by': 'edit',
  'Read by': 'eye',
  'Invalidated by': 'trash',
  'Database writes': 'table',
};

function siteNode(folderUri: string, parentId: string, kind: string, site: CodeSite, index: number): MapNode {
  const { span, functionName, command } = site;
  const place = `${span.file}:${span.line}`;
  return {
    id: `${parentId}/${kind}/${index}`,
    label: ownName(functionName),
    description: `${shortPlace(span)} · ${command}`,
    tooltip: `${functionName} (${command})\n${place}`,
    icon: 'symbol-method',
    spoken: `${functionName}, ${command}, ${span.file} line ${span.line}`,
    children: [],
    isExpanded: false,
    opens: { folderUri, span },
  };
}

/** `rename` of `UserService.rename`: beside the file, where there is room for both. The tooltip has the class. */
function ownName(functionName: string): string {
  return /^[\w$.]+$/.test(functionName)
    ? functionName.slice(functionName.lastIndexOf('.') + 1)
    : functionName;
}

/** The folders stand in the tooltip: a sidebar is narrow. */
function shortPlace({ file, line }: SourceSpan): string {
  return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
}

interface ShownCopy {
  readonly icon: string;
  readonly colour?: string;
  readonly remark: string;
}

const SHOWN: Readonly<Record<CopyBehind, ShownCopy>> = {
  changed: {
    icon: 'pass',
    colour: 'testing.iconPassed',
    remark: 'The cached copy is deleted or overwritten.',
  },
  left: {
    icon: 'warning',
    colour: 'list.warningForeground',
    remark: 'It leaves the cached copy as it was.',
  },
  accepted: {
    icon: 'dash',
    remark: 'It needs no delete: the copy holds nothing of it, or soon ends by itself.',
  },
};

function databaseWriteNode(
  folderUri: string,
  parentId: string,
  site: DatabaseWriteSite,
  index: number,
): MapNode {
  const node = siteNode(folderUri, parentId, 'database-write', site, index);
  const { icon, colour, remark } = SHOWN[site.copy];
  return {
    ...node,
    description: `${shortPlace(site.span)} · ${site.command} ${site.entity}`,
    tooltip: `${node.tooltip}\n${remark}`,
    icon,
    ...(colour !== undefined && { colour }),
    spoken: `${node.spoken}. ${remark}`,
  };
}

function natureText(nature: KeyPatternSummary['nature']): string {
  return nature === 'cache' ? 'A cached copy' : 'State, not a copy of anything';
}

/** `Lives 15 minutes`, `Never expires`, `TTL not known from the code`. */
export function lifeText(ttl: PatternTtl): string {
  if (ttl.kind === 'known') return `Lives ${formatDuration(ttl.milliseconds)}`;
  return ttl.kind === 'none' ? 'Never expires' : 'TTL not known from the code';
}

function shortLife(ttl: PatternTtl): string {
  if (ttl.kind === 'known') return formatShortDuration(ttl.milliseconds);
  return ttl.kind === 'none' ? 'no TTL' : '';
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
