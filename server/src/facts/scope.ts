/**
 * Lexical scopes of one file while it is extracted. Declarations are entered before the statements that
 * use them, so hoisting needs no second pass.
 */
import type { BindingFact, BindingIndex, Expression } from './fileFacts.js';

export type MutableBinding = { -readonly [K in keyof BindingFact]: BindingFact[K] } & {
  assigned: Expression[];
  reassigned?: Expression[];
};

export class Scope {
  private readonly names = new Map<string, BindingIndex>();

  constructor(private readonly parent?: Scope) {}

  declare(name: string, binding: BindingIndex): void {
    this.names.set(name, binding);
  }

  declaredHere(name: string): BindingIndex | undefined {
    return this.names.get(name);
  }

  /** The binding of a name, or -1 for a global. */
  resolve(name: string): BindingIndex {
    return this.names.get(name) ?? this.parent?.resolve(name) ?? -1;
  }
}
