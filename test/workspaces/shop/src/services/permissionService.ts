import { PERMISSION_TTL_SECONDS } from '../config.js';
import { permissionsKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

export async function permissionsOf(userId: string): Promise<string[]> {
  const cached = await redis.get(permissionsKey(userId));
  if (cached) return JSON.parse(cached) as string[];
  const rows = await prisma.userPermission.findMany({ where: { userId }, select: { permission: true } });
  const permissions = rows.map((row) => row.permission);
  await redis.set(permissionsKey(userId), JSON.stringify(permissions), 'EX', PERMISSION_TTL_SECONDS);
  //          ^^^ warning auth-cache-too-long: 1 day
  return permissions;
}
