import type { NextFunction, Request, Response } from 'express';
import { redis } from '../redis.js';

/** At most `limit` requests a minute from one address. */
export function rateLimit(limit: number) {
  return async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    const key = `rl:${req.ip}:${Math.floor(Date.now() / 60_000)}`;
    // fine: the counter and its expiry are sent together
    const replies = await redis.multi().incr(key).expire(key, 60).exec();
    const used = Number(replies?.[0]?.[1] ?? 0);
    // fine: a response header
    res.set('x-ratelimit-remaining', String(Math.max(0, limit - used)));
    if (used > limit) {
      res.status(429).json({ error: 'Too many requests.' });
      return;
    }
    next();
  };
}
