/** Remembers the results of one request, so that a page asks for each thing once. */
export class RequestMemo {
  private readonly values = new Map<string, unknown>();

  async once<T>(name: string, load: () => Promise<T>): Promise<T> {
    if (this.values.has(name)) return this.values.get(name) as T;
    const value = await load();
    // fine: a Map that lives as long as one request
    this.values.set(name, value);
    return value;
  }
}
