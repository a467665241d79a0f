/**
 * The cheap text test before parsing: only files that can matter are parsed.
 * Words, not package names: a service that uses a wrapper never mentions the client behind it.
 */

const CACHE_WORDS =
  /redis|valkey|cache|caching|keyv|memcache|memjs|upstash|ioredis|\bttl|setex|\bkv\b|\blru\b/i;

/** Whether a file may hold cache operations or what they are made of. */
export function mentionsCache(text: string): boolean {
  return CACHE_WORDS.test(text);
}
