import { MEMBERSHIP_TTL_SECONDS } from '../config.js';
import { membershipKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

export async function organisationRole(organisationId: string, userId: string): Promise<string | null> {
  const key = membershipKey(organisationId, userId);
  const cached = await redis.get(key);
  if (cached) return cached;
  const membership = await prisma.membership.findUnique({
    where: { organisationId_userId: { organisationId, userId } },
    select: { role: true },
  });
  if (!membership) return null;
  // fine: half an hour, and every write of a membership deletes the entry
  await redis.set(key, membership.role, 'EX', MEMBERSHIP_TTL_SECONDS);
  return membership.role;
}

export async function setOrganisationRole(organisationId: string, userId: string, role: string): Promise<void> {
  await prisma.membership.upsert({
    where: { organisationId_userId: { organisationId, userId } },
    create: { organisationId, userId, role },
    update: { role },
  });
  await redis.del(membershipKey(organisationId, userId));
}

export async function leaveOrganisation(organisationId: string, userId: string): Promise<void> {
  await prisma.membership.delete({ where: { organisationId_userId: { organisationId, userId } } });
  await redis.del(membershipKey(organisationId, userId));
}
