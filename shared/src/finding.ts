/**
 * The result of a review: findings and the places they point at.
 * Plain data; it crosses the protocol, the command line's JSON and the tests unchanged.
 */
import type { RuleId } from './ruleCatalogue.js';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** certain: the semantics of one call. likely: every hop resolved. possible: one hop unresolved (hidden by default). */
export type Confidence = 'certain' | 'likely' | 'possible';

/** A range of source text. Offsets are UTF-16 code units from 0; lines and columns start at 1. */
export interface SourceSpan {
  /** Relative to the workspace root, with forward slashes. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface RelatedLocation {
  readonly span: SourceSpan;
  readonly message: string;
}

/** How a finding came to be, for readers who doubt it. */
export interface Explanation {
  /** The chain of evidence, in the order in which it happens; the finding itself is the last step. */
  readonly steps: readonly RelatedLocation[];
  /** What was looked at and did not count, each with the reason. */
  readonly dismissed: readonly RelatedLocation[];
  /** One sentence about how far the search went: `Looked at 3 callers and 2 subscribers.` */
  readonly search?: string;
}

/** safe: may be applied without looking (`source.fixAll`). suggestion: needs a human decision. */
export type FixKind = 'safe' | 'suggestion';

/** A change of one file, or of several, that does away with a finding. Its edits are made together, or not at all. */
export interface FixDescription {
  readonly title: string;
  readonly kind: FixKind;
  readonly edits: readonly FixEdit[];
}

/** Spans are those of the text that was reviewed; the file's quotes, line ends and indentation are found out later. */
export type FixEdit =
  | AddTtlEdit
  | RewriteTtlEdit
  | ScaleTtlEdit
  | ReplaceTtlEdit
  | TranslateResultEdit
  | ReplaceEdit
  | InsertStatementEdit
  | RemoveStatementEdit
  | MoveStatementEdit
  | PipelineLoopEdit
  | TakeAtOnceEdit
  | KeyByUserEdit
  | TagKeyEdit
  | RunAfterEdit
  | SendAlsoEdit
  | WaitForEdit
  | AddToKeyEdit
  | AddParameterEdit
  | AddArgumentEdit
  | ParameterDefaultEdit
  | ImportEdit
  | DeclareEdit
  | RemoveSuppressionEdit;

/** Adds an expiry to one cache write, in the form its library reads. */
export interface AddTtlEdit {
  readonly kind: 'add-ttl';
  /** The call expression to change. */
  readonly call: SourceSpan;
  /** How the library spells an expiry; the text goes after the last argument unless the form says otherwise. */
  readonly form: TtlArgumentForm;
  /** The proposed life: a number of milliseconds, which the form turns into its own unit, or an expression in it. */
  readonly milliseconds: number | { readonly expression: string } | { readonly copy: SourceSpan };
  /** What the amount counts, where the form says so by a word; seconds when left out. */
  readonly word?: TtlWord;
}

export type TtlWord = 'EX' | 'PX' | 'EXAT' | 'PXAT';

/** Gives an expiry that the client does not read, with the flags beside it, in the form that it reads. */
export interface RewriteTtlEdit {
  readonly kind: 'rewrite-ttl';
  readonly call: SourceSpan;
  /** Position of the first argument that is not read as it was meant. */
  readonly argument: number;
  readonly form: TtlArgumentForm;
  /** The amount is meant in another unit than the form reads: it is multiplied, or divided by the inverse. */
  readonly factor?: number;
  /** The property that holds it, where the argument is an object that stands elsewhere. */
  readonly option?: string;
}

/** Multiplies or divides a length of time that is given in the wrong unit. */
export interface ScaleTtlEdit {
  readonly kind: 'scale-ttl';
  readonly call: SourceSpan;
  readonly argument: number;
  /** The property of the argument that holds it. */
  readonly option?: string;
  readonly by: 'multiply' | 'divide';
}

/** Puts text around a length of time, or in its place. */
export interface ReplaceTtlEdit {
  readonly kind: 'replace-ttl';
  readonly call: SourceSpan;
  readonly argument: number;
  /** The property of the argument that holds it. */
  readonly option?: string;
  readonly before: FixText;
  readonly after: FixText;
  /** The amount itself goes. */
  readonly isDropped?: true;
}

/**
 * Makes what becomes of a result fit other values: `=== 1` becomes `=== 'OK'`. It cannot be made where the result
 * is used for anything but a comparison with one of the values or a test for truth.
 */
export interface TranslateResultEdit {
  readonly kind: 'translate-result';
  readonly call: SourceSpan;
  /** Literals as they are written, and what stands for them now; both are true, or both false. */
  readonly values: Readonly<Record<string, string>>;
}

export type TtlArgumentForm =
  | 'ex-arguments'
  | 'ex-option'
  | 'milliseconds-argument'
  | 'seconds-option'
  | 'ttl-milliseconds-option'
  | 'lower-ex-option'
  | 'expires-option'
  | 'expiration-option'
  | 'revalidate-option'
  | 'seconds-argument'
  | 'own-ttl-milliseconds'
  | 'typed-expiry-option';

/** Text in the place of other text; an empty span inserts. */
export interface ReplaceEdit {
  readonly kind: 'replace';
  readonly span: SourceSpan;
  readonly text: FixText;
}

/** A line of its own before or after the statement that holds a call. */
export interface InsertStatementEdit {
  readonly kind: 'insert-statement';
  readonly call: SourceSpan;
  readonly where: 'before' | 'after';
  readonly text: FixText;
  /** A variable that the line declares: new in its function, and known where the span stands. */
  readonly declares?: { readonly name: string; readonly seenAt: SourceSpan };
}

/** Takes out a statement that consists of nothing but a call, awaited or not. */
export interface RemoveStatementEdit {
  readonly kind: 'remove-statement';
  readonly call: SourceSpan;
  /** Only where it comes directly after the statement that holds this call. */
  readonly follows?: SourceSpan;
  /** It may stand under an `if` of its own, which goes with it, or behind an `if` that leaves. */
  readonly guarded?: true;
}

/** Lets a loop that waits for one command in each round collect them, and send them together when it is over. */
export interface PipelineLoopEdit {
  readonly kind: 'pipeline-loop';
  /** The call that sends the command, awaited as a statement of its own. */
  readonly call: SourceSpan;
  /** What begins and ends the collecting, behind the client: `pipeline()` and `exec()`. */
  readonly open: string;
  readonly send: string;
}

/** Puts the one changing part of a key into braces, in the function that builds it. */
export interface TagKeyEdit {
  readonly kind: 'tag-key';
  /** The function. */
  readonly span: SourceSpan;
}

/** Puts an interceptor of the project's own into a decorator, whose keys carry who asks. */
export interface KeyByUserEdit {
  readonly kind: 'key-by-user';
  /** The decorator. */
  readonly span: SourceSpan;
  /** The interceptor that it names. */
  readonly interceptor: string;
  /** The member of the request that says who asks, and the one of it that tells one from another. */
  readonly holder: string;
  readonly id: string;
}

/**
 * A look whether something is there, an `if` about it, and a write: as one write that says by its answer whether
 * nothing was there. It cannot be made where what was read is used for anything else.
 */
export interface TakeAtOnceEdit {
  readonly kind: 'take-at-once';
  readonly read: SourceSpan;
  readonly write: SourceSpan;
  /** How the library spells a condition beside an expiry. */
  readonly form: TtlArgumentForm;
}

/**
 * A line that runs once the statement of a call is over, whose outcome is waited for. Of `return call()` the outcome is
 * kept first. `await` in the text asks for a function that can wait.
 */
export interface RunAfterEdit {
  readonly kind: 'run-after';
  readonly call: SourceSpan;
  readonly text: FixText;
  /** The call is over when it returns. */
  readonly synchronous?: true;
}

/** Waits for a call, in a function that can wait from then on. */
export interface WaitForEdit {
  readonly kind: 'wait-for';
  readonly call: SourceSpan;
}

/** One more command to whom a call sends one: behind it in its chain, or a statement of its own behind its statement. */
export interface SendAlsoEdit {
  readonly kind: 'send-also';
  readonly call: SourceSpan;
  /** The method with its arguments. */
  readonly text: FixText;
  /** What is called collects commands, and is not waited for. */
  readonly batch: boolean;
}

/**
 * One more part at the end of a key: of the text that stands there, that a variable is declared with whose name stands
 * there, or that the function returns which stands there.
 */
export interface AddToKeyEdit {
  readonly kind: 'add-to-key';
  readonly span: SourceSpan;
  readonly separator: string;
  readonly text: FixText;
}

/** One more parameter for the function that stands there. */
export interface AddParameterEdit {
  readonly kind: 'add-parameter';
  readonly span: SourceSpan;
  readonly name: string;
  /** `string`, in files that have types. */
  readonly type: string;
}

/** Gives a call an argument that it leaves out, or a property of one. */
export interface AddArgumentEdit {
  readonly kind: 'add-argument';
  readonly call: SourceSpan;
  readonly argument: number;
  /** The property of the argument that it is. */
  readonly option?: string;
  readonly text: FixText;
}

/** Changes what a parameter is where callers leave it out. */
export interface ParameterDefaultEdit {
  readonly kind: 'parameter-default';
  /** Its name, which stands before the default that it has. */
  readonly span: SourceSpan;
  /** Absent: it may not be left out any more. It is of this type where the code says none. */
  readonly value?: FixText;
  readonly type: string;
}

/** Makes a name of another file known, by the import that is there or by one more. */
export interface ImportEdit {
  readonly kind: 'import';
  /** The file that imports. */
  readonly file: string;
  readonly specifier: string;
  readonly name: string;
  /** The other file exports it as its default, or as a whole. */
  readonly isDefault: boolean;
}

/** Moves the statement of one call behind the statement that holds another, in the same block or one around it. */
export interface MoveStatementEdit {
  readonly kind: 'move-statement';
  readonly call: SourceSpan;
  readonly behind: SourceSpan;
}

/** Declares a function at the end of the file, unless the file has one of that name. */
export interface DeclareEdit {
  readonly kind: 'declare';
  readonly name: string;
  /** The declaration in TypeScript, and the same for files of plain JavaScript. Indented by two spaces. */
  readonly typed: string;
  readonly untyped: string;
}

/** Takes out a suppression comment, or one rule of several that it names. */
export interface RemoveSuppressionEdit {
  readonly kind: 'remove-suppression';
  readonly span: SourceSpan;
  readonly what: 'comment' | 'rule';
}

/** Strings in it stand between single quotes, and get the quotes of the file. */
export type FixText = readonly FixTextPart[];

export type FixTextPart =
  | string
  /** What stands there in the reviewed text. */
  | { readonly copy: SourceSpan }
  /** What stands there, in brackets where a member of it could not follow otherwise. */
  | { readonly operand: SourceSpan }
  /** What stands before the name of a method, without its dot; there is none behind `?.`. */
  | { readonly receiver: SourceSpan }
  /** `user.id`, as the text around says it: `user!.id` where it does. */
  | { readonly said: string; readonly near: SourceSpan }
  /** What the author will want to change. */
  | { readonly select: string };

export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly span: SourceSpan;
  /** What is wrong. Why it matters. What to do. */
  readonly message: string;
  /** The key pattern concerned, such as `user:{id}`. */
  readonly key?: string;
  readonly related: readonly RelatedLocation[];
  readonly fixes: readonly FixDescription[];
  /** Absent: the related locations and the finding are all the evidence there is. */
  readonly explanation?: Explanation;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: 'size' | 'minified' | 'generated' | 'unreadable';
}
