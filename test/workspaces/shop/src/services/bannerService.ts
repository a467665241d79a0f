import { cache } from '../cache/cacheService.js';
import { config } from '../config.js';
import type { Banner } from '../generated/prisma/client.js';
import { bannerKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

/** Banners are edited in the content system, which writes to the same database. */
export async function bannersFor(locale: string): Promise<Banner[]> {
  const cached = await redis.get(bannerKey(locale));
  if (cached) return JSON.parse(cached) as Banner[];
  const banners = await prisma.banner.findMany({ where: { locale } });
  // fine: the life comes from the environment; unknown is not the same as absent
  await redis.set(bannerKey(locale), JSON.stringify(banners), 'EX', config.bannerTtlSeconds);
  return banners;
}

/** The legal text changes about once a year. */
export function legalText(locale: string): Promise<string> {
  // fine: `remember` keeps entries for five minutes when nothing is said
  return cache.remember(`legal:${locale}`, async () => {
    const response = await fetch(`https://content.example.com/legal/${locale}`);
    return response.text();
  });
}
