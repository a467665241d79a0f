import { redis } from '../redis.js';

const WEEK_SECONDS = 7 * 86_400;

/** What a person looked at last, newest first. */
export async function noteView(userId: string, productId: string): Promise<void> {
  const key = `viewed:${userId}`;
  // fine: the list is cut and given its life in the same transaction
  await redis.multi().lpush(key, productId).ltrim(key, 0, 19).expire(key, WEEK_SECONDS).exec();
  const visitors = `visitors:${productId}`;
  await redis.multi().sadd(visitors, userId).expire(visitors, 3600).exec();
}

export function lastViewed(userId: string): Promise<string[]> {
  return redis.lrange(`viewed:${userId}`, 0, 19);
}

/** Counts sales by product and day; the front page shows the best ten. */
export async function noteSale(day: string, productId: string, quantity: number): Promise<void> {
  const key = `bestsellers:${day}`;
  await redis.multi().zincrby(key, quantity, productId).expire(key, WEEK_SECONDS).exec();
  // fine: a stream, cut as it grows
  await redis.xadd('events:sales', 'MAXLEN', '~', 10_000, '*', 'product', productId, 'quantity', quantity);
}

export function bestsellers(day: string): Promise<string[]> {
  return redis.zrevrange(`bestsellers:${day}`, 0, 9);
}
