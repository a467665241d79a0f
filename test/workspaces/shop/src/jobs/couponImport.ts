import type { Coupon } from '../generated/prisma/client.js';
import { prisma } from '../prisma.js';

/** Coupons come from the marketing department as a file. */
export async function importCoupons(coupons: readonly Coupon[]): Promise<number> {
  for (const coupon of coupons) {
    await prisma.coupon.upsert({
      //                ^^^^^^ warning write-without-invalidation: coupon:{code}
      where: { code: coupon.code },
      create: coupon,
      update: { percent: coupon.percent, enabled: coupon.enabled, endsAt: coupon.endsAt },
    });
  }
  return coupons.length;
}
