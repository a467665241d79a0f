// The part of node-redis 5 that this service uses, so that it type-checks without being installed.
declare module 'redis' {
  export interface SetOptions {
    EX?: number;
    PX?: number;
    KEEPTTL?: true;
    NX?: true;
    XX?: true;
  }
  export interface RedisClientType {
    connect(): Promise<this>;
    close(): Promise<void>;
    on(event: string, listener: (error: Error) => void): this;
    get(key: string): Promise<string | null>;
    set(key: string, value: string, options?: SetOptions): Promise<string | null>;
    setEx(key: string, seconds: number, value: string): Promise<string>;
    expire(key: string, seconds: number): Promise<number>;
    del(keys: string | string[]): Promise<number>;
  }
  export function createClient(options?: { url?: string }): RedisClientType;
}
