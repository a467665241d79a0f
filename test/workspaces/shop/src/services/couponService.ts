import { readJson, writeJson } from '../cache/writeJson.js';
import { COUPON_TTL_SECONDS } from '../config.js';
import type { Coupon } from '../generated/prisma/client.js';
import { couponKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

export async function getCoupon(code: string): Promise<Coupon | null> {
  const cached = await readJson<Coupon>(couponKey(code));
  if (cached) return cached;
  const coupon = await prisma.coupon.findUnique({ where: { code } });
  if (coupon) await writeJson(couponKey(code), coupon, COUPON_TTL_SECONDS);
  return coupon;
}

export async function disableCoupon(code: string): Promise<void> {
  await prisma.coupon.update({ where: { code }, data: { enabled: false } });
  await redis.del(couponKey(code));
}
