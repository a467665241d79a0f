/** A place in the code as the texts of the editor name it. In: a span. Out: a link in Markdown, or plain text. Pure. */
import type { SourceSpan } from '../../../shared/src/finding.js';

export interface LinkSurroundings {
  readonly readsMarkdown: boolean;
  uriOf(file: string): string;
}

export function placeLink({ file, line, column }: SourceSpan, around: LinkSurroundings): string {
  const place = `${file}:${line}`;
  if (!around.readsMarkdown) return place;
  return `[${escapeMarkdown(place)}](${around.uriOf(file)}#L${line},${column})`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&');
}
