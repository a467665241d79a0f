// The part of cache-manager 7 that this service uses, so that it type-checks without being installed.
declare module 'cache-manager' {
  export interface Cache {
    get<T>(key: string): Promise<T | undefined>;
    set<T>(key: string, value: T, ttlMilliseconds?: number): Promise<T>;
    del(key: string): Promise<boolean>;
    wrap<T>(key: string, load: () => T | Promise<T>, ttlMilliseconds?: number): Promise<T>;
  }
  export function createCache(options?: { ttl?: number; refreshThreshold?: number }): Cache;
}
