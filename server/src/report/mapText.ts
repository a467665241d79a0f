/** Writes a cache map for people. In: the map, and whether the terminal shows colours. Out: text. Pure. */
import { formatDuration } from '../../../shared/src/duration.js';
import type { PatternTtl } from '../../../shared/src/protocol.js';
import type { CacheMap, MapDatabaseWrite, MapPattern, MapSite } from './cacheMap.js';

type Paint = (text: string, style: keyof typeof STYLES) => string;

const STYLES = { bold: 1, dim: 2, red: 31, green: 32 } as const;
const LABEL_WIDTH = 17;

export function formatMapText(map: CacheMap, hasColour: boolean): string {
  const paint: Paint = (text, style) => (hasColour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
  if (map.patterns.length === 0) {
    return 'No cache keys were found. Cache Review knows keys that are written, read or deleted through a client it understands.\n';
  }
  return `${map.patterns.map((pattern) => patternBlock(pattern, paint)).join('\n\n')}\n`;
}

function patternBlock(pattern: MapPattern, paint: Paint): string {
  const title = [
    paint(pattern.pattern, 'bold'),
    [pattern.nature === 'cache' ? 'cache' : 'state', lifeOf(pattern.ttl), ...pattern.entities].join(' · '),
  ].join('  ');
  return [
    title,
    ...section('written by', pattern.writes.map(siteText), paint),
    ...section('read by', pattern.reads.map(siteText), paint),
    ...section('invalidated by', pattern.invalidations.map(siteText), paint),
    ...section(
      'database writes',
      pattern.databaseWrites.map((site) => databaseWriteText(site, paint)),
      paint,
    ),
  ].join('\n');
}

/** `15 minutes`, `no TTL`, `TTL not known`. */
export function lifeOf(ttl: PatternTtl): string {
  if (ttl.kind === 'known') return formatDuration(ttl.milliseconds);
  return ttl.kind === 'none' ? 'no TTL' : 'TTL not known';
}

function section(label: string, lines: readonly string[], paint: Paint): readonly string[] {
  const shown = lines.length > 0 ? lines : [paint('nothing in this workspace', 'dim')];
  if (label === 'database writes' && lines.length === 0) return [];
  return shown.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
}

function siteText({ file, line, function: name, command }: MapSite): string {
  return `${file}:${line}  ${name} (${command})`;
}

/** A mark, its colour, and what is said behind the write. */
const MARKS = {
  changed: ['✔', 'green', ''],
  left: ['✖', 'red', ', leaves the cached copy'],
  accepted: ['–', 'dim', ', needs no delete'],
} as const;

function databaseWriteText(site: MapDatabaseWrite, paint: Paint): string {
  const [mark, colour, remark] = MARKS[site.copy];
  return `${paint(mark, colour)} ${site.file}:${site.line}  ${site.function} (${site.command} ${site.entity})${remark}`;
}
