/**
 * The map of a workspace's caches, before it is written as text, JSON or a diagram: key patterns with everything
 * that touches them. In: a review. Out: plain data. `map.schema.json` beside this file describes its JSON.
 */
import type {
  CodeSite,
  CopyBehind,
  DatabaseWriteSite,
  KeyPatternSummary,
  PatternFunction,
  PatternTtl,
} from '../../../shared/src/protocol.js';
import type { ReviewResult } from '../analysis.js';
import type { ReportLocation } from './report.js';

export interface MapSite extends ReportLocation {
  readonly function: string;
  readonly command: string;
}

export interface MapDatabaseWrite extends MapSite {
  readonly entity: string;
  readonly copy: CopyBehind;
}

export interface MapFunction extends ReportLocation {
  readonly function: string;
  readonly role: PatternFunction['role'];
}

export interface MapPattern {
  readonly pattern: string;
  readonly nature: KeyPatternSummary['nature'];
  readonly ttl: PatternTtl;
  readonly entities: readonly string[];
  readonly writes: readonly MapSite[];
  readonly reads: readonly MapSite[];
  readonly invalidations: readonly MapSite[];
  readonly databaseWrites: readonly MapDatabaseWrite[];
  readonly functions: readonly MapFunction[];
}

export interface CacheMap {
  readonly tool: 'cache-review';
  readonly version: string;
  /** Absolute. */
  readonly root: string;
  /** Caches first, then state; each in order of the patterns. */
  readonly patterns: readonly MapPattern[];
}

export function createCacheMap(result: ReviewResult, root: string, version: string): CacheMap {
  const patterns = result.keyPatterns.map(mapPattern);
  const caches = patterns.filter(({ nature }) => nature === 'cache');
  const state = patterns.filter(({ nature }) => nature === 'state');
  return { tool: 'cache-review', version, root, patterns: [...caches, ...state] };
}

function mapPattern(summary: KeyPatternSummary): MapPattern {
  const { pattern, nature, ttl, entities } = summary;
  return {
    pattern,
    nature,
    ttl,
    entities,
    writes: summary.writes.map(mapSite),
    reads: summary.reads.map(mapSite),
    invalidations: summary.invalidations.map(mapSite),
    databaseWrites: summary.databaseWrites.map(mapDatabaseWrite),
    functions: summary.functions.map(({ span, functionName, role }) => ({
      ...locationOf(span),
      function: functionName,
      role,
    })),
  };
}

function mapSite({ span, functionName, command }: CodeSite): MapSite {
  return { ...locationOf(span), function: functionName, command };
}

function mapDatabaseWrite(site: DatabaseWriteSite): MapDatabaseWrite {
  return { ...mapSite(site), entity: site.entity, copy: site.copy };
}

function locationOf({ file, line, column }: ReportLocation): ReportLocation {
  return { file, line, column };
}
