import { randomUUID } from 'node:crypto';
import { redis } from '../redis.js';

const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** Runs `work` on one instance only; the others return at once. */
export async function exclusively(name: string, work: () => Promise<void>): Promise<boolean> {
  const token = randomUUID();
  // fine: a lock, taken and bounded in one command
  const taken = await redis.set(`lock:${name}`, token, 'PX', 60_000, 'NX');
  if (taken === null) return false;
  try {
    await work();
  } finally {
    await redis.eval(RELEASE, 1, `lock:${name}`, token);
  }
  return true;
}
