/**
 * The file that a fix changes. In: its name and text. Out: its syntax, parsed when it is first asked for, and how
 * it is written: quotes, line ends, indentation. Pure.
 */
import { type CallExpression, Node, Project, type SourceFile, type Statement, SyntaxKind } from 'ts-morph';
import type { SourceSpan } from '../../../shared/src/finding.js';

export class EditedFile {
  private parsed: SourceFile | undefined;

  /** `name` is a path with forward slashes; its ending says which language it is. */
  constructor(
    readonly name: string,
    readonly text: string,
  ) {}

  get source(): SourceFile {
    this.parsed ??= parse(this.name, this.text);
    return this.parsed;
  }

  get newline(): string {
    return this.text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** The quote most strings of the file use. */
  get quote(): '"' | "'" {
    const strings = this.source.getDescendantsOfKind(SyntaxKind.StringLiteral);
    const double = strings.filter((string) => string.getText().startsWith('"')).length;
    return double * 2 > strings.length ? '"' : "'";
  }

  get isTyped(): boolean {
    return /\.[cm]?tsx?$/.test(this.name);
  }

  /** One level of indentation. */
  get indentation(): string {
    return /^(\t| {2,8})\S/m.exec(this.text)?.[1] ?? '  ';
  }

  /** The white space that begins the line of a position. */
  indentationAt(position: number): string {
    const line = this.text.slice(this.lineStart(position), position);
    return /^\s*/.exec(line)?.[0] ?? '';
  }

  lineStart(position: number): number {
    return this.text.lastIndexOf('\n', position - 1) + 1;
  }

  /** The call or construction that stands exactly there. */
  callAt({ start, end }: SourceSpan): CallExpression | undefined {
    return this.ancestorsAt(start).find(
      (node): node is CallExpression =>
        Node.isCallExpression(node) && node.getStart() === start && node.getEnd() === end,
    );
  }

  /** The outermost node that stands exactly there. */
  nodeAt({ start, end }: SourceSpan): Node | undefined {
    return this.ancestorsAt(start).findLast((node) => node.getStart() === start && node.getEnd() === end);
  }

  /** The statement of a block, a case or the file that holds a span. */
  statementAround({ start, end }: SourceSpan): Statement | undefined {
    return this.ancestorsAt(start).find(
      (node): node is Statement =>
        Node.isStatement(node) && node.getEnd() >= end && Node.isStatemented(node.getParent()),
    );
  }

  /** Nodes from the innermost at a position outwards. */
  private ancestorsAt(position: number): readonly Node[] {
    const nodes: Node[] = [];
    let node: Node | undefined = this.source.getDescendantAtPos(position);
    for (; node; node = node.getParent()) nodes.push(node);
    return nodes;
  }
}

function parse(name: string, text: string): SourceFile {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    compilerOptions: { allowJs: true },
  });
  return project.createSourceFile(`/${name.replace(/^.*\//, '')}`, text);
}
