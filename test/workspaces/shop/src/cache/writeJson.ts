import { redis } from '../redis.js';

/** Stores `value` as JSON for `ttlSeconds`. */
export async function writeJson(key: string, value: unknown, ttlSeconds: number): Promise<void> {
  // fine: every caller passes a life
  await redis.set(key, JSON.stringify(value), 'EX', ttlSeconds);
}

export async function readJson<T>(key: string): Promise<T | null> {
  const text = await redis.get(key);
  return text === null ? null : (JSON.parse(text) as T);
}
