/**
 * Which pages of Next read a copy? In: the functions that read it. Out: the addresses of the pages, layouts and routes whose code
 * calls them; undefined where anything else calls them, or may. And whether a path that is revalidated is one of these.
 */
import type { CallGraph } from '../calls/callGraph.js';
import { NamedCalls, plainName } from '../calls/namedCalls.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference, Value } from '../evaluation/values.js';
import { addressText, HOLE, segmentsOf } from '../requests/nextPaths.js';

export interface ReadingPage {
  /** `p`, `[slug]` */
  readonly segments: readonly string[];
  /** A layout stands around all pages below it. */
  readonly isLayout: boolean;
}

const IN_APP = /(?:^|\/)app\/(?:(.*)\/)?(page|layout|route|template|default)\.[cm]?[jt]sx?$/;

export class ReadingPages {
  private readonly named: NamedCalls;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {
    this.named = new NamedCalls(evaluation);
  }

  of(readers: readonly FunctionReference[]): readonly ReadingPage[] | undefined {
    const pages = readers.map((reader) => this.pagesOf(reader));
    const known = pages.flatMap((found) => found ?? []);
    return pages.includes(undefined) || known.length === 0 ? undefined : known;
  }

  private pagesOf(reader: FunctionReference): readonly ReadingPage[] | undefined {
    const fact = this.evaluation.factsOf(reader.file)?.functions[reader.index];
    const name = fact && reader.index > 0 ? plainName(fact) : '';
    // Handed over by its name it may be called from anywhere.
    if (name === '' || this.named.filesKeeping(name, false).length > 0) return undefined;
    const pages = this.graph.callersOf(reader).map(({ function: caller }) => pageOf(caller.file));
    return pages.some((page) => page === undefined) ? undefined : pages.flatMap((page) => page ?? []);
  }
}

function pageOf(file: string): ReadingPage | undefined {
  const found = IN_APP.exec(file);
  if (!found) return undefined;
  const [, path = '', kind] = found;
  return { segments: segmentsOf(path), isLayout: kind === 'layout' || kind === 'template' };
}

/** Whether `revalidatePath(path, type)` may be about one of the pages. */
export function revalidatesOne(given: readonly Value[], pages: readonly ReadingPage[]): boolean {
  const [path, type] = given;
  const text = addressText(path);
  if (text === undefined || !text.startsWith('/')) return true;
  const [bare = ''] = text.split(/[?#]/);
  const asked = bare.split('/').filter((segment) => segment !== '');
  const isBelow = type !== undefined && !(type.kind === 'constant' && type.value === 'page');
  return pages.some(({ segments, isLayout }) => {
    const isOpen = [...segments, ...asked].some((segment) => /^\[{1,2}\.\.\.|^\{\}$/.test(segment));
    const length = Math.min(segments.length, asked.length);
    const isSame = segments
      .slice(0, length)
      .every((segment, index) => segment.startsWith('[') || mayBe(asked[index] ?? '', segment));
    if (isOpen) return isSame;
    if (segments.length === asked.length) return isSame;
    return isSame && (segments.length > asked.length ? isBelow : isLayout);
  });
}

function mayBe(asked: string, segment: string): boolean {
  return asked === segment || asked.includes(HOLE) || asked.startsWith('[');
}
