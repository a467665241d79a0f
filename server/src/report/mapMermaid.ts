/**
 * Draws a cache map as a Mermaid flowchart: entities, the patterns that hold copies of them, and the functions
 * that write the entities. A dotted arrow is a write that leaves the copy, a line without a head one that needs no delete. In: the map. Out: text. Pure.
 */
import type { CopyBehind } from '../../../shared/src/protocol.js';
import type { CacheMap, MapPattern } from './cacheMap.js';
import { lifeOf } from './mapText.js';

export function formatMapMermaid(map: CacheMap): string {
  const caches = map.patterns.filter(({ nature }) => nature === 'cache');
  const entities = [...new Set(caches.flatMap((pattern) => pattern.entities))].sort();
  const writers = [...new Set(caches.flatMap(writersOf))].sort();
  const entityId = (name: string) => `entity${entities.indexOf(name)}`;
  const writerId = (name: string) => `writer${writers.indexOf(name)}`;
  const lines = [
    ...entities.map((name) => `${entityId(name)}[("${escaped(name)}")]`),
    ...writers.map((name) => `${writerId(name)}["${escaped(name)}"]`),
    ...caches.flatMap((pattern, index) => [
      `pattern${index}(["${escaped(pattern.pattern)}<br/>${escaped(lifeOf(pattern.ttl))}"])`,
      ...pattern.entities.map((name) => `${entityId(name)} --> pattern${index}`),
      ...arrowsOf(pattern).map(([name, arrow]) => `${writerId(name)} ${arrow} pattern${index}`),
    ]),
  ];
  return `flowchart LR\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function writersOf(pattern: MapPattern): readonly string[] {
  return pattern.databaseWrites.map((site) => site.function);
}

/** One arrow for each function: dotted as soon as one of its writes leaves the copy, a line where none has to change it. */
function arrowsOf(pattern: MapPattern): readonly (readonly [writer: string, arrow: string])[] {
  return [...new Set(writersOf(pattern))].map((name) => {
    const own = pattern.databaseWrites.filter((site) => site.function === name);
    const commands = [...new Set(own.map((site) => site.command))].join(', ');
    const isSome = (copy: CopyBehind): boolean => own.some((site) => site.copy === copy);
    if (isSome('left')) return [name, `-.->|"${commands}, leaves it"|`];
    return isSome('changed')
      ? [name, `-->|"${commands}, invalidates"|`]
      : [name, `---|"${commands}, needs no delete"|`];
  });
}

function escaped(text: string): string {
  return text.replace(/[&"<>#]/g, (character) => `#${character.charCodeAt(0)};`);
}
