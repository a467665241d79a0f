/**
 * What is known of functions, by function. In: references. Out: what was set for the same function, whoever refers
 * to it. The evaluator asks for functions all the time: no text is made for a key.
 */
import type { FunctionReference } from './values.js';

export class FunctionTable<T> {
  private readonly files = new Map<string, (T | undefined)[]>();

  get({ file, index }: FunctionReference): T | undefined {
    return this.files.get(file)?.[index];
  }

  set({ file, index }: FunctionReference, value: T): void {
    const known = this.files.get(file);
    if (known) known[index] = value;
    else {
      const created: (T | undefined)[] = [];
      created[index] = value;
      this.files.set(file, created);
    }
  }

  /** What is known of the functions of a file. */
  ofFile(file: string): readonly T[] {
    return (this.files.get(file) ?? []).filter((value) => value !== undefined);
  }
}
