/** What is found out about a function, when it is first asked for, and kept for as long as the model is. */
import { FunctionTable } from './evaluation/functionTable.js';
import type { FunctionReference } from './evaluation/values.js';

export class OncePerFunction<T> {
  private readonly known = new FunctionTable<{ readonly found: T }>();

  constructor(private readonly find: (reference: FunctionReference) => T) {}

  of(reference: FunctionReference): T {
    const known = this.known.get(reference);
    if (known) return known.found;
    const found = this.find(reference);
    this.known.set(reference, { found });
    return found;
  }
}
