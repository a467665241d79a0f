import { createHash } from 'node:crypto';
import type { ApiKey } from '../generated/prisma/client.js';
import { apiKeyKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

export type KnownApiKey = Pick<ApiKey, 'id' | 'ownerId' | 'scopes' | 'revokedAt'>;

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export async function findApiKey(hash: string): Promise<KnownApiKey | null> {
  const cached = await redis.get(apiKeyKey(hash));
  if (cached) return JSON.parse(cached) as KnownApiKey;
  const apiKey = await prisma.apiKey.findUnique({
    where: { hash },
    select: { id: true, ownerId: true, scopes: true, revokedAt: true },
  });
  if (apiKey) {
    await redis.setex(apiKeyKey(hash), 24 * 60 * 60, JSON.stringify(apiKey));
    //          ^^^^^ warning auth-cache-too-long: 1 day
  }
  return apiKey;
}

export async function noteUse(id: string): Promise<void> {
  // fine: the moment of the last use is not cached
  await prisma.apiKey.update({ where: { id }, data: { lastUsedAt: new Date() } });
}

export async function revokeApiKey(id: string): Promise<void> {
  await prisma.apiKey.update({ where: { id }, data: { revokedAt: new Date() } });
  //                  ^^^^^^ warning auth-cache-without-revocation: apikey:{hash}
}
