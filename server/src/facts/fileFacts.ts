/**
 * The shapes that extraction produces: one file as plain data, without AST or types.
 *
 * Names are resolved to bindings inside the file; everything that crosses a file stays a module name and
 * is linked later, by the model. Facts depend on the text of the one file alone, so they may be cached by
 * its hash, and equal texts have equal facts.
 */

/** Offsets into the text, in UTF-16 code units: start inclusive, end exclusive. */
export type TextRange = readonly [start: number, end: number];

/** Index into `FileFacts.bindings`, or -1 for a name the file does not declare. */
export type BindingIndex = number;
export type FunctionIndex = number;
export type ClassIndex = number;
export type CallIndex = number;

export interface ObjectProperty {
  readonly name: string;
  readonly value: Expression;
  /** The value is a function that is called when the property is asked for. */
  readonly get?: true;
}

export interface ComputedProperty {
  readonly name: Expression;
  readonly value: Expression;
}

/** An expression, reduced to what keys, TTLs, receivers and values are made of. */
export type Expression =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'name'; readonly name: string; readonly binding: BindingIndex }
  | { readonly kind: 'this' }
  | { readonly kind: 'super' }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'element'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'call'; readonly call: CallIndex }
  | {
      readonly kind: 'object';
      readonly properties: readonly ObjectProperty[];
      readonly spreads: readonly Expression[];
      /** `[key]: value`; left out where there is none. */
      readonly computed?: readonly ComputedProperty[];
    }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'spread'; readonly value: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | { readonly kind: 'function'; readonly function: FunctionIndex }
  | { readonly kind: 'class'; readonly class: ClassIndex }
  | { readonly kind: 'await'; readonly value: Expression }
  | { readonly kind: 'unknown' };

/** A type annotation, reduced to the names that can say what a value is. */
export type TypeReference =
  | {
      readonly kind: 'named';
      /** `Redis`, or `Prisma.TransactionClient` with its dots. */
      readonly name: string;
      /** The binding of the first segment. */
      readonly binding: BindingIndex;
      readonly arguments: readonly TypeReference[];
    }
  | { readonly kind: 'typeof'; readonly value: Expression }
  | { readonly kind: 'literal'; readonly members: readonly TypeMember[] }
  | { readonly kind: 'array'; readonly element: TypeReference }
  | { readonly kind: 'union'; readonly members: readonly TypeReference[] }
  /** `number`, `null`, or several of them: `number | undefined`. */
  | { readonly kind: 'primitive'; readonly names: readonly string[] }
  /** `(tx: Transaction) => Promise<T>`: what it is called with, where types of that have names. */
  | { readonly kind: 'function'; readonly parameters: readonly TypeReference[] }
  | { readonly kind: 'other' };

export interface TypeMember {
  readonly name: string;
  readonly type: TypeReference;
}

export interface DecoratorFact {
  /** `InjectRedis`, `Inject`, `OnEvent`. */
  readonly name: string;
  readonly binding: BindingIndex;
  readonly arguments: readonly Expression[];
  /** Its name, without the `@`. */
  readonly range: TextRange;
}

export interface ImportSource {
  readonly module: string;
  /** The exported name, `default`, or `*` for the whole module. */
  readonly name: string;
}

export interface BindingFact {
  readonly name: string;
  readonly kind: 'import' | 'parameter' | 'variable' | 'function' | 'class' | 'enum' | 'type' | 'catch';
  readonly range: TextRange;
  /** The function whose scope holds it; 0 is the module. */
  readonly function: FunctionIndex;
  /** How many forks of its function it is declared within; left out where there is none. */
  readonly within?: number;
  readonly import?: ImportSource;
  /** What it is initialised with; with `path`, the part of it that destructuring takes. */
  readonly initializer?: Expression;
  /** Property names, outermost first; `*` for an array element. */
  readonly path?: readonly string[];
  /** The default of a destructured part or a parameter. */
  readonly defaultValue?: Expression;
  readonly type?: TypeReference;
  readonly functionIndex?: FunctionIndex;
  readonly classIndex?: ClassIndex;
  /** Position among the parameters of its function. */
  readonly parameter?: number;
  /** Of a parameter named like a length of time: its name does not occur again in its function. */
  readonly unread?: true;
  /** It is changed by `+=`, `++` and the like. */
  readonly counted?: true;
  /** It is given an empty value in a `catch`, or keeps the one it has, and the function goes on: where. */
  readonly emptiedOnFailure?: TextRange;
  /** It only has that value behind this `try`, and not within. */
  readonly emptyBehind?: number;
  /** Values assigned later, in order of the text. */
  readonly assigned: readonly Expression[];
  /** Of a parameter: what it is after each assignment in its own function, in terms of what it was before. */
  readonly reassigned?: readonly Expression[];
  readonly constant: boolean;
  readonly decorators?: readonly DecoratorFact[];
}

/** One arm of one fork. */
export interface ForkArm {
  readonly fork: number;
  readonly arm: 'true' | 'false' | 'case';
}

/** One fork in the control flow that a call stands in. */
export interface BranchStep {
  /** Forks of one file are numbered; the arms of one fork share the number. */
  readonly fork: number;
  readonly arm: 'true' | 'false' | 'case' | 'catch' | 'loop';
  readonly condition?: Expression;
  /** Of a `case`: what must be so for it to be reached, as far as comparisons of the `switch` say. */
  readonly reached?: Expression;
  /** Of `for (const element of source)`: the variables that hold the element, and what is gone through. */
  readonly elements?: readonly BindingIndex[];
  readonly source?: Expression;
  /** `for (let i = 0; i < source.length; i++)`: the variable counts the elements. */
  readonly counted?: true;
  /** A `break` may end the loop before it has gone through everything. */
  readonly broken?: true;
  /** Of `while (again)` and `do … while (again)`. */
  readonly again?: Expression;
  /** The loop goes on until something happens: its text compares nothing by size and knows no deadline. */
  readonly endless?: true;
  /** The arm is what remains after the other one left the function or the loop. */
  readonly afterExit?: true;
  /** The same where several ways leave: of each of them the arms of other forks in which nobody comes to it. */
  readonly exits?: readonly (readonly ForkArm[])[];
  /** Where the condition stands, if it is nothing but a name, or a name behind `!`. */
  readonly nameRange?: TextRange;
  /** What stands in this arm is the right side of `name || …`. */
  readonly alternative?: true;
}

/**
 * awaited: `await f()` for its value. completed: `await f()` as a statement. returned: `return f()`.
 * floating: a statement of its own. discarded: `void f()`. value: anything else.
 */
export type CallUse = 'awaited' | 'completed' | 'returned' | 'floating' | 'discarded' | 'value';

/** A call or construction; `calls` is in order of evaluation within each function. */
export interface CallFact {
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
  readonly construction: boolean;
  readonly range: TextRange;
  /** The shortest text that names the call: `set` of `redis.set(…)`. */
  readonly nameRange: TextRange;
  readonly argumentRanges: readonly TextRange[];
  readonly function: FunctionIndex;
  readonly branches: readonly BranchStep[];
  readonly use: CallUse;
  /** In a `try` block that has a `catch`. */
  readonly caught: boolean;
  /** The forks of the `try` blocks around it in its function, outermost first; left out when there is none. */
  readonly tries?: readonly number[];
  /** The `try` whose `finally` it stands in. */
  readonly cleanupOf?: number;
  readonly typeArguments?: readonly TypeReference[];
  /** `f() as Type`, `(await f()) as Type`. */
  readonly asserted?: TypeReference;
  /** It makes a batch of commands that nothing sends: `multi()` without `exec()`. */
  readonly unsent?: true;
}

/** A statement that leaves the function early or at its end. */
export interface ReturnFact {
  readonly value?: Expression;
  /** How many calls of the file were recorded before it. */
  readonly order: CallIndex;
  readonly branches: readonly BranchStep[];
  /** The forks of the `try` blocks around it in its function, outermost first; left out when there is none. */
  readonly tries?: readonly number[];
}

/** A `throw` that some condition decides. */
export type ThrowFact = Pick<ReturnFact, 'order' | 'branches'>;

export interface ParameterFact {
  /** Bindings the parameter declares: one, or several when it is destructured. */
  readonly bindings: readonly BindingIndex[];
  readonly type?: TypeReference;
  readonly defaultValue?: Expression;
  readonly optional: boolean;
  readonly rest: boolean;
  readonly decorators: readonly DecoratorFact[];
}

export interface FunctionFact {
  /** As a person would call it: `getUser`, `UserCache.put`; '' when it has no name. */
  readonly name: string;
  readonly nameRange: TextRange;
  readonly range: TextRange;
  readonly parameters: readonly ParameterFact[];
  readonly returnType?: TypeReference;
  readonly returns: readonly ReturnFact[];
  /** Left out where there is none. */
  readonly throws?: readonly ThrowFact[];
  readonly async: boolean;
  /** The function around it; -1 for the module itself, which is function 0. */
  readonly parent: FunctionIndex;
  readonly class?: ClassIndex;
  readonly static: boolean;
  /** Where it is handed over, when it stands as an argument. */
  readonly argumentOf?: { readonly call: CallIndex; readonly argument: number };
  /** It runs during that call, as far as anyone can tell; route handlers and listeners run later. */
  readonly inline: boolean;
  /** The calls of its own body, in order. */
  readonly calls: readonly CallIndex[];
  readonly decorators: readonly DecoratorFact[];
  readonly declared?: DeclaredByAuthor;
  /** The forks of its `try` blocks that hand a failure on: there is no `catch`, or it does nothing but throw in the end. */
  readonly rethrows?: readonly number[];
  /** The forks of its `try` blocks that end with `return value`, while the `catch` goes on, and nothing comes behind it. */
  readonly unanswered?: readonly number[];
  /** Names of members it looks at where only calls are written down: in conditions, loops, markup, what is added up. */
  readonly tested?: readonly string[];
}

/** `@cacheKey user:{id}` and `@cacheTtl 5m` in the comment of a function. */
export interface DeclaredByAuthor {
  readonly key?: string;
  /** Milliseconds. */
  readonly ttlMs?: number;
  /** Where a TTL stands that says no length of time. */
  readonly unreadTtl?: TextRange;
}

export interface FieldFact {
  readonly name: string;
  readonly type?: TypeReference;
  readonly initializer?: Expression;
  readonly static: boolean;
  /** Set for a constructor parameter that declares the field: its position. */
  readonly parameter?: number;
  /** `protected ttl?: number`: only the class and those that extend it can fill it, and none need do so. */
  readonly optional?: true;
  readonly decorators: readonly DecoratorFact[];
}

export interface MethodFact {
  readonly name: string;
  readonly function: FunctionIndex;
  readonly kind: 'method' | 'get' | 'set';
  readonly static: boolean;
  /** Private or protected: only the class and what extends it may call it. */
  readonly hidden?: true;
  /** Left to the classes that extend this one. */
  readonly abstract?: true;
}

export interface ClassFact {
  readonly name: string;
  readonly extends?: Expression;
  /** `User` of `extends Repository<User>`. */
  readonly extendsArguments?: readonly TypeReference[];
  readonly implements: readonly TypeReference[];
  readonly fields: readonly FieldFact[];
  readonly methods: readonly MethodFact[];
  readonly constructorFunction?: FunctionIndex;
  readonly decorators: readonly DecoratorFact[];
}

/** An interface or type alias. */
export interface TypeFact {
  readonly name: string;
  readonly binding: BindingIndex;
  readonly extends: readonly TypeReference[];
  readonly members: readonly TypeMember[];
  /** What an alias stands for. */
  readonly alias?: TypeReference;
}

export interface EnumFact {
  readonly binding: BindingIndex;
  readonly members: readonly ObjectProperty[];
}

/** `this.client = …`, `app.locals.redis = …`, `models[name] = …`. */
export interface AssignmentFact {
  readonly target: Expression;
  readonly value: Expression;
  readonly function: FunctionIndex;
  /** Left out where it is made in any case. */
  readonly branches?: readonly BranchStep[];
}

/** `key += id`, `this.key += id`: what is put behind what a variable, a parameter or a field holds. */
export interface AppendFact {
  readonly target: Expression;
  readonly value: Expression;
  readonly function: FunctionIndex;
  /** How many calls of the file were recorded before it. */
  readonly order: CallIndex;
  readonly branches: readonly BranchStep[];
}

/** `row.name = …`, `row.tags[0] += …`, `row.count++`, `delete row.name` on what a variable or parameter holds. */
export interface ChangeFact {
  readonly target: Expression;
  /** counted: `+=`, `++` and the like, where the new value is made of the old one. emptied: a constant takes its place. */
  readonly kind: 'assigned' | 'emptied' | 'counted' | 'deleted';
  readonly range: TextRange;
  readonly function: FunctionIndex;
  readonly branches: readonly BranchStep[];
}

export interface ExportFact {
  /** `*` for `export * from` and for `module.exports = …`. */
  readonly name: string;
  readonly value?: Expression;
  readonly from?: ImportSource;
}

/** `cache-review-ignore-next-line <rule>, <rule> -- reason`, or `cache-review-ignore-file …` */
export interface SuppressionFact {
  /** The whole comment. */
  readonly range: TextRange;
  /** The words that make it a suppression. */
  readonly wordRange: TextRange;
  readonly scope: 'line' | 'file';
  /** The next line with code, from 1: the one that `line` silences. */
  readonly line: number;
  readonly rules: readonly SuppressedRuleFact[];
  /** '' when none is given. */
  readonly reason: string;
}

export interface SuppressedRuleFact {
  /** As written; there need not be such a rule. */
  readonly id: string;
  readonly range: TextRange;
}

export interface FileFacts {
  readonly bindings: readonly BindingFact[];
  readonly functions: readonly FunctionFact[];
  readonly classes: readonly ClassFact[];
  readonly types: readonly TypeFact[];
  readonly enums: readonly EnumFact[];
  readonly calls: readonly CallFact[];
  readonly assignments: readonly AssignmentFact[];
  readonly changes: readonly ChangeFact[];
  readonly appends: readonly AppendFact[];
  readonly exports: readonly ExportFact[];
  readonly suppressions: readonly SuppressionFact[];
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

export const UNKNOWN: Expression = { kind: 'unknown' };
