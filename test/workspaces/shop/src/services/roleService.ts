import { cache } from '../cache/cacheService.js';
import { ROLE_TTL_SECONDS } from '../config.js';
import { rolesKey } from '../keys.js';
import { prisma } from '../prisma.js';

export async function roleOf(userId: string): Promise<string> {
  const cached = await cache.get<string>(rolesKey(userId));
  if (cached) return cached;
  const row = await prisma.userRole.findUnique({ where: { userId } });
  const role = row?.role ?? 'customer';
  await cache.set(rolesKey(userId), role, ROLE_TTL_SECONDS);
  //          ^^^ warning auth-cache-too-long: 12 hours
  return role;
}

export async function changeRole(userId: string, role: string): Promise<void> {
  // fine: the entry goes with the old role
  await prisma.userRole.update({ where: { userId }, data: { role } });
  await cache.del(rolesKey(userId));
}
