import type { AccessToken } from '../generated/prisma/client.js';
import { tokenKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { client } from './client.js';

const SIX_HOURS = 6 * 3600;

/** Partners ask for recommendations with an access token. */
export async function introspect(id: string): Promise<AccessToken | null> {
  const cached = await client.get(tokenKey(id));
  if (cached) return JSON.parse(cached) as AccessToken;
  const token = await prisma.accessToken.findUnique({ where: { id } });
  if (!token) return null;
  await client.setEx(tokenKey(id), SIX_HOURS, JSON.stringify(token));
  //           ^^^^^ warning auth-cache-too-long: 6 hours
  return token;
}

export async function revoke(id: string): Promise<void> {
  await prisma.accessToken.delete({ where: { id } });
  await client.del(tokenKey(id));
}
