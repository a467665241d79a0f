import { cache } from '../cache/cacheService.js';
import type { StoreSetting } from '../generated/prisma/client.js';
import { settingsKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

export class SettingsService {
  async get(storeId: string): Promise<StoreSetting> {
    const cached = await cache.get<StoreSetting>(settingsKey(storeId));
    if (cached) return cached;
    const settings = await prisma.storeSetting.findUniqueOrThrow({ where: { storeId } });
    await cache.set(settingsKey(storeId), settings);
    //          ^^^ warning missing-ttl: settings
    return settings;
  }

  async changeTheme(storeId: string, theme: string): Promise<void> {
    await prisma.storeSetting.update({ where: { storeId }, data: { theme } });
    //                        ^^^^^^ warning write-without-invalidation: settings:{storeId}
    // The entry is called `settings:`, with an s.
    await redis.del(`setting:${storeId}`);
  }

  async changeTaxRate(storeId: string, taxRate: number): Promise<void> {
    // fine: the entry is deleted through the wrapper and its key builder
    await prisma.storeSetting.update({ where: { storeId }, data: { taxRate } });
    await cache.del(settingsKey(storeId));
  }
}

export const settingsService = new SettingsService();
